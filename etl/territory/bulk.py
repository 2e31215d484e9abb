"""Many rows at once: reserved ids, COPY, and statements over lists of values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from psycopg2.extras import execute_values

BATCH = 500

Row = Sequence[Any]


def reserve(cursor: Any, table: str, count: int) -> list[int]:
    """Fresh ids of a table, so that rows which refer to each other can be copied."""
    cursor.execute(
        "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, count]
    )
    return [int(row[0]) for row in cursor.fetchall()]


def copy(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """COPY of rows in batches: geometries are long, and all of them at once would be held three times."""
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv, NULL '\\N')"
    for batch in batches(rows):
        buffer = io.StringIO()
        csv.writer(buffer).writerows(["\\N" if value is None else value for value in row] for row in batch)
        buffer.seek(0)
        cursor.copy_expert(statement, buffer)


def execute(cursor: Any, statement: str, rows: list[Row]) -> int:
    execute_values(cursor, statement, rows, page_size=len(rows))
    return int(cursor.rowcount)


def batches(rows: Iterable[Row]) -> Iterable[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
