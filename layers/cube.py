"""What a sensitive layer may publish: counts by territory, period and type, declared on the layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model

Nomenclature = type["Model"]

# Coarse to fine. A cell's level decides which tables hold it.
LEVELS = ("country", "region", "province", "commune")
PERIODS = ("year", "quarter")
TOTAL = ""  # the type of a cell that counts every type
UNKNOWN = "-"
OTHERS = ".X"  # a parent's records known to no child: a cell like another, since subtraction gives it
THRESHOLD = 5  # counts under it are never published


@dataclass(frozen=True)
class Table:
    """Counts down to `level` and `period`, by type or not, with every total above them."""

    level: str
    period: str = "year"
    typed: bool = False

    @property
    def depth(self) -> tuple[int, int, int]:
        return LEVELS.index(self.level), PERIODS.index(self.period), int(self.typed)

    def holds(self, level: str, period: str, typed: bool) -> bool:
        wanted = Table(level, period, typed).depth
        return all(have >= want for have, want in zip(self.depth, wanted, strict=True))


@dataclass(frozen=True)
class Cube:
    """`period` and `type`: the layer's date field and code field. `tables`: from the finest territory to the coarsest.
    `names`: the nomenclature that names the types, where the field's own choices do not.

    Linked tables are safe to audit by their own totals only if they form a chain, each pair sharing no more than its
    neighbours do: then any figures that agree on the totals come from some complete table, and nobody can learn more
    by imagining the cells that are not published (docs/adr/0010).
    """

    period: str
    type: str
    tables: tuple[Table, ...] = (
        Table("commune"),
        Table("province", typed=True),
        Table("region", "quarter", typed=True),
    )
    names: Nomenclature | None = None

    def __post_init__(self) -> None:
        for first, table in enumerate(self.tables):
            for last in range(first + 2, len(self.tables)):
                shared = tuple(map(min, table.depth, self.tables[last].depth))
                between = self.tables[first + 1 : last]
                if not all(all(h >= s for h, s in zip(t.depth, shared, strict=True)) for t in between):
                    msg = "the tables of a public cube must form a chain"
                    raise ValueError(msg)

    def holds(self, level: str, period: str, typed: bool) -> bool:
        return any(table.holds(level, period, typed) for table in self.tables)
