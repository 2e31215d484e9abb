"""Raw rows → a sheet: the header is found and mapped by declared aliases, rows of another width are set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.errors import FileUnreadable, Note, RowRefused, ValueDoubtful
from etl.source import Column, Source, Table

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


@dataclass
class Sheet:
    """`places`: for each recognised column, where its cells stand."""

    name: str
    table: Table
    headers: list[str]
    places: list[tuple[Column, int]]
    rows: list[Row]
    notes: list[Note]


def recognised(cells: Sequence[Any], source: Source) -> int:
    known = [str(cell) for cell in cells[:MAX_COLUMNS] if cell is not None]
    return max(sum(table.column_for(cell) is not None for cell in known) for table in source.tables)


def sheets(raws: list[RawSheet], source: Source) -> list[Sheet]:
    """Each raw sheet under the table it speaks of; those of no table are ignored, and said."""
    found, ignored = [], []
    for raw in raws:
        raw.rows = [row for row in raw.rows if not row.is_blank]
        table, at, score = _best(raw, source)
        if score < min(2, len(table.columns)):
            ignored.append(raw)
        else:
            found.append(_sheet(raw, at, table))
    if not found:
        raise FileUnreadable("header_missing")
    if ignored:
        found[0].notes.append(Note("sheets_ignored", value=", ".join(raw.name for raw in ignored)))
    if not any(sheet.rows for sheet in found):
        raise FileUnreadable("no_rows")
    return sorted(
        (sheet for sheet in found if sheet.rows), key=lambda sheet: source.tables.index(sheet.table)
    )


def _best(raw: RawSheet, source: Source) -> tuple[Table, int, int]:
    """The table, header row and number of known headings that fit best; a missing required column costs most."""
    candidates = []
    for table in source.tables:
        required = sum(column.required for column in table.columns)
        for at, row in enumerate(raw.rows[:SEARCHED]):
            if row.fault is None:
                known = [table.column_for(str(cell)) for cell in row.cells[:MAX_COLUMNS] if cell is not None]
                score = sum(column is not None for column in known)
                missing = required - sum(column is not None and column.required for column in known)
                candidates.append((score - 3 * missing, score, -at, table))
    if not candidates:
        return source.tables[0], 0, 0
    _, score, at, table = max(candidates, key=lambda candidate: candidate[:3])
    return table, -at, score


def _sheet(raw: RawSheet, best: int, table: Table) -> Sheet:
    rows, notes = raw.rows, raw.notes
    header = rows[best]
    if best:
        notes.append(Note("header_not_first", value=header.line))
    headers = [str(cell or "").strip() for cell in header.cells]
    while headers and not headers[-1]:
        headers.pop()
    sheet = Sheet(raw.name, table, headers, _places(headers, notes, table), rows[best + 1 :], notes)
    for row in sheet.rows:
        row.fault = row.fault or _misshapen(row, headers)
    return sheet


def _places(headers: list[str], notes: list[Note], table: Table) -> list[tuple[Column, int]]:
    places: dict[str, tuple[Column, int]] = {}
    for position, header in enumerate(headers):
        column = table.column_for(header)
        if column is None:
            if header:
                notes.append(Note("column_unknown", value=header[:80], column=header[:80]))
            continue
        if column.into in places:
            both = f"{headers[places[column.into][1]]}, {header}"
            raise FileUnreadable("header_duplicated", value=both, column=header)
        places[column.into] = (column, position)
    for column in table.columns:
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
