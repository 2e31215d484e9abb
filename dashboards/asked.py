"""What a board's address asks, as every board reads it and writes it back in links."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Self
from urllib.parse import parse_qs, urlencode

from layers.errors import BadParameter


@dataclass(frozen=True)
class Asked:
    """A board adds its parameters as fields of text, each with what it is when the address says nothing."""

    @classmethod
    def read(cls, search: str | None) -> Self:
        """A parameter told twice counts once, the last time; one the board does not know is none of its own."""
        found = parse_qs((search or "").removeprefix("?"))
        return cls(**{name: found[name][-1] for name in asdict(cls()) if name in found})

    def with_(self, **changes: str) -> Self:
        return replace(self, **changes)

    def query(self) -> str:
        """Without what is default: links stay short and readable."""
        default = asdict(type(self)())
        kept = {name: value for name, value in asdict(self).items() if value != default[name]}
        return f"?{urlencode(kept, safe=':,')}" if kept else "?"

    def must_be(self, name: str, allowed: Collection[str]) -> None:
        value = getattr(self, name)
        if value not in allowed:
            raise BadParameter(name, value, f"Attendu : {', '.join(filter(None, allowed))}.")
