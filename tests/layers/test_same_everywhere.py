"""What a viewer sees is what he gets: one set of rows in table, OGC items, files and tiles, for random questions."""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import mapbox_vector_tile
import pytest
from django.test import RequestFactory

from layers.access import Viewer
from layers.api import records as records_api
from layers.api.ogc import items as ogc_items
from layers.models import TerritoryClosure, TerritoryVersion
from layers.query import LayerQuery
from layers.services import tiles
from tests.etl.civic import load_good
from tests.layers.questions import Asker, Question

pytestmark = pytest.mark.django_db
SOURCES = ("rokhas", "chikaya", "equipment", "networks", "parcels", "zoning", "projects")
ZOOM = 16
PAGES = 50  # most of one question: pages follow each other alike
# Where the map draws a row: a point of its own, or its commune's label point.
PLACE = """coalesce(case when lies then ST_PointOnSurface(geom) end, (
    select l.label_point from layers_edition e
    join layers_territoryversion v on v.edition_id = e.slug and v.level = 'commune'
    join layers_territoryclosure c on c.edition_id = e.slug and c.ancestor_id = v.territory_id
    join layers_territorylimit l on l.id = v.limit_id
    where e.is_current and c.descendant_id = scope.territory_id limit 1))"""


@pytest.fixture
def _records() -> None:
    for source in SOURCES:
        load_good(source)


def asked(view: Any, viewer: Viewer, slug: str, params: list[tuple[str, str]]) -> dict[str, Any]:
    request = RequestFactory().get(
        "/", QUERY_STRING="", data=_lists(params), headers={"Accept": "application/json"}
    )
    request.viewer = viewer
    response = view(request, layer=slug)
    assert response.status_code == 200, response.content
    found: dict[str, Any] = json.loads(response.content)
    return found


