"""One refused row as a form: the faulty cell first, then what is filled, then the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from etl import quarantine, source
from etl.models import ImportRun, RejectedRow
from etl.source import Table
from layers.errors import NotFound

MASK = "•••"


@dataclass(frozen=True)
class Cell:
    """One cell of the form; `hidden`: the reader may not see it and it is kept as it is."""

    at: int
    heading: str
    value: str
    before: str
    faulty: bool
    hidden: bool
    surplus: bool
    known: tuple[str, ...]

    @property
    def long(self) -> bool:
        return len(self.value) > 60


def cells(row: RejectedRow, personal: bool) -> list[Cell]:
    kept = row.cells
    table = _table(row)
    width = max(len(kept.headers), len(kept.current), len(kept.cells))
    current, before = _padded(kept.current, width), _padded(kept.cells, width)
    headers = _padded(kept.headers, width)
    masked = quarantine.sealed(row) | (set() if personal else set(kept.personal))
    return [
        Cell(
            at=at,
            heading=headers[at] or str(at + 1),
            value=current[at],
            before=before[at],
            faulty=bool(row.column) and headers[at] == row.column,
            hidden=at in masked,
            surplus=at >= len(kept.headers),
            known=_known(table, headers[at]),
        )
        for at in range(width)
    ]


def _padded(values: list[str], width: int) -> list[str]:
    return [*values, *[""] * (width - len(values))]


def _table(row: RejectedRow) -> Table | None:
    declared = source.registry().get(row.run.source)
    return next((t for t in declared.tables if t.name == row.cells.table), None) if declared else None


def _known(table: Table | None, heading: str) -> tuple[str, ...]:
    column = table.column_for(heading) if table else None
    return tuple(getattr(column.convert, "known", ())) if column else ()


def find(entry: ImportRun, pk: str) -> RejectedRow:
    rows = RejectedRow.objects.select_related("cells", "run", "fixed_in").filter(run=entry)
    row = rows.filter(pk=pk).first() if pk.isdigit() else None
    if row is None:
        raise NotFound(pk, parameter="row")
    return row


def editor(entry: ImportRun, pk: str, personal: bool) -> dict[str, Any] | None:
    """None when no row is asked for."""
    if not pk:
        return None
    row = find(entry, pk)
    if not hasattr(row, "cells"):
        return {"row": row, "first": [], "filled": [], "empty": []}
    shown = cells(row, personal)
    faulty = [cell for cell in shown if cell.faulty] or [cell for cell in shown if not cell.hidden][:1]
    rest = [cell for cell in shown if cell not in faulty]
    return {
        "row": row,
        "first": faulty,
        "filled": [cell for cell in rest if cell.value or cell.before],
        "empty": [cell for cell in rest if not (cell.value or cell.before)],
        "hidden": any(cell.hidden for cell in shown),
        "corrected": row.cells.corrected is not None,
    }
