"""SQL as files: one query a file, named parameters, a header with question, grain and units."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from django.db import connection

ROOT = Path(__file__).parent
_PARAMETER = re.compile(r"%\((\w+)\)s")
# What each connection has prepared, and under which name: a statement lives as long as its session.
_prepared: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
_SERIAL = itertools.count()


@cache
def load(name: str) -> str:
    """Text of `layers/sql/<name>`; FileNotFoundError names a wrong one."""
    return (ROOT / name).read_text(encoding="utf-8")


def fetch(text: str, params: Mapping[str, Any], planned: bool = False) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of the columns of a statement, and its rows. `planned`: once a connection, for what every request asks:
    planning so small a question costs three times answering it."""
    with connection.cursor() as cursor:
        if planned:
            _ask(cursor, text, params)
        else:
            cursor.execute(text, params)
        return [column.name for column in cursor.description], list(cursor.fetchall())


def _ask(cursor: Any, text: str, params: Mapping[str, Any]) -> None:
    """The first time the statement is prepared on the way, so that it never costs a second journey. A name is taken
    once: one whose first answer failed may be there or not."""
    numbered, given = _numbered(text)
    known = _prepared.setdefault(connection.connection, {})
    if name := known.get(text):
        cursor.execute(f"execute {name} {given}", params)
        return
    name = f"geo_{next(_SERIAL)}"
    cursor.execute(f"prepare {name} as {numbered}\n; execute {name} {given}", params)
    known[text] = name


@cache
def _numbered(text: str) -> tuple[str, str]:
    """The statement as PostgreSQL prepares it, parameters by number, and the parameters by name in that order."""
    names = tuple(dict.fromkeys(_PARAMETER.findall(text)))
    return (
        _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", text),
        f"({', '.join(f'%({name})s' for name in names)})",
    )


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


def stamp(table: str) -> dict[str, Any] | None:
    """Version of a table's data and edition of the territory, as `territory/stamp.sql` tells them."""
    names, found = fetch(load("territory/stamp.sql"), {"table": table}, planned=True)
    return dict(zip(names, found[0], strict=True)) if found else None


class Writable(Protocol):
    def write(self, content: bytes, /) -> Any: ...


def copied(name: str, params: dict[str, Any], to: Writable) -> None:
    """Sends the rows of a query file to `to` in PostgreSQL's binary form, one at a time, held by nobody."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(
            f"copy ({cursor.cursor.mogrify(load(name).rstrip(), params).decode()}) to stdout with (format binary)", to
        )
