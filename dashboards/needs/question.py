"""What the board's address asks: read once, brought within what exists, written back in links."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.asked import Asked
from dashboards.scopebar import KINGDOM
from layers.errors import BadParameter
from layers.services import coverage, needs, next_site, reach

VIEWS = ("need", "access", "site")
SITES = tuple(str(n) for n in (1, 2, 3, 5, 8, 10, 15, 20))
HORIZONS = tuple(range(2024, 2041))
RADII_M = (500, 1000, 2000, 3000, 5000, 10000, 15000, 30000)


@dataclass(frozen=True)
class Question(Asked):
    """`until` empty: nothing under way is counted. `radius` empty: the norm's own. `detour`: straight line → way;
    `by`: that way, or along the roads."""

    view: str = "need"
    territory: str = KINGDOM
    level: str = ""
    category: str = "ENS-EP"
    horizon: str = "2024"
    until: str = ""
    way: str = "own"
    radius: str = ""
    detour: str = f"{coverage.DETOUR:g}"
    by: str = "line"
    sites: str = "5"
    rule: str = "settled"
    goal: str = "cover"
    scenario: str = ""
    sel: str = ""


def parse(search: str | None) -> Question:
    question = Question.read(search)
    years = tuple(str(year) for year in HORIZONS)
    for name, allowed in (
        ("view", VIEWS),
        ("horizon", years),
        ("until", ("", *years)),
        ("way", needs.WAYS),
        ("sites", SITES),
        ("rule", next_site.RULES),
        ("goal", next_site.GOALS),
        ("by", reach.WAYS),
        ("radius", ("", *(str(radius) for radius in RADII_M))),
    ):
        question.must_be(name, allowed)
    _detour(question.detour)
    return question


def _detour(written: str) -> float:
    try:
        value = float(written)
    except ValueError as error:
        raise BadParameter("detour", written) from error
    if not 1.0 <= value <= 3.0:
        raise BadParameter("detour", written, "De 1 (ligne droite) à 3.")
    return value
