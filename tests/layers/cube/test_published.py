"""What the public really gets of sensitive layers: masked counts, and nothing beside them."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import mapbox_vector_tile
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from geo_platform.portal.models import PublicMap
from layers import registry, sql
from layers.cube import LEVELS
from layers.layer import Sensitivity
from layers.models import CubeCell, CubePublication, Permit
from layers.services.cube import grid as grids
from layers.services.cube import publish, read
from layers.services.cube.suppress import small
from tests.dashboards.conftest import asking
from tests.dashboards.wire import BOARD, CALLBACK, DEPENDENCIES, question_bodies
from tests.layers.cube.attacker import Attacker, Cell
from tests.privacy.addresses import Samples, addresses
from tests.privacy.canaries import body

pytestmark = pytest.mark.django_db
WITH_CUBE = [layer.slug for layer in publish.layers_with_cube()]
SENSITIVE = [layer.slug for layer in registry.layers().values() if layer.sensitivity > Sensitivity.PUBLIC]


def parents() -> dict[str, str | None]:
    return {row["code"]: row["parent"] for row in sql.rows("cubes/tree.sql", {"levels": list(LEVELS)})}


def published(client: Client, slug: str, year: int) -> dict[Cell, int | None]:
    """Everything an anonymous visitor can read of one year, in every form; the forms must agree."""
    seen: dict[Cell, int | None] = {}

    def see(cell: Cell, value: int | None) -> None:
        assert seen.setdefault(cell, value) == value, f"{cell} is not the same everywhere"

    for row in client.get(f"/api/cubes/{slug}.json").json()["cells"]:
        kind = "" if row["type"] == read.WHOLE else row["type"]
        assert row["status"] == ("masked" if row["value"] is None else "published")
        see((row["territory"], row["period"], kind), row["value"])
    text = client.get(f"/api/cubes/{slug}.csv").content.decode("utf-8-sig")
    for line in csv.DictReader(io.StringIO(text)):
        kind = "" if line["type"] == read.WHOLE else line["type"]
        see((line["territory"], line["period"], kind), int(line["value"]) if line["value"] else None)
    for z, x, y in ((5, 15, 12), (7, 61, 50), (8, 123, 103)):
        body = gzip.decompress(client.get(f"/tiles/cubes/{slug}/{z}/{x}/{y}.pbf?period={year}").content)
        for feature in mapbox_vector_tile.decode(body).get(slug, {}).get("features", []):
            mark = feature["properties"]
            assert mark["masked"] is ("n" not in mark)
            see((mark["code"], mark["period"], mark.get("type", "")), mark.get("n"))
    ask = asking(client)
    for territory in ("MA", "02", "05.081"):
        for question in BOARD_QUESTIONS[slug]:
            answer = ask(f"{slug}-scope", f"{question.format(year)}&territory={territory}")
            for row in answer[f"{slug}-table"]["rowData"]:
                see((row["code"], str(year), ""), row["shown"])
            total = re.sub(r"\s", "", _text(answer[f"{slug}-cards"]["children"][0]["props"]["children"][1]))
            assert total == "<5" or total.isdigit()
            see((territory, str(year), ""), None if total == "<5" else int(total))
    for shown in PublicMap.objects.on_show().filter(cube_layer=slug):
        answer = client.get(f"/public/maps/{shown.slug}/figures.csv").content.decode("utf-8-sig")
        for line in csv.DictReader(io.StringIO(answer)):
            see(
                (line["code"], shown.cube_period, shown.cube_type),
                int(line["value"]) if line["value"] else None,
            )
        page = client.get(f"/public/maps/{shown.slug}/?lang=fr").content.decode()
        rows = re.findall(r'<bdi dir="ltr">([^<]*)</bdi></td><td class="num"><bdi[^>]*>([^<]*)</bdi>', page)
        assert rows
        for code, text in rows:
            value = None if text == "masqué" else int(re.sub(r"\D", "", text))
            see((code, shown.cube_period, shown.cube_type), value)
    return {cell: value for cell, value in seen.items() if cell[1].startswith(str(year))}


# Whatever view of the board nobody in particular asks for.
BOARD_QUESTIONS = {
    "permits": ("?quarter={}-Q4", "?view=late&quarter={}-Q2", "?view=public&quarter={}-Q1"),
    "complaints": ("?year={}", "?view=near&year={}", "?view=categories&category=VOIRIE&year={}"),
}


def _text(component: Any) -> str:
    """All that a Dash component says."""
    if isinstance(component, list):
        return "".join(map(_text, component))
    if isinstance(component, dict):
        return _text(component["props"].get("children"))
    return "" if component is None else str(component)


def truth(slug: str, year: int) -> dict[Cell, int]:
    layer = registry.get(slug)
    tree = {
        r["code"]: grids.Place(r["level"], r["parent"])
        for r in sql.rows("cubes/tree.sql", {"levels": list(LEVELS)})
    }
    rows = publish._count(layer)
    types = {row["type"] for row in rows}
    assert layer.public_cube
    grid = grids.build(layer.public_cube, year, tree, [r for r in rows if r["year"] == year], types)
    return {tuple(key): int(value) for key, value in zip(grid.keys, grid.values, strict=True)}


def attacked(client: Client, slug: str, year: int) -> None:
    """Every hidden cell: whatever its true value, he cannot tell it from that value and five more."""
    seen, true = published(client, slug, year), truth(slug, year)
    assert {cell: value for cell, value in seen.items() if value is not None} == {
        cell: true[cell] for cell in seen if seen[cell] is not None
    }, "a published figure is the true one"
    hidden = [cell for cell in seen if seen[cell] is None and true[cell] < 5]
    assert len(hidden) > 1000 and not any(0 <= v < 5 for v in seen.values() if v is not None)
    levels = {cell: true[cell] + 5 for cell in hidden}
    assert next(Attacker(seen, parents()).knows_below(levels), None) is None


@pytest.mark.parametrize("slug", WITH_CUBE)
def test_an_attack_on_all_that_is_published_recovers_no_cell_under_five(client: Client, slug: str) -> None:
    attacked(client, slug, 2024)


@pytest.mark.full
@pytest.mark.parametrize("slug", WITH_CUBE)
@pytest.mark.parametrize("year", [2023, 2025])
def test_no_cell_of_any_year_is_recovered(client: Client, slug: str, year: int) -> None:
    attacked(client, slug, year)


def test_without_complementary_suppression_the_attack_succeeds(client: Client) -> None:
    CubePublication.objects.filter(layer="permits").delete()
    publish.publish(registry.get("permits"), today=dt.date(2024, 6, 1), complementary=False)
    with pytest.raises(AssertionError):
        attacked(client, "permits", 2023)


@pytest.mark.parametrize(
    "asked",
    ["bbox=-6,31,-5,32", "filter=n>1", "type_code=PCT", "datetime=2024", "as_of=2024-01-01", "sortby=n"],
)
def test_no_other_question_is_answered(client: Client, asked: str) -> None:
    name = asked.split("=", maxsplit=1)[0]
    for path in ("/api/cubes/permits.json", "/api/cubes/permits.csv", "/tiles/cubes/permits/5/15/12.pbf"):
        answer = client.get(f"{path}?{asked}")
        assert answer.status_code == 400 and answer.json()["error"]["parameter"] == name


def test_bad_values_are_named(client: Client) -> None:
    for asked in ("level=douar", "period=2024-13", "territory=99.999"):
        name, value = asked.split("=")
        error = client.get(f"/api/cubes/permits.json?{asked}").json()["error"]
        assert (error["parameter"], error["value"]) == (name, value)
    assert client.get("/api/cubes/equipment.json").status_code == 404


def test_a_masked_cell_is_said_so_in_the_readers_language(client: Client) -> None:
    asked = "territory=05.081&level=commune&period=2024&type=total&lang={}"
    french = client.get("/api/cubes/permits.json?" + asked.format("fr")).json()
    arabic = client.get("/api/cubes/permits.json?" + asked.format("ar")).json()
    masked = [row for row in french["cells"] if row["status"] == "masked"]
    assert masked and all(row["value"] is None for row in masked)
    assert "moins de 5" in french["masked"]["reason"] and "أقل من 5" in arabic["masked"]["reason"]
    assert len(french["cells"]) == 44, "each commune of Azilal, and it alone"


def test_an_answer_is_kept_until_something_is_published(client: Client) -> None:
    first = client.get("/api/cubes/permits.json?period=2024&lang=fr")
    assert first["Cache-Control"] == "public, max-age=300"
    again = {"If-None-Match": first["ETag"]}
    assert client.get("/api/cubes/permits.json?period=2024&lang=fr", headers=again).status_code == 304
    CubePublication.objects.filter(layer="permits", year=2023).update(revision=9)
    assert client.get("/api/cubes/permits.json?period=2024&lang=fr", headers=again).status_code == 200


def test_outside_a_demonstration_invented_figures_do_not_exist(client: Client, settings: Any) -> None:
    settings.FICTITIOUS_DATA = False
    answer = client.get("/api/cubes/permits.json").json()
    assert answer["cells"] == answer["publications"] == []
    body = gzip.decompress(client.get("/tiles/cubes/permits/5/15/12.pbf?period=2024").content)
    assert not mapbox_vector_tile.decode(body).get("permits", {}).get("features")


def test_no_answer_to_the_public_reads_the_rows_themselves(client: Client) -> None:
    """Every address and every board's callback, asked by nobody: of a layer with a cube the cube alone is read."""
    tables = "|".join(registry.get(slug).table for slug in WITH_CUBE)
    rows = re.compile(rf'(?:from|join)\s+"?(?:{tables})(?:_history|event|quarter|year|person|text)?\b', re.IGNORECASE)
    assert rows.search("select * from layers_permitquarter q") and rows.search('JOIN "layers_complaint" ON')
    found: dict[str, str] = {}
    asked = addresses(Samples.now(False))
    client.get(BOARD)
    known = client.get(DEPENDENCIES).json()

    def watched(name: str, answer: Callable[[], Any]) -> None:
        with CaptureQueriesContext(connection) as queries:
            answer()
        if read_rows := [query["sql"] for query in queries if rows.search(query["sql"])]:
            found[name] = read_rows[0][:200]

    for path in asked:
        watched(path, lambda path=path: body(client.get(path)))
    for first, content in question_bodies(known, "?territory=05.081"):
        post = partial(client.post, CALLBACK, content, content_type="application/json")
        watched(first, post)
    assert found == {} and len(asked) > 200


