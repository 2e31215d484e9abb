"""Rows of a sheet → typed records: one place where a cell meets its converter and a record meets the rules."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model

from etl.columns import Hints, Repaired, hints
from etl.errors import Fault, Note, RowRefused, ValueDoubtful
from etl.readers.table import Row, Sheet
from etl.source import Column, Record, Table

MASK = "•••"
KEPT_BY_LOADER = frozenset({"row_hash", "source_run", "recorded_from"})


@dataclass
class Read:
    """One row of the file on its way: typed values, doubts, or the reason it is refused."""

    row: Row
    record: Record = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def refusal(self) -> Fault | None:
        return next((fault for fault in self.faults if isinstance(fault, RowRefused)), None)

    def key(self, table: Table) -> str:
        return table.key_of(self.record)


def read_all(sheet: Sheet, table: Table) -> tuple[list[Read], list[Note]]:
    """Every row typed, keyed and ruled; and what the conversion of whole columns has to say."""
    whole = [row for row in sheet.rows if row.fault is None]
    by_column = {c.into: hints(row.cells[at] for row in whole) for c, at in sheet.places}
    reads = [_typed(row, sheet, table, by_column) for row in sheet.rows]
    _refuse_repeated_keys(reads, table)
    titles = {c.into: sheet.headers[at] for c, at in sheet.places}
    for read in reads:
        for fault in read.faults:
            fault.column = titles.get(fault.column, fault.column)
    notes = [
        Note(code, column=titles[into]) for into, hint in by_column.items() for code in sorted(hint.notes)
    ]
    return reads, notes


def _typed(row: Row, sheet: Sheet, table: Table, by_column: dict[str, Hints]) -> Read:
    read = Read(row, faults=list(row.doubts))
    if row.fault is not None:
        read.faults.insert(0, row.fault)
        return read
    for column, at in sheet.places:
        read.record[column.into] = _value(read, column, row.cells[at], by_column[column.into])
    if not read.key(table):
        spoiled = [f for f in read.faults if f.column == table.key]
        value = spoiled[0].value if spoiled else ""
        read.faults.insert(0, RowRefused("key_empty", value=value, column=table.key))
        return read
    for rule in table.rules:
        read.faults.extend(rule(read.record))
        if read.refusal is not None:
            break
    return read


def _value(read: Read, column: Column, cell: Any, hint: Hints) -> Any:
    """None when empty or unreadable; the doubt is noted, without the value when it is personal."""
    if cell is None or not str(cell).strip():
        if column.filled:
            read.faults.append(ValueDoubtful("value_missing", column=column.into))
        return None
    try:
        return column.convert(cell, hint)
    except Repaired as repaired:
        read.faults.append(_discreet(repaired.fault, column))
        return repaired.value
    except ValueDoubtful as fault:
        read.faults.append(_discreet(fault, column))
        return None


def _discreet(fault: ValueDoubtful, column: Column) -> ValueDoubtful:
    fault.named(column.into)
    if column.personal:
        fault.value = fault.context["value"] = MASK
    return fault


def _refuse_repeated_keys(reads: list[Read], table: Table) -> None:
    """The first row of a key is kept; a later one is refused, said identical or different."""
    first: dict[str, Read] = {}
    for read in reads:
        if read.refusal is not None:
            continue
        key = read.key(table)
        earlier = first.setdefault(key, read)
        if earlier is not read:
            same = [str(c) for c in earlier.row.cells] == [str(c) for c in read.row.cells]
            code = "row_repeated" if same else "key_duplicated"
            read.faults.insert(0, RowRefused(code, value=key, column=table.key, first=earlier.row.line))


def raw(read: Read, sheet: Sheet) -> dict[str, Any]:
    """The row as it came, personal columns masked; a row of another width has its cells by number."""
    if read.row.fault is not None and len(read.row.cells) != len(sheet.headers):
        personal = {at for column, at in sheet.places if column.personal}
        return {str(n): MASK if n in personal or n >= min(personal, default=n + 1) else _plain(cell)
                for n, cell in enumerate(read.row.cells)}  # fmt: skip
    hidden = {at for column, at in sheet.places if column.personal}
    return {
        header or str(n): MASK if n in hidden and cell else _plain(cell)
        for n, (header, cell) in enumerate(zip(sheet.headers, read.row.cells, strict=False))
    }


def _plain(cell: Any) -> Any:
    return None if cell is None else str(cell).replace("\x00", "\\0")[:500]


def as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def split(record: Record, extra: Record, table: Table) -> dict[str, Record]:
    """The record by table: the target under its model's columns, each companion under its name.

    Columns the file does not have get the model's default: they are inserted, never used to overwrite.
    """
    values = {**record, **extra}
    parts = {"target": _part(values, table.model, "")}
    for companion in table.companions:
        parts[companion.name] = _part(values, companion.model, f"{companion.name}.")
    return parts


def _part(values: Record, model: type[Model], prefix: str) -> Record:
    kept = [
        f for f in model._meta.local_concrete_fields if not f.primary_key and f.attname not in KEPT_BY_LOADER
    ]
    return {
        f.attname: as_json(_filled(values.get(prefix + f.attname), f))
        for f in kept
        if not (prefix and f.is_relation)
    }


def _filled(value: Any, field: Any) -> Any:
    """What an empty cell means for a column that may not be null: its default, or an empty text."""
    if value is not None or field.null:
        return value
    return field.get_default()


def fingerprint(parts: dict[str, Record], present: list[str]) -> int:
    """Same digest, same state: an absent column is another statement than an empty one."""
    text = json.dumps([present, parts], sort_keys=True, ensure_ascii=False)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)
