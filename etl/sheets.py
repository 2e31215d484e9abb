"""A raw sheet → a headed one: which table it speaks of, where each column stands, which rows have another shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl import returns
from etl.batch import Batch
from etl.columns import Hints, hints
from etl.errors import FileUnreadable, Note, RowRefused, ValueDoubtful
from etl.headings import header_form
from etl.source import Column, Source, Table
from etl.typed import evidence

SEARCHED = 20
MAX_CELL = 20_000
MAX_COLUMNS = 400
# Sheets of our own templates that hold no data (codes of communes, how-to) are named with this first.
HELPER_SHEET = "_"


class RawSheet(Protocol):
    """What a reader gives: `kind` "table" (cells c0…, their header among the rows) or "vector" (`columns` named)."""

    name: str
    kind: str
    columns: list[str]
    srid: int | None
    crs_wkt: str
    features: int | None
    notes: list[Note]

    def batches(self) -> Iterator[pa.RecordBatch]: ...


@dataclass
class Headed:
    raw: RawSheet
    table: Table
    headers: list[str]
    places: list[tuple[Column, int]]
    notes: list[Note]
    header_line: int = 0
    rows: int | None = None

    @property
    def name(self) -> str:
        return self.raw.name

    def titles(self) -> dict[str, str]:
        """How the file itself calls each column."""
        return {column.into: self.headers[at] for column, at in self.places}

    def hints(self) -> dict[str, Hints]:
        """Of each column, from its cells of the whole file; a vector file's are typed."""
        wanted = [
            (c, at) for c, at in self.places if pa.types.is_date(_arrow(c)) or pa.types.is_decimal(_arrow(c))
        ]
        if self.raw.kind == "vector" or not wanted:
            return {column.into: Hints() for column, _ in self.places}
        told: dict[str, list[str]] = {column.into: [] for column, _ in self.places}
        for record_batch in self.raw.batches():
            for column, at in wanted:
                told[column.into] += evidence([record_batch.column(f"c{at}")])
        return {into: hints(values) for into, values in told.items()}

    def batches(self) -> Iterator[Batch]:
        """Rows under the header that are not blank; those of another width already refused."""
        for record_batch in self.raw.batches():
            kept = record_batch.filter(_worth(record_batch, self.header_line))
            if len(kept):
                batch = Batch(self.table, kept.column("line").to_numpy(), kept)
                if self.raw.kind == "table":
                    _shape(batch, self.headers)
                yield batch


def _arrow(column: Column) -> pa.DataType:
    return getattr(column.convert, "arrow", pa.string())


def head(raw: RawSheet, source: Source) -> Headed | None:
    """None when the sheet speaks of no table of the source. FileUnreadable names a wrong header."""
    tables, notes = source.tables, list(raw.notes)
    if raw.kind == "vector":
        table = max(tables, key=lambda t: _fit(raw.columns, t))
        return Headed(
            raw,
            table,
            raw.columns,
            _places(raw.columns, notes, table, True),
            notes,
            -1,
            raw.features,
        )
    if raw.name.startswith(HELPER_SHEET):
        return None
    first, count = _first_rows(raw)
    found = _best(first, tables)
    if found is None:
        return None
    table, at, headers, line = found
    if at:
        notes.append(Note("header_not_first", value=line))
    return Headed(raw, table, headers, _places(headers, notes, table, False), notes, line, count)


def likeliest(raw: RawSheet, source: Source) -> list[str]:
    """The headings of a sheet, even when too few are known to read it."""
    if raw.kind == "vector":
        return raw.columns
    rows = [_stripped(cells) for _, cells in _first_rows(raw)[0]]
    return max(rows, key=lambda row: (max(_fit(row, table) for table in source.tables), len(row)), default=[])


def _first_rows(raw: RawSheet) -> tuple[list[tuple[int, list[Any]]], int]:
    """The first rows that hold something, with their lines; and how many rows the sheet has."""
    found: list[tuple[int, list[Any]]] = []
    count = 0
    for record_batch in raw.batches():
        count += len(record_batch)
        if len(found) < SEARCHED:
            worth = record_batch.filter(_worth(record_batch, -1))[:SEARCHED]
            for row in worth.to_pylist():
                if row["fault"] is None and len(found) < SEARCHED:
                    cells = [row[f"c{n}"] for n in range(min(row["width"], MAX_COLUMNS)) if f"c{n}" in row]
                    found.append((row["line"], cells))
    return found, count


def _best(
    rows: list[tuple[int, list[Any]]], tables: tuple[Table, ...]
) -> tuple[Table, int, list[str], int] | None:
    """The table, position, headings and last line of the header that fit best; two rows may make one header."""
    best: tuple[int, Table, int, list[str], int] | None = None
    for at, (line, cells) in enumerate(rows):
        forms = [(line, _stripped(cells))]
        if at + 1 < len(rows):
            forms.append((rows[at + 1][0], _merged(cells, rows[at + 1][1])))
        for last, headers in forms:
            for table in tables:
                score = _fit(headers, table)
                if best is None or score > best[0]:
                    best = (score, table, at, headers, last)
    if best is None:
        return None
    _, table, at, headers, line = best
    known = sum(_column(table, header) is not None for header in headers)
    return (table, at, headers, line) if known >= min(2, len(table.columns)) else None


def _fit(headers: list[str], table: Table) -> int:
    """Headings recognised; an obligatory column that is missing costs more than one found."""
    found = {column.into: column for header in headers if (column := _column(table, header))}
    missing = sum(column.required and column.into not in found for column in table.columns)
    return len(found) - 3 * missing


