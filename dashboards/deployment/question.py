"""What the board's address asks: the day facts are known of, the chantier shown on the map, how a share is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from layers.errors import BadParameter
from layers.services.deployment import parse_day

WAYS = ("collectivities", "population")
FIRST = "ROKHAS"


@dataclass(frozen=True)
class Question:
    """`on` None: today, which links leave out so that they stay current."""

    on: dt.date | None = None
    system: str = FIRST
    by: str = WAYS[0]

    def with_(self, **changes: str | dt.date | None) -> Question:
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def day(self) -> dt.date:
        return self.on or parse_day("")

    def query(self) -> str:
        asked = {
            "as_of": self.on.isoformat() if self.on else "",
            "system": "" if self.system == FIRST else self.system,
            "by": "" if self.by == WAYS[0] else self.by,
        }
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def parse(search: str | None) -> Question:
    found = {name: values[-1] for name, values in parse_qs((search or "").removeprefix("?")).items()}
    written = found.get("as_of") or found.get("datetime") or ""
    by = found.get("by") or WAYS[0]
    if by not in WAYS:
        raise BadParameter("by", by, f"Attendu : {', '.join(WAYS)}.")
    return Question(parse_day(written) if written else None, found.get("system") or FIRST, by)
