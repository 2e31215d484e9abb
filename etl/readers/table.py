"""Raw rows → a sheet: the header is found and mapped by declared aliases, rows of another width are set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.errors import FileUnreadable, Note, RowRefused, ValueDoubtful
from etl.source import Column, Source

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
class Sheet:
    """`places`: for each recognised column, where its cells stand."""

    headers: list[str]
    places: list[tuple[Column, int]]
    rows: list[Row]
    notes: list[Note]


def recognised(cells: Sequence[Any], source: Source) -> int:
    return sum(source.column_for(str(cell)) is not None for cell in cells[:MAX_COLUMNS] if cell is not None)


def find_header(rows: list[Row], notes: list[Note], source: Source) -> Sheet:
    rows = [row for row in rows if not row.is_blank]
    scores = [recognised(row.cells, source) if row.fault is None else 0 for row in rows[:SEARCHED]]
    best = max(range(len(scores)), key=scores.__getitem__, default=0)
    if not scores or scores[best] < min(2, len(source.columns)):
        raise FileUnreadable("header_missing")
    header = rows[best]
    if best:
        notes.append(Note("header_not_first", value=header.line))
    headers = [str(cell or "").strip() for cell in header.cells]
    while headers and not headers[-1]:
        headers.pop()
    sheet = Sheet(headers, _places(headers, notes, source), rows[best + 1 :], notes)
    if not sheet.rows:
        raise FileUnreadable("no_rows")
    for row in sheet.rows:
        row.fault = row.fault or _misshapen(row, headers)
    return sheet


def _places(headers: list[str], notes: list[Note], source: Source) -> list[tuple[Column, int]]:
    places: dict[str, tuple[Column, int]] = {}
    for position, header in enumerate(headers):
        column = source.column_for(header)
        if column is None:
            if header:
                notes.append(Note("column_unknown", value=header[:80], column=header[:80]))
            continue
        if column.into in places:
            both = f"{headers[places[column.into][1]]}, {header}"
            raise FileUnreadable("header_duplicated", value=both, column=header)
        places[column.into] = (column, position)
    for column in source.columns:
        if column.required and column.into not in places:
            raise FileUnreadable("column_missing", column=column.title_fr)
    return list(places.values())


def _misshapen(row: Row, headers: list[str]) -> RowRefused | None:
    cells = row.cells
    while len(cells) > len(headers) and (cells[-1] is None or not str(cells[-1]).strip()):
        cells.pop()
    found, expected = len(cells), len(headers)
    if found < expected:
        return RowRefused("line_truncated", found=found, expected=expected, value=_shown(cells))
    if found > expected:
        return RowRefused("line_too_long", found=found, expected=expected, value=_shown(cells))
    texts = [str(cell) if cell is not None else "" for cell in cells]
    if any("\x00" in text for text in texts):
        position = next(i for i, text in enumerate(texts) if "\x00" in text)
        return RowRefused("nul_byte", value=texts[position], column=headers[position])
    longest = max(texts, key=len)
    if len(longest) > MAX_CELL:
        return RowRefused("cell_too_long", found=len(longest), column=headers[texts.index(longest)])
    if [text.strip() for text in texts] == headers:
        return RowRefused("header_repeated")
    return None


def _shown(cells: list[Any]) -> str:
    """The first cell only: others may be personal."""
    return str(cells[0]) if cells else ""
