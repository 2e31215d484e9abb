"""What the board's address asks: read once, checked, written back in links."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qs, urlencode

from dashboards.scopebar import KINGDOM
from layers.errors import BadParameter
from layers.services.permits.asked import Quarter, kind_of
from layers.services.permits.ranking import STRATA

VIEWS = ("ranking", "late", "public", "method")


@dataclass(frozen=True)
class Question:
    """`quarter` empty: the latest with deposits. `as_of`: what the platform knew then."""

    view: str = "ranking"
    territory: str = KINGDOM
    kind: str = "pp"
    quarter: str = ""
    stratum: str = ""
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
    for name, allowed in (("view", VIEWS), ("stratum", ("", *STRATA))):
        if getattr(question, name) not in allowed:
            raise BadParameter(name, getattr(question, name))
    kind_of(question.kind)
    if question.quarter:
        Quarter.read(question.quarter)
    return question
