"""SQL as files: one query a file, named parameters, a header with question, grain and units."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from django.db import connection

ROOT = Path(__file__).parent
_PARAMETER = re.compile(r"%\((\w+)\)s")
# What each connection has prepared: a statement lives as long as its session.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@cache
def load(name: str) -> str:
    """Text of `layers/sql/<name>`; FileNotFoundError names a wrong one."""
    return (ROOT / name).read_text(encoding="utf-8")


def rows(name: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows of a query file as dicts, in the query's order."""
    return _told(load(name), params)


def _told(text: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def one(name: str, params: dict[str, Any]) -> dict[str, Any] | None:
    found = rows(name, params)
    return found[0] if found else None


def prepared(text: str) -> str:
    """What runs this statement planned once a connection, with the same parameters.

    For what every request asks: planning so small a question costs three times answering it.
    """
    names = tuple(dict.fromkeys(_PARAMETER.findall(text)))
    name = f"geo_{hash(text) & 0xFFFFFFFFFFFF:x}"
    connection.ensure_connection()
    known = _prepared.setdefault(connection.connection, set())
    if name not in known:
        numbered = _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", text).replace("%%", "%")
        with connection.cursor() as cursor:
            cursor.execute(f"prepare {name} as {numbered}")
        known.add(name)
    return f"execute {name} ({', '.join(f'%({parameter})s' for parameter in names)})"


def stamp(table: str) -> dict[str, Any] | None:
    """Version of a table's data and edition of the territory, as `territory/stamp.sql` tells them."""
    found = _told(prepared(load("territory/stamp.sql")), {"table": table})
    return found[0] if found else None


class Writable(Protocol):
    def write(self, content: bytes, /) -> Any: ...


def copied(name: str, params: dict[str, Any], to: Writable) -> None:
    """Sends the rows of a query file to `to` in PostgreSQL's binary form, one at a time, held by nobody."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(
            f"copy ({cursor.cursor.mogrify(load(name).rstrip(), params).decode()}) to stdout with (format binary)", to
        )
