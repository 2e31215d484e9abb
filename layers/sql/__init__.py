"""SQL as files: one query a file, named parameters, a header with question, grain and units."""

from __future__ import annotations

import re
from collections.abc import Mapping
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


def fetch(text: str, params: Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of the columns of a statement, and its rows."""
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return [column.name for column in cursor.description], list(cursor.fetchall())


def read(text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All rows of a statement as dicts, in its order."""
    names, found = fetch(text, params)
    return [dict(zip(names, row, strict=True)) for row in found]


def rows(name: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All rows of a query file."""
    return read(load(name), params)


def one(name: str, params: Mapping[str, Any]) -> dict[str, Any] | None:
    found = rows(name, params)
    return found[0] if found else None


def prepared(text: str) -> str:
    """What runs this statement planned once a connection, with the same parameters.

    For what every request asks: planning so small a question costs three times answering it.
    """
    name, prepare, execute = _numbered(text)
    connection.ensure_connection()
    known = _prepared.setdefault(connection.connection, set())
    if name not in known:
        with connection.cursor() as cursor:
            cursor.execute(prepare)
        known.add(name)
    return execute


@cache
def _numbered(text: str) -> tuple[str, str, str]:
    """A name for the statement, what prepares it and what runs it: PostgreSQL numbers parameters, we name them."""
    names = tuple(dict.fromkeys(_PARAMETER.findall(text)))
    name = f"geo_{hash(text) & 0xFFFFFFFFFFFF:x}"
    numbered = _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", text).replace("%%", "%")
    return name, f"prepare {name} as {numbered}", f"execute {name} ({', '.join(f'%({n})s' for n in names)})"


def stamp(table: str) -> dict[str, Any] | None:
    """Version of a table's data and edition of the territory, as `territory/stamp.sql` tells them."""
    found = read(prepared(load("territory/stamp.sql")), {"table": table})
    return found[0] if found else None


class Writable(Protocol):
    def write(self, content: bytes, /) -> Any: ...


def copied(name: str, params: dict[str, Any], to: Writable) -> None:
    """Sends the rows of a query file to `to` in PostgreSQL's binary form, one at a time, held by nobody."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(
            f"copy ({cursor.cursor.mogrify(load(name).rstrip(), params).decode()}) to stdout with (format binary)", to
        )
