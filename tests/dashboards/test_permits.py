"""The permits board through Django's client: screen, files and an independent recomputation agree; the public sees the
cube alone; where a system is not at work nothing is nought."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from etl import law
from geo_platform.accounts.models import RoleGrant, User
from layers import registry
from layers.access import Grant as Held
from layers.access import Viewer
from layers.queries import permits
from layers.query import LayerQuery
from layers.services.cube import publish
from layers.services.permits.asked import KINDS, Quarter
from layers.territories import resolve_codes
from tests.dashboards.conftest import asking
from tests.layers.permits import recompute
from tests.layers.permits.few import commune_with_four

Ask = Callable[..., dict[str, Any]]
SHOW = "permits-scope"
KINGDOM = Viewer(user_id=1, grants=(Held("dgct"),))


def signed_in(role: str = "dgct", territory: str = "") -> Client:
    user = User.objects.create(username=f"lecteur.{role}.{territory}")
    place = resolve_codes([territory])[0] if territory else None
    RoleGrant.objects.create(user=user, role=role, territory_id=place, themes=[], valid_from=dt.date(2024, 1, 1))
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def rows(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in answer["permits-table"]["rowData"]}


def table(client: Client, name: str, **asked: str) -> list[recompute.Row]:
    answer = client.get(f"/api/permits/{name}.csv", asked)
    assert answer.status_code == 200, answer.content
    return recompute.read(answer.content)


COMPARED = ("rank", "rank_region", "n", "delay", "mean", "median", "p90", "working_mean", "share", "processed",
            "pending", "overdue", "waiting")  # fmt: skip


def _made_again(client: Client, ask: Ask, quarters: list[Quarter]) -> int:
    """Ranked places whose every figure was found again; the screen's petits projets beside."""
    terms, holidays = table(client, "legal-delays"), table(client, "holidays")
    classed = 0
    for quarter in quarters:
        for kind in KINDS:
            asked = {"kind": kind, "quarter": str(quarter)}
            mine = recompute.ranking(table(client, "files", **asked), terms, holidays, quarter.last)
            told = {row["code"]: row for row in table(client, "ranking", **asked)}
            assert told.keys() == mine.keys()
            for code, row in told.items():
                assert {name: row[name] for name in COMPARED} == {n: mine[code][n] for n in COMPARED}, (asked, code)
            classed += sum(bool(row["rank"]) for row in told.values())
        shown = rows(ask(SHOW, f"?quarter={quarter}"))
        for row in table(client, "ranking", kind="pp", quarter=str(quarter)):
            screen = shown[row["code"]]
            assert screen["rank"] == (row["rank"] or "non classé")
            assert [screen[name] for name in ("shown", "mean", "n")] == [
                float(row[name]) if row[name] else None for name in ("delay", "mean", "n")
            ]
    return classed


def test_the_ranking_is_made_again_from_the_files_alone(db: None) -> None:
    assert _made_again(signed_in(), asking(signed_in("wali")), [Quarter(2024, 2)]) >= 5


@pytest.mark.full
def test_every_quarter_is_made_again_from_the_files_alone(db: None) -> None:
    query = LayerQuery.of(registry.get("permits"), KINGDOM)
    quarters = [Quarter(row["year"], row["quarter"]) for row in permits.quarters(query)]
    assert len(quarters) >= 12
    assert _made_again(signed_in(), asking(signed_in("wali")), quarters) > 40


def test_a_rank_is_the_same_whoever_reads_it(db: None) -> None:
    """And each reads it of the places of his own perimeter alone."""
    asked = {"kind": "pp", "quarter": "2024-Q2"}
    dgct = signed_in()
    whole = {row["code"]: row for row in table(dgct, "ranking", **asked)}
    for role, perimeter in (("wali", "02"), ("governor", "02.411"), ("commune", "02.411.01.23")):
        mine = {row["code"]: row for row in table(signed_in(role, perimeter), "ranking", **asked)}
        assert mine and all(code.startswith(perimeter) for code in mine)
        assert mine == {code: whole[code] for code in mine}
    narrowed = {row["code"]: row for row in table(dgct, "ranking", territory="02", **asked)}
    assert narrowed == {code: row for code, row in whole.items() if code.startswith("02.")}
    urban = table(signed_in("region", "02"), "ranking", stratum="100000", **asked)
    among = {row["code"]: row for row in table(dgct, "ranking", stratum="100000", **asked)}
    assert urban and all(row == among[row["code"]] for row in urban)


def test_a_board_opens_on_what_its_reader_may_see_and_says_so(db: None) -> None:
    for role, perimeter, name in (("wali", "02", "Oriental"), ("commune", "02.411.01.23", "Oujda")):
        ask = asking(signed_in(role, perimeter))
        for board, period in (("permits", "quarter=2024-Q2"), ("complaints", "year=2024")):
            answer = ask(f"{board}-scope", f"?{period}")
            title = json.dumps(answer[f"{board}-head"], ensure_ascii=False)
            assert name in title and "Royaume" not in title.split("rangs")[0]
            assert answer[f"{board}-painted"]["data"]["scope"]["code"] == perimeter
    told = json.dumps(ask("permits-chosen", "?quarter=2024-Q2", "02.411.01.23"), ensure_ascii=False)
    assert "Qu’est-ce qui changerait mon rang" in told