# -- over time


def test_an_open_year_is_not_published() -> None:
    CubePublication.objects.all().delete()
    assert publish.publish(registry.get("complaints"), today=dt.date(2024, 3, 30)) == []


def test_invented_figures_follow_their_data_and_real_ones_are_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "suppress", lambda grid, keep, complementary: small(grid.values))
    layer = registry.get("complaints")
    first = dt.date(2024, 6, 1)
    CubePublication.objects.filter(layer="complaints").update(data_version=-1)
    (report,) = publish.publish(layer, today=first)
    assert (report.year, report.state) == (2023, "published")
    assert [r.state for r in publish.publish(layer, today=first)] == ["kept"]
    CubePublication.objects.filter(layer="complaints").update(data_version=-1, frozen=True)
    assert [r.state for r in publish.publish(layer, today=first)] == ["kept"], "late files change nothing"


def test_a_revision_gives_back_no_masked_cell() -> None:
    """Even where the count has grown: the difference of two publications would tell what was there before."""
    layer, today = registry.get("permits"), dt.date(2024, 6, 1)
    before = CubePublication.objects.get(layer="permits", year=2023)
    CubePublication.objects.filter(pk=before.pk).update(frozen=True)
    hidden = set(before.cells.filter(value=None).values_list("territory", "period", "type"))
    code = before.cells.filter(value=None, level="commune", period="2023").order_by("territory")[0].territory
    place = sql.one("territory/resolve.sql", {"codes": [code]})
    assert place
    moved = Permit.objects.filter(deposited_on__year=2023).exclude(territory_id=place["territory_id"])[:40]
    Permit.objects.filter(pk__in=[p.pk for p in moved]).update(territory_id=place["territory_id"])
    (report,) = publish.publish(layer, today=today, revise=[2023])
    assert report.state == "published"
    after = CubePublication.objects.get(layer="permits", year=2023)
    still = set(after.cells.filter(value=None).values_list("territory", "period", "type"))
    assert after.revision == before.revision + 1 and after.frozen and hidden <= still
    assert truth("permits", 2023)[code, "2023", ""] >= 40


