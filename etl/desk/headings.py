"""Headings of a file that was refused before its columns were placed: what a person may place by hand."""

from __future__ import annotations

from pathlib import Path

from etl.errors import FileUnreadable
from etl.readers import csv, excel
from etl.readers.table import SEARCHED, RawSheet, recognised
from etl.source import Source, header_form

ASKS = frozenset({"column_missing", "header_missing"})
_START = 256 * 1024


def unplaced(path: Path, source: Source) -> list[str]:
    """Headings of each sheet's likeliest header row that its source does not know."""
    found = (_best(sheet, source) for sheet in _sheets(path, source))
    known = {h for t in source.tables for c in t.columns for h in c.forms}
    return [cell for row in found for cell in row if header_form(cell) and header_form(cell) not in known]


def _sheets(path: Path, source: Source) -> list[RawSheet]:
    with path.open("rb") as handle:
        start = handle.read(_START)
    try:
        if start.startswith(excel.MAGIC):
            return excel.rows(path.read_bytes(), source)
        return csv.rows(start[: start.rfind(b"\n") + 1 or None], source)
    except FileUnreadable:
        return []


def _best(sheet: RawSheet, source: Source) -> list[str]:
    rows = [[str(c).strip() for c in row.cells if c is not None] for row in sheet.rows[:SEARCHED]]
    return max(rows, key=lambda cells: (recognised(cells, source), len(cells)), default=[])
