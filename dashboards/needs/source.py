"""The board's only door to the figures, in the page's language and under the viewer's own sight."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import shell
from dashboards.needs.question import Question
from dashboards.scopebar import KINGDOM
from layers import registry
from layers.access import Viewer
from layers.query import LayerQuery
from layers.services import needs, reach, roads, scenarios, works

LAYER = "equipment"


def equipment(territory: str, viewer: Viewer | None = None) -> LayerQuery:
    asked = {} if territory == KINGDOM else {"territory": [territory]}
    return LayerQuery.from_params(registry.get(LAYER), asked, viewer or shell.viewer())


def categories() -> list[dict[str, Any]]:
    return needs.categories()


def need(question: Question) -> needs.Answer:
    return needs.assess(equipment(question.territory), asked(question), _works(question).due)


def asked(question: Question) -> needs.Asked:
    return needs.Asked(
        category=question.category,
        territory="" if question.territory == KINGDOM else question.territory,
        level=question.level,
        horizon=int(question.horizon),
        until=int(question.until or 0),
        way=question.way,
    )


def access(question: Question) -> reach.Answer:
    """Equipment outside the perimeter serves people inside it: only the Kingdom bounds the search."""
    return reach.assess(
        equipment(KINGDOM),
        reach.Asked(
            category=question.category,
            territory="" if question.territory == KINGDOM else question.territory,
            level=question.level,
            radius_m=float(question.radius or 0),
            detour=float(question.detour),
            until=int(question.until or 0),
            by=question.by,
        ),
        _works(question).due,
        network() if question.by == "road" else roads.NONE,
    )


def network() -> roads.Roads:
    return roads.read(shell.viewer())


def _works(question: Question) -> works.Works:
    return works.read(shell.viewer()) if question.until else works.Works({})


def deliveries(question: Question) -> list[works.Delivery]:
    """What opens by the year asked, with its project where the reader may know it."""
    if not question.until:
        return []
    query = equipment(question.territory)
    return works.deliveries(query, question.category, int(question.until), _works(question))


def scenario(number: str) -> scenarios.Scenario:
    return scenarios.find(number, shell.viewer())


def saved() -> list[scenarios.Scenario]:
    return scenarios.mine(shell.viewer())


def may_ask() -> bool:
    return not shell.viewer().is_anonymous


def file_url(question: Question, extension: str) -> str:
    """The same table as the screen, as a file."""
    parameters = {
        "category": question.category,
        "level": question.level,
        "territory": question.territory,
        "until": question.until,
        "lang": get_language() or "fr",
    }
    if question.view == "need":
        parameters |= {"horizon": question.horizon, "way": question.way}
    elif question.view == "access":
        parameters |= {"radius": question.radius, "detour": question.detour, "by": question.by}
    kept = {name: value for name, value in parameters.items() if value}
    return f"/api/equipment/{question.view}.{extension}?{urlencode(kept)}"


def rows(question: Question) -> tuple[tuple[str, str], ...]:
    """What is counted, row by row, under the reader's own rights: equipment everywhere for access, where a neighbour's
    serves too; else the perimeter's."""
    place = {} if question.territory == KINGDOM else {"territory": question.territory}
    language = {"lang": get_language() or "fr"}
    around = {} if question.view != "need" else place
    counted = urlencode({"category": question.category, **around, **language})
    people = urlencode({"level": question.level, "year": "2024", **place, **language})
    return (
        (_("Équipements comptés (CSV)"), f"/export/{LAYER}.csv?{counted}"),
        (_("Population municipale (CSV)"), f"/indicators/{needs.POPULATION}.csv?{people}"),
    )


def works_url(question: Question, extension: str) -> str:
    return file_url(question.with_(view="works"), extension)