def _lists(params: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in params:
        found.setdefault(name, []).append(value)
    return found


def flat(question: Question) -> list[tuple[str, str]]:
    return [(name, value) for name, values in question.params.items() for value in values]


def table(question: Question, limit: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Rows over all pages, and the last page's own words."""
    rows: list[dict[str, Any]] = []
    token = ""
    while True:
        params = [*flat(question), ("limit", str(limit)), *([("next", token)] if token else [])]
        page = asked(records_api.page, question.viewer, question.layer.slug, params)
        rows += page["rows"]
        token = page["next"]
        if not token:
            return rows, page


def items(question: Question, limit: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    params = [*flat(question), ("limit", str(limit))]
    while True:
        body = asked(ogc_items.items, question.viewer, question.layer.slug, params)
        found += body["features"]
        following = next((link["href"] for link in body["links"] if link["rel"] == "next"), "")
        if not following:
            assert body["numberMatched"] == len(found)
            return found
        params = parse_qsl(urlsplit(following).query)


def same(question: Question, limit: int) -> int:
    limit = max(limit, question.query().count() // PAGES + 1)
    rows, told = table(question, limit)
    ids = [row["id"] for row in rows]
    features = items(question, limit)
    assert len(set(ids)) == len(ids) == told["matched"] <= told["total"]
    assert [f["id"] for f in features] == ids
    located = {row["id"] for row in question.query().located().rows()}
    assert {f["id"] for f in features if f["geometry"]} == located and len(located) == told["located"]
    allowed = {f.name for f in question.query().access.fields}
    for row, feature in zip(rows, features, strict=True):
        assert set(row) - {"id"} == set(feature["properties"]) == allowed
        assert {k: v for k, v in row.items() if k != "id"} == feature["properties"]
    within_perimeter(question, ids)
    return len(ids)


def within_perimeter(question: Question, ids: list[int]) -> None:
    """Asked of the database another way: no row lies outside what the grants cover."""
    query = question.query()
    if query.access.territory_ids is None:
        return
    places = {row["territory_id"] for row in query.select("territory_id")}
    covered = TerritoryClosure.objects.filter(
        edition__is_current=True, ancestor__in=query.access.territory_ids
    )
    assert places <= set(covered.values_list("descendant_id", flat=True)) and (ids or not places)


def asked_often(seeds: Iterable[int], each: int, agree: Callable[[Question, Asker], int]) -> None:
    """Records are loaded once for many questions: that takes longer than asking them."""
    for seed in seeds:
        ask, found = Asker(seed), 0
        for _ in range(each):
            question = ask.question()
            try:
                found += agree(question, ask)
            except AssertionError as error:
                error.add_note(f"seed {seed}: {question}")
                raise
        assert found, f"seed {seed}: questions that find nothing prove nothing"


def rows_agree(question: Question, ask: Asker) -> int:
    return same(question, ask.random.choice([7, 40, 5000]))


@pytest.mark.usefixtures("_records")
def test_table_and_items_hold_the_same_rows() -> None:
    asked_often(range(5), 5, rows_agree)


@pytest.mark.full
@pytest.mark.usefixtures("_records")
@pytest.mark.parametrize("first", range(100, 120, 5))
def test_table_and_items_hold_the_same_rows_often(first: int) -> None:
    asked_often(range(first, first + 5), 10, rows_agree)


def drawn(query: LayerQuery, box: tuple[float, float, float, float]) -> tuple[set[int], Counter[str]]:
    """Ids drawn one by one, and records counted by commune, in the tiles that cover a box."""
    side = 2**ZOOM
    west, south, east, north = box
    columns = range(int((west + 180) / 360 * side), int((east + 180) / 360 * side) + 1)
    lines = range(_line(north, side), _line(south, side) + 1)
    ids: set[int] = set()
    counts: dict[str, int] = {}
    stamp = tiles.stamp(query)
    for x in columns:
        for y in lines:
            content = gzip.decompress(tiles.tile(query, stamp, ZOOM, x, y))
            for feature in mapbox_vector_tile.decode(content).get(query.layer.slug, {"features": []})[
                "features"
            ]:
                if "n" in feature["properties"]:
                    assert "level" not in feature["properties"] or feature["properties"]["level"] != "cell"
                    counts[feature["properties"]["code"]] = feature["properties"]["n"]
                else:
                    ids.add(feature["id"])
    return ids, Counter(counts)


def _line(lat: float, side: int) -> int:
    return int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side)


def communes_of(query: LayerQuery) -> Counter[str]:
    """Rows that are not located, by commune, whatever is below it."""
    rows = query.select("territory_id as place", "where not lies and territory_id is not null")
    codes = dict(
        TerritoryVersion.objects.filter(edition__is_current=True, level="commune").values_list(
            "territory_id", "code"
        )
    )
    above = dict(
        TerritoryClosure.objects.filter(edition__is_current=True, ancestor__in=codes).values_list(
            "descendant_id", "ancestor_id"
        )
    )
    return Counter(codes[above[row["place"]]] for row in rows if row["place"] in above)


def tiles_agree(question: Question, ask: Asker) -> int:
    """In a small box around something drawn, tiles hold the located rows and one count a commune for the others."""
    if question.layer.is_level:
        return 0
    whole = question.query()
    spots = whole.select(
        f"ST_X({PLACE}) as lon, ST_Y({PLACE}) as lat", f"where {PLACE} is not null limit 200"
    )
    if not spots:
        return 0
    spot = ask.random.choice(spots)
    half = ask.random.choice([0.002, 0.006])
    box = (spot["lon"] - half, spot["lat"] - half, spot["lon"] + half, spot["lat"] + half)
    boxed = Question(question.viewer, question.layer, {**question.params, "bbox": [",".join(map(repr, box))]})
    query = boxed.query()
    ids, counts = drawn(query, box)
    assert ids == {row["id"] for row in query.located().rows()}, boxed
    assert counts == communes_of(query), boxed
    return len(ids) + len(counts)


@pytest.mark.usefixtures("_records")
def test_tiles_draw_the_located_rows_and_count_the_others() -> None:
    asked_often([11], 12, tiles_agree)


@pytest.mark.full
@pytest.mark.usefixtures("_records")
@pytest.mark.parametrize("first", range(200, 220, 5))
def test_tiles_draw_the_located_rows_often(first: int) -> None:
    asked_often(range(first, first + 5), 16, tiles_agree)
