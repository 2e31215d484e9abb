"""What may be asked of the permits' clock: a kind of authorisation and a quarter."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from layers.errors import BadParameter

PLANNING = ("PCT", "LOT", "GRP", "MDF", "MRC", "ELV", "AMN")
ECONOMIC = ("EC", "SD", "ODP", "ODP-AP", "ODP-AN")
_ANY = ("GP", "PP", "NA")


@dataclass(frozen=True)
class Kind:
    """A list of its own in the ranking: files of different kinds are never averaged together."""

    types: tuple[str, ...]
    procedures: tuple[str, ...] = _ANY


KINDS = {
    "gp": Kind(PLANNING, ("GP",)),
    "pp": Kind(PLANNING, ("PP",)),
    "ph": Kind(("PH",)),
    "eco": Kind(ECONOMIC),
}
_QUARTER = re.compile(r"(20\d\d)-Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Quarter:
        found = _QUARTER.fullmatch(text)
        if not found:
            raise BadParameter("quarter", text, "Attendu : 2024-Q1.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> dt.date:
        return self.after(1).first - dt.timedelta(days=1)

    def after(self, quarters: int) -> Quarter:
        at = self.year * 4 + self.number - 1 + quarters
        return Quarter(at // 4, at % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def kind_of(slug: str) -> Kind:
    if slug not in KINDS:
        raise BadParameter("kind", slug, f"Attendu : {', '.join(KINDS)}.")
    return KINDS[slug]
