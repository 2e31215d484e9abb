"""The needs board through Django’s client: screen equals file, works change the deficit, bounds hold, gaps are said."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dashboards.needs import classes
from dashboards.needs.question import Question, parse
from layers.errors import BadParameter

Ask = Callable[..., dict[str, Any]]
SHOW = "needs-scope"
ORIENTAL, FIGUIG = "02", "02.251"


def rows(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in answer["needs-table"]["rowData"]}


def from_file(path: str) -> dict[str, dict[str, str]]:
    answer = Client().get(path)
    assert answer.status_code == 200, answer.content
    return {row["code"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}


def test_schools_of_oriental_before_and_after_works(ask: Ask) -> None:
    before, after = (
        rows(ask(SHOW, f"?territory={ORIENTAL}")),
        rows(ask(SHOW, f"?territory={ORIENTAL}&until=2028")),
    )
    assert len(before) == len(after) == 124
    lost = {code: before[code]["deficit"] - after[code]["deficit_after"] for code in before}
    assert all(n >= 0 for n in lost.values()) and sum(lost.values()) > 0
    assert all(before[code]["deficit"] == after[code]["deficit"] for code in before), "today's stays beside"


def test_the_screen_equals_its_file(ask: Ask) -> None:
    shown = rows(ask(SHOW, f"?territory={ORIENTAL}&until=2028"))
    saved = from_file(
        f"/api/equipment/need.csv?category=ENS-EP&level=commune&territory={ORIENTAL}&until=2028"
    )
    for code, row in shown.items():
        for name in ("population", "existing", "need", "deficit", "deficit_after"):
            assert saved[code][name] == str(row[name]), (code, name)


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_the_map_as_a_file_has_the_colours_of_the_screen(ask: Ask, lang: str) -> None:
    asked = f"?territory={ORIENTAL}&until=2028"
    painted = ask(SHOW, asked)["needs-painted"]["data"]
    drawn = Client().get(f"/dashboards/needs/map.svg{asked}&lang={lang}").content.decode()
    for number, color in enumerate(painted["colors"]):
        shapes = re.findall(rf'<path d="M[^"]*Z?" fill="{color}"/>', drawn)
        assert len(shapes) - 1 == list(painted["classes"].values()).count(number), color  # one is the legend's
    assert "DONNÉES FICTIVES" in drawn
    assert Client().get(f"/dashboards/needs/map.png{asked}&lang={lang}").content.startswith(b"\x89PNG")
    assert Client().get("/dashboards/needs/map.tif").status_code == 404
    assert Client().get("/dashboards/needs/map.svg?view=site").status_code == 404


def test_access_has_bounds_and_grows_with_the_radius(ask: Ask) -> None:
    path = f"/api/equipment/access.csv?category=ENS-EP&territory={FIGUIG}&level=commune&radius="
    near, far = from_file(f"{path}2000"), from_file(f"{path}10000")
    assert len(near) == 13
    for code, row in near.items():
        assert int(row["least"]) <= int(row["served"]) <= int(row["most"]) <= int(row["population"])
        assert int(row["served"]) <= int(far[code]["served"])
    shown = rows(ask(SHOW, f"?view=access&territory={FIGUIG}&radius=2000"))
    assert {code: row["unserved"] for code, row in shown.items()} == {
        code: int(row["population"]) - int(row["served"]) for code, row in near.items()
    }


def test_fiction_is_marked_and_its_file_too(ask: Ask) -> None:
    assert "DONNÉES FICTIVES" in json.dumps(
        ask(SHOW, f"?territory={ORIENTAL}")["needs-notice"], ensure_ascii=False
    )
    answer = Client().get(f"/api/equipment/need.xlsx?category=ENS-EP&territory={ORIENTAL}")
    assert "fictif" in answer["Content-Disposition"]


def test_without_equipment_the_board_says_what_to_load(ask: Ask) -> None:
    answer = ask(SHOW, f"?territory={FIGUIG}&category=SAN-CHR")
    assert "/imports/equipment/template.xlsx" in json.dumps(answer["needs-notice"])
    assert {row["need"] for row in rows(answer).values()} == {None}, "no threshold, no need"


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("need.csv?category=ENS-EP&way=mean", "way"),
        ("need.csv?category=ENS-EP&horizon=2060", "horizon"),
        ("access.csv?category=ENS-EP&detour=0.2", "detour"),
        ("access.csv?category=ENS-EP&radius=far", "radius"),
        ("access.csv?category=ENS-EP&speed=3", "speed"),
        ("need.csv?category=ENS-EP&level=planet", "level"),
    ],
)
def test_a_wrong_parameter_is_named(db: None, path: str, parameter: str) -> None:
    answer = Client().get(f"/api/equipment/{path}")
    assert answer.status_code == 400
    assert answer.json()["error"]["parameter"] == parameter


def test_an_unknown_category_is_not_found(db: None) -> None:
    assert Client().get("/api/equipment/need.csv?category=ENS-XX").status_code == 404


def test_a_question_survives_its_address() -> None:
    asked = Question(view="access", territory=FIGUIG, radius="5000", detour="1.6", until="2028")
    assert parse(asked.query()) == asked
    with pytest.raises(BadParameter):
        parse("?view=map")


def test_classes_of_deficits_are_whole_numbers_without_overlap() -> None:
    bounds = classes.deficit_bounds([0, 1, 3, 9, 63])
    assert classes.deficit_labels(bounds, "aucun") == ["aucun", "1 – 4", "5 – 8", "9 – 16", "17 – 32", "33 +"]
    assert [classes.deficit_class(value, bounds) for value in (None, 0, 1, 4, 5, 63)] == [-1, 0, 1, 1, 2, 5]
    assert classes.deficit_bounds([0, 0]) == [0]
    assert classes.deficit_labels(classes.deficit_bounds([2, 1]), "aucun") == ["aucun", "1", "2 +"]
