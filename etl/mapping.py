"""Headings placed by hand: a source that also knows them, for this file and the next ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from etl.errors import Fault
from etl.headings import header_form
from etl.models import ColumnMapping
from etl.source import Column, Source, Table

UNKNOWN = "column_unknown"


def mapped(source: Source, mapping: dict[str, str]) -> Source:
    """`mapping`: heading of the file → `Column.into`. A heading a table already knows keeps its meaning."""
    if not mapping:
        return source
    return replace(source, tables=tuple(_mapped(table, mapping) for table in source.tables))


def _mapped(table: Table, mapping: dict[str, str]) -> Table:
    more: dict[str, list[str]] = {}
    for heading, into in mapping.items():
        if header_form(heading) and table.column_for(heading) is None:
            more.setdefault(into, []).append(heading)
    columns = tuple(replace(c, aliases=(*c.aliases, *more.get(c.into, ()))) for c in table.columns)
    return replace(table, columns=columns)


def saved(source: Source) -> dict[str, str]:
    """Mappings to a column that is no longer declared are left out."""
    known = {column.into for table in source.tables for column in table.columns}
    rows = ColumnMapping.objects.filter(source=source.slug, into__in=known).order_by("heading")
    return dict(rows.values_list("heading", "into"))


def save(source: Source, mapping: dict[str, str], operator_id: int | None) -> None:
    for heading, into in mapping.items():
        ColumnMapping.objects.update_or_create(
            source=source.slug, heading=heading, defaults={"into": into, "operator_id": operator_id}
        )


def choices(source: Source) -> Iterator[tuple[Table, list[Column]]]:
    """What a heading may be placed in: every column of every table."""
    for table in source.tables:
        yield table, list(table.columns)


def unknown(notes: list[Fault]) -> list[str]:
    """Headings nobody knows; those we add to downloads stand in brackets."""
    return [note.column for note in notes if note.code == UNKNOWN and header_form(note.column)]
