"""What the board's address asks: read once, brought within what exists, written back in links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qs, urlencode

from layers.errors import BadParameter

KINGDOM = "MA"
CHANGE = "change"
MILIEUS = ("total", "urban", "rural")
SEXES = ("all", "male", "female")


@dataclass(frozen=True)
class Question:
    """`level` and `indicator` empty: the board chooses. `sel` is a territory of the level, shown beside the rest."""

    territory: str = KINGDOM
    level: str = ""
    indicator: str = ""
    year: str = "2024"
    milieu: str = "total"
    sex: str = "all"
    sel: str = ""

    def with_(self, **changes: str) -> Question:
        return replace(self, **changes)

    def query(self) -> str:
        """Without what is default: links stay short and readable."""
        default = asdict(Question())
        kept = {name: value for name, value in asdict(self).items() if value != default[name]}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def is_change(self) -> bool:
        return self.year == CHANGE

    @property
    def last_year(self) -> int:
        return 2024 if self.is_change else int(self.year)


def parse(search: str | None) -> Question:
    found = parse_qs((search or "").removeprefix("?"))
    known = {name: found[name][-1] for name in asdict(Question()) if name in found}
    question = Question(**known)
    for name, allowed in (("year", ("2014", "2024", CHANGE)), ("milieu", MILIEUS), ("sex", SEXES)):
        value = getattr(question, name)
        if value not in allowed:
            raise BadParameter(name, value)
    return question


def choose(wanted: str, offered: Iterable[str], preferred: str = "") -> str:
    """The wanted one if offered, else the preferred, else the last."""
    options = list(offered)
    for candidate in (wanted, preferred):
        if candidate in options:
            return candidate
    return options[-1] if options else wanted
