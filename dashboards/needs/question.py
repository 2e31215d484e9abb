"""What the board's address asks: read once, brought within what exists, written back in links."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qs, urlencode

from dashboards.scopebar import KINGDOM
from layers.errors import BadParameter
from layers.services import coverage, needs, next_site

VIEWS = ("need", "access", "site")
SITES = tuple(str(n) for n in (1, 2, 3, 5, 8, 10, 15, 20))
HORIZONS = tuple(range(2024, 2041))
RADII_M = (500, 1000, 2000, 3000, 5000, 10000, 15000, 30000)


@dataclass(frozen=True)
class Question:
    """`until` empty: nothing under way is counted. `radius` empty: the norm's own. `detour`: straight line → way."""

    view: str = "need"
    territory: str = KINGDOM
    level: str = ""
    category: str = "ENS-EP"
    horizon: str = "2024"
    until: str = ""
    way: str = "own"
    radius: str = ""
    detour: str = f"{coverage.DETOUR:g}"
    sites: str = "5"
    rule: str = "settled"
    goal: str = "cover"
    scenario: str = ""
    sel: str = ""

    def with_(self, **changes: str) -> Question:
        return replace(self, **changes)

    def query(self) -> str:
        """Without what is default: links stay short and readable."""
        default = asdict(Question())
        kept = {name: value for name, value in asdict(self).items() if value != default[name]}
        return f"?{urlencode(kept)}" if kept else "?"


def parse(search: str | None) -> Question:
    found = parse_qs((search or "").removeprefix("?"))
    question = Question(**{name: found[name][-1] for name in asdict(Question()) if name in found})
    years = {str(year) for year in HORIZONS}
    for name, allowed in (
        ("view", set(VIEWS)),
        ("horizon", years),
        ("until", years | {""}),
        ("way", set(needs.WAYS)),
        ("sites", set(SITES)),
        ("rule", set(next_site.RULES)),
        ("goal", set(next_site.GOALS)),
        ("radius", {str(radius) for radius in RADII_M} | {""}),
    ):
        if getattr(question, name) not in allowed:
            raise BadParameter(name, getattr(question, name))
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
