"""What the board's address asks: read once, checked, written back in links."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qs, urlencode

from dashboards.scopebar import KINGDOM
from layers.errors import BadParameter

VIEWS = ("communes", "categories", "near", "public")


@dataclass(frozen=True)
class Question:
    """`year` empty: the latest with deposits. `category` empty: all. `as_of`: what was known then."""

    view: str = "communes"
    territory: str = KINGDOM
    year: str = ""
    category: str = ""
    as_of: str = ""

    def with_(self, **changes: str) -> Question:
        return replace(self, **changes)

    def query(self) -> str:
        default = asdict(Question())
        kept = {name: value for name, value in asdict(self).items() if value != default[name]}
        return f"?{urlencode(kept)}" if kept else "?"


def parse(search: str | None) -> Question:
    found = parse_qs((search or "").removeprefix("?"))
    question = Question(**{name: found[name][-1] for name in asdict(Question()) if name in found})
    if question.view not in VIEWS:
        raise BadParameter("view", question.view)
    if question.year and not (question.year.isdigit() and 2000 <= int(question.year) <= 2100):
        raise BadParameter("year", question.year)
    return question
