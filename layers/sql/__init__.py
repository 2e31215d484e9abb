"""SQL as files: one query a file, named parameters, a header with question, grain and units."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

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
