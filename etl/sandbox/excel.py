"""Excel workbooks: every sheet, cells as Excel typed them, formulas left as text so that they are named."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from etl.sandbox import tables
from etl.sandbox.limits import TYPED
from etl.sandbox.tables import SEARCHED, Row
from etl.sandbox.wire import Note, Out, Refusal

# A workbook that unpacks to more than this is a bomb, or belongs in CSV.
MAX_UNPACKED_MB = 800
MAX_ROWS = 1_048_576
MAX_MERGES = 5_000
PROBED, ROWS = 2_000, 20_000
_BAD = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError,
        SyntaxError, OSError, EOFError, RuntimeError, zipfile.zlib.error)  # type: ignore[attr-defined]  # fmt: skip
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
Merge = tuple[int, int, int, int]


def read(path: Path, forms: frozenset[str], out: Out, unpacked_mb: int = MAX_UNPACKED_MB) -> None:
    try:
        _check(path, min(unpacked_mb, MAX_UNPACKED_MB))
        with path.open("rb") as handle:
            for sheet in load_workbook(handle, read_only=True, data_only=False).worksheets:
                _sheet(sheet, forms, out)
    except _BAD as error:
        raise Refusal("workbook_unreadable", detail=str(error)[:100]) from error
    if not out.sheets:
        raise Refusal("file_empty")


def _check(path: Path, most_mb: int) -> None:
    """Sizes are those declared, which is as far as the unpacking goes. No part of a workbook declares entities."""
    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > most_mb * 2**20:
            raise Refusal("file_too_large", limit=most_mb)
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                with archive.open(name) as part:
                    if re.search(rb"<!(DOCTYPE|ENTITY)", part.read(4096).replace(b"\x00", b"")):
                        raise Refusal("xml_entities")


def _sheet(sheet: Any, forms: frozenset[str], out: Out) -> None:
    rows = _rows(sheet)
    head = list(islice(rows, PROBED))
    if not head:
        return
    notes: list[Note] = [["sheet_hidden", {"value": sheet.title}]] if sheet.sheet_state != "visible" else []
    if _fill_merged(sheet, head, forms):
        notes.append(["header_merged", {"value": sheet.title}])
    width = tables.agreed_width([len(row.cells) for row in head])
    with out.sheet(sheet.title, "table", tables.schema(width), notes) as writer:
        writer.write_batch(_batch(head, width))
        while more := list(islice(rows, ROWS)):
            writer.write_batch(_batch(more, width))


def _batch(rows: list[Row], width: int) -> pa.RecordBatch:
    """Excel stores no empty tail: a short row is not cut."""
    whole = [
        row
        if len(row.cells) >= width
        else row._replace(cells=[*row.cells, *[None] * (width - len(row.cells))])
        for row in rows
    ]
    return tables.batch(whole, width)


def _rows(sheet: Any) -> Iterator[Row]:
    """Rows with something in them, without their empty tail, under Excel's own number."""
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_row=MAX_ROWS), 1):
        cells = [None if value is None else _text(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield Row(number, cells)


def _text(value: Any) -> str:
    """Text as it is; what Excel typed after the mark. A truth value stays the word it was."""
    if isinstance(value, str):
        return "\ufffd" + value[1:] if value.startswith(TYPED) else value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return TYPED + repr(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return TYPED + value.date().isoformat()
    if isinstance(value, dt.date):
        return TYPED + value.isoformat()
    formula = getattr(value, "text", None)
    return f"={str(formula).removeprefix('=')}" if formula else str(value)


def _fill_merged(sheet: Any, head: list[Row], forms: frozenset[str]) -> bool:
    """The heading rows' merged cells, each with the text of the whole; the data below are left as they are."""
    at = {row.line: row for row in head[:SEARCHED]}
    merges = [merge for merge in _merges(sheet) if merge[1] <= max(at)]
    if not merges:
        return False
    filled = {line: list(row.cells) for line, row in at.items()}
    for left, top, right, bottom in merges:
        text = _at(filled.get(top, []), left)
        for line in range(top, min(bottom, max(at)) + 1):
            cells = filled.get(line)
            if text and cells is not None:
                cells.extend([None] * (min(right, 16_384) - len(cells)))
                cells[left - 1 : right] = [text] * len(cells[left - 1 : right])
    best = max(filled, key=lambda line: (tables.recognised(filled[line], forms), -line))
    for index, row in enumerate(head[:SEARCHED]):
        if row.line <= best:
            head[index] = row._replace(cells=filled[row.line])
    return any(top <= best for _, top, _, _ in merges)


def _at(cells: list[str | None], column: int) -> str | None:
    return cells[column - 1] if column <= len(cells) else None


def _merges(sheet: Any) -> list[Merge]:
    """openpyxl's streaming reader passes over them; they stand after the rows."""
    found: list[Merge] = []
    with sheet._get_source() as source:
        tail = b""
        while piece := source.read(2**20):
            held = tail + piece
            if b"mergeCell" in held:
                for match in _MERGE.finditer(held):
                    found.append(range_boundaries(match[1].decode()))
            tail = held[-120:] if b"<" not in held[-120:] else held[held.rindex(b"<") :][-400:]
            if len(found) > MAX_MERGES:
                break
    return found
