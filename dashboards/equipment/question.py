"""What the board's address asks: read once, brought within what exists, written back in links."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboards.asked import Asked
from layers.errors import BadParameter
from layers.indicators.classify import MAX_CLASSES, METHODS
from layers.services.choropleth import MANUAL
from layers.services.index import CODE
from layers.services.peers import GROUPS

KINGDOM = "MA"
INDEX = CODE
CHANGE = "change"
MILIEUS = ("total", "urban", "rural")
SEXES = ("all", "male", "female")
VIEWS = ("spread", "scatter", "peers")
ORDERS = ("best", "worst")
FEWEST_CLASSES = 3


@dataclass(frozen=True)
class Question(Asked):
    """`level` and `indicator` empty: the board chooses. `sel` is a territory of the level, shown beside the rest.

    `over` keeps the territories of more inhabitants; `band` ("low:high") and `top` those the table and the map show.
    `y` is the other indicator of the scatter; `weights` ("code:2,code:1") those of the index; `theme` its cards.
    """

    territory: str = KINGDOM
    level: str = ""
    indicator: str = ""
    year: str = "2024"
    milieu: str = "total"
    sex: str = "all"
    sel: str = ""
    theme: str = ""
    method: str = "round"
    classes: str = "6"
    breaks: str = ""
    view: str = "spread"
    y: str = ""
    peers: str = "milieu"
    over: str = ""
    band: str = ""
    order: str = "best"
    top: str = ""
    weights: str = ""

    @property
    def is_change(self) -> bool:
        return self.year == CHANGE

    @property
    def is_index(self) -> bool:
        return self.indicator == INDEX

    @property
    def last_year(self) -> int:
        return 2024 if self.is_change else int(self.year)

    @property
    def least(self) -> int:
        return int(self.over or 0)

    @property
    def limits(self) -> tuple[float, float] | None:
        """Of the band, the upper one excluded unless it is infinite."""
        if not self.band:
            return None
        low, _, high = self.band.partition(":")
        return float(low or "-inf"), float(high or "inf")

    @property
    def thresholds(self) -> tuple[float, ...]:
        return tuple(float(part) for part in self.breaks.split(",") if part)

    @property
    def is_filtered(self) -> bool:
        return bool(self.over or self.band or self.top)


def parse(search: str | None) -> Question:
    question = Question.read(search)
    for name, allowed in _ALLOWED.items():
        question.must_be(name, allowed)
    if not question.year.isdigit() and not question.is_change:
        raise BadParameter("year", question.year)
    for name in ("over", "top"):
        value = getattr(question, name)
        if value and not (value.isascii() and value.isdigit() and len(value) < 9):
            raise BadParameter(name, value)
    _numbers("band", question.band.split(":") if question.band else [], 2)
    _numbers("breaks", question.breaks.split(",") if question.breaks else [])
    read_weights(question.weights)
    return question


_ALLOWED = {
    "milieu": MILIEUS,
    "sex": SEXES,
    "method": (*METHODS, MANUAL),
    "classes": tuple(str(n) for n in range(FEWEST_CLASSES, MAX_CLASSES + 1)),
    "view": VIEWS,
    "peers": GROUPS,
    "order": ORDERS,
}


def _numbers(name: str, parts: list[str], count: int = 0) -> None:
    text = ",".join(parts)
    if count and parts and len(parts) != count:
        raise BadParameter(name, text)
    for part in filter(None, parts):
        _number(name, part)


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise BadParameter(name, text) from error
    if not math.isfinite(value):
        raise BadParameter(name, text)
    return value


def read_weights(text: str) -> dict[str, float]:
    """ "code:2,code:1" in its own order; an indicator without a number weighs one."""
    found: dict[str, float] = {}
    for part in filter(None, text.split(",")):
        code, _, weight = part.partition(":")
        found[code] = _number("weights", weight or "1")
    return found


def write_weights(weights: Mapping[str, float]) -> str:
    return ",".join(f"{code}:{weight:g}" for code, weight in weights.items())


def choose(wanted: str, offered: Iterable[str], preferred: str = "") -> str:
    """The wanted one if offered, else the preferred, else the last."""
    options = list(offered)
    for candidate in (wanted, preferred):
        if candidate in options:
            return candidate
    return options[-1] if options else wanted