def test_a_region_without_deployment_is_never_nought(db: None) -> None:
    ask = asking(signed_in())
    shown = rows(ask(SHOW, "?quarter=2020-Q2"))
    assert {code: row["rank"] for code, row in shown.items()} == dict.fromkeys(("08", "10", "11", "12"), "non déployé")
    assert all("n" not in row and "mean" not in row for row in shown.values())
    before = rows(ask(SHOW, "?quarter=2020-Q1"))
    assert {row["rank"] for row in before.values()} == {"déploiement inconnu"} and len(before) == 12


def test_a_commune_sees_its_own_files_only(db: None) -> None:
    client = signed_in("commune", "02.411.01.23")
    found = table(client, "files", kind="pp", quarter="2024-Q2")
    assert {row["code"] for row in found} <= {"02.411.01.23"}
    assert Client().get("/api/permits/files.csv?kind=pp&quarter=2024-Q2").status_code == 401
    assert Client().get("/api/permits/ranking.csv?kind=pp&quarter=2024-Q2").status_code == 401


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("ranking.csv?quarter=2024", "quarter"),
        ("ranking.csv?quarter=2024-Q2&kind=xx", "kind"),
        ("ranking.csv?quarter=2024-Q2&stratum=large", "stratum"),
        ("files.csv?quarter=2024-Q2&stratum=0", "stratum"),
    ],
)
def test_a_wrong_parameter_is_named(db: None, path: str, parameter: str) -> None:
    answer = signed_in().get(f"/api/permits/{path}")
    assert (answer.status_code, answer.json()["error"]["parameter"]) == (400, parameter)


@pytest.mark.full
def test_four_permits_are_fewer_than_five_for_the_public(ask: Ask, db: None) -> None:
    code = commune_with_four()
    publish.publish(registry.get("permits"))
    shown = _only_the_cube(ask)
    assert shown[code] == {**shown[code], "shown": None, "written": "<5"}


def test_the_public_sees_the_masked_cube_and_nothing_else(ask: Ask, db: None) -> None:
    shown = _only_the_cube(ask)
    assert {row["written"] for row in shown.values() if row["shown"] is None} == {"<5"}
    assert all(row["shown"] is None or row["shown"] >= 5 for row in shown.values())


def _only_the_cube(ask: Ask) -> dict[str, dict[str, Any]]:
    """The rows of the anonymous board, whatever view it asks for: each is a cell of the published cube."""
    for view in ("ranking", "late", "public"):
        answer = ask(SHOW, f"?view={view}&quarter=2024-Q4")
        shown = rows(answer)
        cells = Client().get("/api/cubes/permits.json?level=commune&period=2024&type=total").json()["cells"]
        values = {cell["territory"]: cell["value"] for cell in cells}
        assert {one: row["shown"] for one, row in shown.items()} == {one: values[one] for one in shown}
        assert all(set(row) == {"code", "name", "shown", "written"} for row in shown.values())
        files = json.dumps(answer["permits-table-foot"])
        assert "/api/cubes/permits.csv" in files and "/api/permits/" not in files
    return shown


def test_fiction_is_marked_and_arabic_is_arabic(db: None) -> None:
    ask = asking(signed_in())
    answer = ask(SHOW, "?quarter=2024-Q2", language="ar")
    assert "DONNÉES FICTIVES" in json.dumps(answer["permits-notice"], ensure_ascii=False)
    assert "المشاريع الصغرى" in json.dumps(answer["permits-head"], ensure_ascii=False)


def test_what_would_change_a_rank_is_told_of_the_place_chosen(db: None) -> None:
    ask = asking(signed_in())
    shown = rows(ask(SHOW, "?quarter=2024-Q2"))
    last = [code for code, row in shown.items() if row["rank"].isdigit()][-1]
    told = json.dumps(ask("permits-chosen", "?quarter=2024-Q2", last), ensure_ascii=False)
    assert "Pour gagner une place" in told
    nobody = next(code for code, row in shown.items() if row["rank"] == "non classé" and row["n"] == 1)
    told = json.dumps(ask("permits-chosen", "?quarter=2024-Q2", nobody), ensure_ascii=False)
    assert "il manque 9 dossiers décidés" in told


def test_the_method_says_the_parameters_of_the_code(ask: Ask) -> None:
    law.load_once()
    told = json.dumps(ask(SHOW, "?view=method")["permits-prose"], ensure_ascii=False)
    assert "Moins de 10 dossiers décidés" in told and "1839.23" in told and "Aïd al-Fitr" in told
