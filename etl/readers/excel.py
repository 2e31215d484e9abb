"""Excel workbooks: first non-empty sheet, cells as Excel typed them, formulas left as text so that they are named."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from etl.errors import FileUnreadable
from etl.readers.table import MAX_COLUMNS, RawSheet, Row
from etl.source import Source

MAGIC = b"PK\x03\x04"
# Sheets of our templates that hold lists and help, no rows.
HELPER = "_"
# A workbook that unpacks to more than this is a bomb, or belongs in CSV.
MAX_UNPACKED = 800 * 1024 * 1024


def rows(content: bytes, source: Source) -> list[RawSheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise FileUnreadable("file_too_large", limit=MAX_UNPACKED // 2**20)
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError) as error:
        raise FileUnreadable("workbook_unreadable", detail=str(error)[:100]) from error
    try:
        return _sheets(workbook)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError, EOFError) as error:
        raise FileUnreadable("workbook_unreadable", detail=str(error)[:100]) from error
    finally:
        workbook.close()


def _sheets(workbook: Any) -> list[RawSheet]:
    raws = []
    for sheet in workbook.worksheets:
        if sheet.title.startswith(HELPER):
            continue
        lines = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
        found = [
            Row(number, list(cells))
            for number, cells in enumerate(lines, 1)
            if any(c is not None for c in cells)
        ]
        if found:
            _trim(found)
            raws.append(RawSheet(sheet.title, found))
    if not raws:
        raise FileUnreadable("file_empty")
    return raws


def _trim(rows: list[Row]) -> None:
    """Excel gives every row the width of the widest: an empty tail is nothing, a short row is not cut."""
    width = max(n for row in rows for n, cell in enumerate(row.cells, 1) if cell is not None)
    for row in rows:
        row.cells = row.cells[:width]
