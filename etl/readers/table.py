"""Raw rows → a sheet: the header is found and mapped by declared aliases, rows of another width are set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.errors import Note, RowRefused, ValueDoubtful
from etl.source import Source

SEARCHED = 20
MAX_CELL = 20_000
MAX_COLUMNS = 400


@dataclass
class Row:
    line: int
    cells: list[Any]
    fault: RowRefused | None = None
    doubts: list[ValueDoubtful] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return self.fault is None and all(cell is None or not str(cell).strip() for cell in self.cells)


@dataclass
class RawSheet:
    """What a reader found: a CSV is one sheet without a name."""

    name: str
    rows: list[Row]
    notes: list[Note] = field(default_factory=list)


def recognised(cells: Sequence[Any], source: Source) -> int:
    known = [str(cell) for cell in cells[:MAX_COLUMNS] if cell is not None]
    return max(sum(table.column_for(cell) is not None for cell in known) for table in source.tables)