def _column(table: Table, header: str) -> Column | None:
    return table.column_for(header) if header else None


def _stripped(cells: list[Any]) -> list[str]:
    headers = [
        " ".join(str(cell or "").removeprefix("\x02").replace("\x00", "\\0").split()) for cell in cells
    ]
    while headers and not headers[-1]:
        headers.pop()
    return headers


def _merged(above: list[Any], below: list[Any]) -> list[str]:
    """A group's title stands once over several columns: it is carried to the right, then each own title follows."""
    group, found = "", []
    for n in range(max(len(above), len(below))):
        group = str(above[n] or "").strip() or group if n < len(above) else group
        own = str(below[n] or "").strip() if n < len(below) else ""
        found.append(f"{group} {own}".strip() if own else group)
    return _stripped(found)


def _places(headers: list[str], notes: list[Note], table: Table, lenient: bool) -> list[tuple[Column, int]]:
    places: dict[str, tuple[Column, int]] = {}
    ours = returns.is_ours(headers, table)
    for position, header in enumerate(headers):
        column = _column(table, header)
        if column is None:
            # What stands wholly in brackets is a remark (our own downloads say the reason of a refusal so).
            if header and not (header.startswith("[") and header.endswith("]")):
                notes.append(Note("column_unknown", value=header[:80], column=header[:80]))
        elif ours and column.into in places and _is_alias(column, header):
            # « id » beside « reference »: the platform's own number, not another name of the key.
            notes.append(Note("column_unknown", value=header[:80], column=header[:80]))
        elif ours and column.into in places and _is_alias(column, headers[places[column.into][1]]):
            places[column.into] = (column, position)
        elif column.into in places:
            both = f"{headers[places[column.into][1]]}, {header}"
            raise FileUnreadable("header_duplicated", value=both, column=header)
        else:
            places[column.into] = (column, position)
    geometry = {"_wkt", "_lon", "_lat"} if lenient else set()
    for column in table.columns:
        if column.required and column.into not in places and column.into not in geometry:
            raise FileUnreadable("column_missing", column=column.title_fr)
    return list(places.values())


def _is_alias(column: Column, header: str) -> bool:
    """Known only as another name, where the column's own name or title would be the better claim."""
    own = (column.into.removeprefix("_"), column.title_fr, column.title_ar)
    return header_form(header) not in {header_form(name) for name in own}


def _worth(batch: pa.RecordBatch, header_line: int) -> pa.Array:
    """Rows below the header that hold something, or were found broken."""
    lines = pc.greater(batch.column("line"), header_line)
    if "width" not in batch.schema.names:
        return lines
    filled = [pc.is_valid(batch.column("fault"))]
    for name in _cells(batch):
        cell = batch.column(name)
        filled.append(pc.fill_null(pc.greater(pc.binary_length(pc.utf8_trim_whitespace(cell)), 0), False))
    return pc.and_(lines, reduce(pc.or_, filled))


def _cells(batch: pa.RecordBatch) -> list[str]:
    return [name for name in batch.schema.names if name[0] == "c" and name[1:].isdigit()]


def _shape(batch: Batch, headers: list[str]) -> None:
    """Refuses rows a reader found broken, too short or too long, and those no table can hold."""
    raw, expected = batch.raw, len(headers)
    for row in np.flatnonzero(raw.column("fault").is_valid().to_numpy(False)).tolist():
        batch.add(row, RowRefused(raw.column("fault")[row].as_py(), value=_first(raw, row)))
    for row in np.flatnonzero(raw.column("doubt").is_valid().to_numpy(False)).tolist():
        batch.faults[row].append(ValueDoubtful(raw.column("doubt")[row].as_py()))
    width = raw.column("width").to_numpy()
    for row in np.flatnonzero((width != expected) & ~batch.refused).tolist():
        found = int(width[row])
        while found > expected and not str(_cell(raw, row, found - 1) or "").strip():
            found -= 1
        if found != expected:
            code = "line_truncated" if found < expected else "line_too_long"
            batch.add(row, RowRefused(code, found=found, expected=expected, value=_first(raw, row)))
    for at, header in enumerate(headers):
        if f"c{at}" in raw.schema.names:
            _impossible(batch, raw.column(f"c{at}"), header)
    _repeated_header(batch, headers)


def _impossible(batch: Batch, cells: pa.Array, header: str) -> None:
    for code, mask in (
        ("nul_byte", pc.match_substring(cells, "\x00")),
        ("cell_too_long", pc.greater(pc.utf8_length(cells), MAX_CELL)),
    ):
        for row in np.flatnonzero(pc.fill_null(mask, False).to_numpy(False) & ~batch.refused).tolist():
            value = cells[row].as_py()
            batch.add(row, RowRefused(code, value=value, found=len(value), column=header))


def _repeated_header(batch: Batch, headers: list[str]) -> None:
    named = next((n for n, header in enumerate(headers) if header), None)
    if named is None or f"c{named}" not in batch.raw.schema.names:
        return
    same = pc.equal(pc.utf8_trim_whitespace(batch.raw.column(f"c{named}")), headers[named])
    for row in np.flatnonzero(pc.fill_null(same, False).to_numpy(False) & ~batch.refused).tolist():
        if _stripped(batch.cells(row)) == headers:
            batch.add(row, RowRefused("header_repeated"))


def _cell(raw: pa.RecordBatch, row: int, at: int) -> Any:
    return raw.column(f"c{at}")[row].as_py() if f"c{at}" in raw.schema.names else "…"


def _first(raw: pa.RecordBatch, row: int) -> str:
    """The first cell only: others may be personal."""
    return str(_cell(raw, row, 0) or "")
