"""Rows → batches of text columns: what CSV, workbooks and JSON have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa

from etl.headings import header_form
from etl.sandbox.limits import MAX_COLUMNS
from etl.sandbox.wire import Refusal

SEARCHED = 20


class Row(NamedTuple):
    line: int
    cells: Sequence[str | None]
    fault: str | None = None
    doubt: str | None = None


def schema(width: int) -> pa.Schema:
    fixed = [("line", pa.int32()), ("width", pa.int32()), ("fault", pa.string()), ("doubt", pa.string())]
    return pa.schema([*fixed, *((f"c{n}", pa.string()) for n in range(width))])


def agreed_width(widths: Sequence[int]) -> int:
    """The columns kept: the widest row's. A table whose usual row is beyond the limit is refused."""
    usual = sorted(widths)[(len(widths) - 1) // 2] if widths else 0
    if usual > MAX_COLUMNS:
        raise Refusal("too_many_columns", value=usual, limit=MAX_COLUMNS)
    return max(1, min(max(widths, default=1), MAX_COLUMNS))


def batch(rows: Sequence[Row], width: int) -> pa.RecordBatch:
    """Cells beyond `width` are counted, not kept; an empty tail beyond it is nothing."""
    empty = [None] * width
    padded = [[*cells[:width], *empty[len(cells) :]] for _, cells, _, _ in rows]
    columns = zip(*padded, strict=True) if rows else ([] for _ in range(width))
    arrays = [
        pa.array([row.line for row in rows], pa.int32()),
        pa.array([_true_width(row.cells, width) for row in rows], pa.int32()),
        pa.array([row.fault for row in rows], pa.string()),
        pa.array([row.doubt for row in rows], pa.string()),
        *(pa.array(column, pa.string()) for column in columns),
    ]
    return pa.record_batch(arrays, schema=schema(width))


def _true_width(cells: Sequence[str | None], width: int) -> int:
    found = len(cells)
    while found > width and not (cells[found - 1] or "").strip():
        found -= 1
    return found


def recognised(cells: Iterable[str | None], forms: frozenset[str]) -> int:
    """How many of the cells are known headings."""
    return sum(header_form(cell) in forms for cell in list(cells)[:MAX_COLUMNS] if cell)
