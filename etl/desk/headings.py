"""Headings of a file that was refused before its columns were placed: what a person may place by hand."""

from __future__ import annotations

from pathlib import Path

from etl import readers, sheets
from etl.errors import FileUnreadable
from etl.headings import header_form
from etl.source import Source

ASKS = frozenset({"column_missing", "header_missing"})


def unplaced(path: Path, source: Source) -> list[str]:
    """Headings of each sheet's likeliest header row that its source does not know."""
    known = readers.forms(source)
    try:
        with readers.opened(path, source) as raws:
            rows = [heading for raw in raws for heading in sheets.likeliest(raw, source)]
    except FileUnreadable:
        return []
    return [cell for cell in rows if header_form(cell) and header_form(cell) not in known]