def test_a_masked_value_is_not_even_stored() -> None:
    assert not CubeCell.objects.filter(value__lt=5).exists()
    assert CubeCell.objects.filter(value=None).exists()


def test_the_command_says_what_it_does(capsys: Any) -> None:
    CubePublication.objects.update(frozen=True)
    call_command("publish_cube", "permits")
    assert "permits 2024 : déjà publiée" in capsys.readouterr().out


# -- everything else is closed


LAYER_PARAMETER = re.compile(r"<(?:slug|str):(?:layer|collection|collection_id)>")
REFUSED = {302, 400, 401, 403, 404, 405}


def _patterns(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        found += _patterns(entry, path) if isinstance(entry, URLResolver) else [path]
        assert isinstance(entry, URLPattern | URLResolver)
    return found


@pytest.mark.parametrize("slug", SENSITIVE)
def test_no_other_address_of_a_sensitive_layer_answers_an_anonymous_visitor(
    client: Client, slug: str
) -> None:
    """Every route that takes a layer, found in the URL table: one added tomorrow is tried too."""
    tried = 0
    for pattern in _patterns(get_resolver()):
        if not LAYER_PARAMETER.search(pattern) or "cubes/" in pattern or "^" in pattern:
            continue
        path = "/" + LAYER_PARAMETER.sub(slug, pattern)
        path = re.sub(r"<int:\w+>", "5", re.sub(r"<(?:str|slug|path):(?!ext)\w+>|<\w+>", "x", path))
        for extension in ("csv", "json") if "<" in path else ("",):
            address = re.sub(r"<[^>]*>", extension, path)
            answer = client.get(address)
            assert answer.status_code in REFUSED, f"{address} answered {answer.status_code}"
            tried += 1
    assert tried >= 3
    listed = next(row for row in client.get("/api/layers/").json()["layers"] if row["slug"] == slug)
    assert not listed["allowed"] and not listed.get("count") and not listed["drawn"]
