"""The deployment board: the circular's facts of 19/05/2020, the day before unknown, screen equal to workbook."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from dashboards.deployment.question import Question, parse
from layers.errors import BadParameter
from layers.services import deployment

Ask = Callable[..., dict[str, Any]]
SHOW = "deployment-scope"
DAY, BEFORE = "2020-05-19", "2020-05-18"
ROKHAS = {"01", "02", "03", "04", "05", "06", "07", "09"}
PMEC = {"04", "06"}


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every component of a tree, as Dash sends it."""
    if isinstance(node, list):
        for one in node:
            yield from parts(one)
    elif isinstance(node, dict) and "props" in node:
        yield node
        yield from parts(node["props"].get("children"))


def texts(node: Any) -> str:
    if isinstance(node, list):
        return " ".join(texts(one) for one in node)
    if isinstance(node, dict):
        return texts(node.get("props", {}).get("children"))
    return "" if node is None else str(node)


def screen(answer: dict[str, Any]) -> dict[tuple[str, str], str]:
    """(chantier, region) → what its cell says."""
    return {
        (part["props"]["data-system"], part["props"]["data-region"]): texts(part)
        for part in parts(answer["deployment-matrix"]["children"])
        if "data-region" in part["props"]
    }


def workbook(day: str, language: str = "fr") -> list[dict[str, Any]]:
    answer = Client().get(f"/api/deployment/matrix.xlsx?as_of={day}&lang={language}")
    assert answer.status_code == 200
    rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    names = ("family", "system", "name", "region", "region_name", "state", "scope", "date", "all", "known",
             "operational", "share", "people", "origin")  # fmt: skip
    next(rows)
    found = []
    for row in rows:
        if row[1] is None or row[3] is None:
            break
        found.append(dict(zip(names, row, strict=True)))
    return found


def told(rows: list[dict[str, Any]], system: str) -> dict[str, dict[str, Any]]:
    return {row["region"]: row for row in rows if row["system"] == system}


def test_as_of_the_circular(ask: Ask) -> None:
    shown, saved = screen(ask(SHOW, f"?as_of={DAY}")), workbook(DAY)
    for system, regions in (("ROKHAS", ROKHAS), ("PMEC", PMEC)):
        rows = told(saved, system)
        assert {code for code, row in rows.items() if row["state"] == "opérationnel"} == regions
        assert {row["origin"] for code, row in rows.items() if code in regions} == {
            "Circulaire du 19/05/2020"
        }
        assert {
            code for (one, code), said in shown.items() if one == system and "opérationnel" in said
        } == regions
    total = told(saved, "BOD")["MA"]
    assert (total["operational"], total["all"], total["share"]) == (240, 1590, 15.1)
    assert total["state"] == "liste nominative non fournie"
    assert "240 sur 1 590" in shown["BOD", "MA"].replace("\u202f", " ") and "15,1" in shown["BOD", "MA"]
    assert "liste nominative non fournie" in shown["BOD", "MA"]
    assert {row["state"] for code, row in told(saved, "BOD").items() if code != "MA"} == {"inconnu"}


def test_the_day_before_is_unknown_and_not_zero(ask: Ask) -> None:
    answer = ask(SHOW, f"?as_of={BEFORE}")
    shown, saved = screen(answer), workbook(BEFORE)
    assert len(saved) == 13 * 12 and len(shown) == 13 * 13
    assert {row["state"] for row in saved} == {"inconnu"}
    assert {text.strip() for text in shown.values()} == {"inconnu"}
    assert {row[name] for row in saved for name in ("known", "operational", "share", "people")} == {None}
    assert set(answer["deployment-painted"]["data"]["classes"].values()) == {-1}
    assert "inconnu, et non zéro" in texts(answer["deployment-notice"]["children"])


@pytest.mark.parametrize("day", [BEFORE, DAY, "2023-06-30"])
def test_the_screen_equals_the_workbook(ask: Ask, day: str) -> None:
    shown = screen(ask(SHOW, f"?as_of={day}"))
    for row in workbook(day):
        said = shown[row["system"], row["region"]].replace("\u202f", " ")
        assert row["state"] in said, row
        if row["share"] is not None:
            assert f"{row['share']:.1f}".replace(".", ",") in said, row
    by_people = screen(ask(SHOW, f"?as_of={day}&by=population"))
    for row in workbook(day):
        if row["people"] is not None:
            assert f"{row['people']:.1f}".replace(".", ",") in by_people[row["system"], row["region"]], row


def test_thirteen_chantiers_in_four_families(ask: Ask) -> None:
    rows = workbook(DAY)
    assert len({row["system"] for row in rows}) == 13
    assert len({row["family"] for row in rows if row["family"]}) == 4
    assert {row["region"] for row in rows} - {"MA"} == {f"{n:02}" for n in range(1, 13)}


def test_denominators_are_the_1590_collectivities_and_every_inhabitant_once(db: None) -> None:
    answer = deployment.assess(deployment.parse_day(DAY))
    assert sum(cell.collectivities for cell in answer.regions) == 1590
    assert answer.kingdom("ROKHAS").collectivities == 1590
    assert sum(cell.population or 0 for cell in answer.regions) == 36_828_330
    later = deployment.assess(deployment.parse_day("2024-01-01"))
    assert any(cell.operational for cell in later.cells), "the demonstration names collectivities"
    assert all(cell.operational <= cell.known <= cell.collectivities for cell in later.cells)


def test_every_fact_shown_has_its_source(ask: Ask) -> None:
    said = texts(ask(SHOW, f"?as_of={DAY}&system=PMEC")["deployment-facts"]["children"])
    assert "Circulaire du 19/05/2020" in said and "Deux régions citées" in said and "19/05/2020" in said


def test_no_person_in_charge_is_ever_shown(ask: Ask) -> None:
    later = ask(SHOW, "?as_of=2026-01-01&system=ROKHAS")["_text"]
    assert "FICTIF " not in later and "referent" not in json.dumps(later)


def test_in_arabic_the_words_are_arabic(ask: Ask) -> None:
    shown = screen(ask(SHOW, f"?as_of={DAY}", language="ar"))
    assert "لم تقدم اللائحة الاسمية" in shown["BOD", "MA"] and "مشغل" in shown["ROKHAS", "02"]
    assert {row["state"] for row in workbook(BEFORE, "ar")} == {"غير معروف"}


def test_a_question_survives_its_address_and_a_wrong_one_is_named(db: None) -> None:
    asked = Question(deployment.parse_day("19/05/2020"), "BOD", "population")
    assert parse(asked.query()) == asked and parse("").on is None
    for search, parameter in (("?as_of=soon", "as_of"), ("?by=area", "by")):
        with pytest.raises(BadParameter) as caught:
            parse(search)
        assert caught.value.context["parameter"] == parameter
    assert (
        Client().get("/api/deployment/matrix.xlsx?as_of=2020-13-01").json()["error"]["parameter"] == "as_of"
    )
    assert Client().get("/api/deployment/matrix.csv?when=1").json()["error"]["parameter"] == "when"
