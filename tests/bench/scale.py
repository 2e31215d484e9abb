"""A million parcels, half a million permits, a hundred thousand complaints: made once a template, then kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
import psycopg2

from tests.harness import server as gunicorn
from tests.harness import template

NAME = "geo_bench_50"
_SOURCES = ("parcels", "rokhas", "chikaya")
_TABLES = ("parcel", "permit", "permitevent", "complaint", "complaintevent")


def database() -> str:
    """Its name; filled as `load_demo --scale 50 --seed 1` does when the template it was made of is another."""
    source = template.template()
    if _made_of() == source:
        return NAME
    template.clone(NAME, source)
    with _connected() as cursor:
        for table in _TABLES:
            cursor.execute(f"truncate layers_{table} cascade")
    template._manage(NAME, "load_demo", "--scale", "50", "--seed", "1", "--only", *_SOURCES)
    with _connected() as cursor:
        cursor.execute("vacuum analyze")
        cursor.execute(f"comment on database {NAME} is %s", [source])
    return NAME


def _made_of() -> str:
    with template.maintenance() as cursor:
        cursor.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [NAME]
        )
        row = cursor.fetchone()
    return row[0] or "" if row else ""


@contextmanager
def _connected() -> Iterator[psycopg2.extensions.cursor]:
    connection = connect("owner")
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def connect(role: str) -> psycopg2.extensions.connection:
    parts = dj_database_url.parse(template.database_url(NAME, role))
    connection = psycopg2.connect(
        host=parts["HOST"], port=parts["PORT"], user=parts["USER"], password=parts["PASSWORD"], dbname=NAME
    )
    connection.autocommit = True
    return connection


@contextmanager
def served() -> Iterator[gunicorn.Server]:
    name = database()
    with tempfile.TemporaryDirectory() as folder, gunicorn.serve(name, Path(folder) / "log") as running:
        yield running
