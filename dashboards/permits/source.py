"""The board's only door to the figures, under the viewer's own sight."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from dashboards import scopebar, shell
from dashboards.permits.question import Question
from dashboards.scopebar import KINGDOM
from layers import registry
from layers.access import access_to
from layers.indicators.ranking import Standing
from layers.queries import permits
from layers.query import LayerQuery
from layers.services.permits import ranking
from layers.services.permits.asked import Quarter, kind_of

LATE_SHOWN = 400


def may_see() -> bool:
    return access_to(shell.viewer(), registry.get("permits")).allowed


def query(question: Question) -> LayerQuery:
    asked: dict[str, list[str]] = {}
    if question.territory != KINGDOM:
        asked["territory"] = [question.territory]
    if question.as_of:
        asked["as_of"] = [question.as_of]
    return LayerQuery.from_params(registry.get("permits"), asked, shell.viewer())


def quarters(question: Question) -> list[Quarter]:
    return [Quarter(row["year"], row["quarter"]) for row in permits.quarters(query(question))]


def quarter(question: Question, known: list[Quarter]) -> Quarter:
    if question.quarter:
        return Quarter.read(question.quarter)
    return known[0] if known else Quarter.of(timezone.localdate())


def assess(question: Question) -> ranking.Answer:
    return ranking.assess(query(question), question.kind, Quarter.read(question.quarter), question.stratum)


def classed(question: Question) -> list[Standing]:
    """Of every classed place of the Kingdom, and of none the name: what it would take to pass the next one."""
    found = ranking.kingdom(
        question.kind, Quarter.read(question.quarter), question.stratum, query(question).as_of
    )
    return [one.standing for one in found.classed]


def trend(question: Question) -> list[ranking.Step]:
    return ranking.trend(query(question), question.kind, Quarter.read(question.quarter))


def late(question: Question) -> list[dict[str, Any]]:
    """Open files past their delay, longest first."""
    return permits.late(query(question), question.kind, Quarter.read(question.quarter), LATE_SHOWN)


def terms(question: Question) -> list[dict[str, Any]]:
    """Texts that files of the kind may be measured by."""
    kind = kind_of(question.kind)
    return [
        row
        for row in permits.terms()
        if row["type_code"] in ("", *kind.types) and (row["procedure"] in ("", *kind.procedures))
    ]


def files(question: Question) -> tuple[tuple[str, str], ...]:
    """The very table of the screen; only who may take data away gets rows in them."""
    asked = {"kind": question.kind, "quarter": question.quarter, "territory": question.territory}
    stratum = question.stratum if question.view == "ranking" else ""
    name = "files" if question.view == "late" else "ranking"
    return scopebar.tables(f"/api/permits/{name}", {**asked, "as_of": question.as_of, "stratum": stratum})
