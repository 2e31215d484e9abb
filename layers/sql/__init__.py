"""SQL as files: one query a file, named parameters, a header with question, grain and units."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

ROOT = Path(__file__).parent


@cache
def load(name: str) -> str:
    """Text of `layers/sql/<name>`; FileNotFoundError names a wrong one."""
    return (ROOT / name).read_text(encoding="utf-8")


def rows(name: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows of a query file as dicts, in the query's order."""
    with connection.cursor() as cursor:
        cursor.execute(load(name), params)
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def one(name: str, params: dict[str, Any]) -> dict[str, Any] | None:
    found = rows(name, params)
    return found[0] if found else None


class Writable(Protocol):
    def write(self, content: bytes, /) -> Any: ...


def copied(name: str, params: dict[str, Any], to: Writable) -> None:
    """Sends the rows of a query file to `to` in PostgreSQL's binary form, one at a time, held by nobody."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(
            f"copy ({cursor.cursor.mogrify(load(name).rstrip(), params).decode()}) to stdout with (format binary)", to
        )
