"""The Kingdom loaded once into a template database, cloned by every test process.

Its name carries a hash of all that decides its content: an edit of a model, a migration or a loader makes a new
one, nothing else does. GEO_TEST_TEMPLATE=last takes the newest whatever its hash and migrates the clone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import dj_database_url
import psycopg2
from psycopg2 import sql

from geo_platform.bootstrap import fingerprint
from geo_platform.cluster import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = 7_202_411
DROP_TRIES = 5  # a plain drop waits five seconds by itself


def server_url() -> str:
    """The owner's address: an operator's server, or the embedded cluster, started if need be."""
    given = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if given:
        return given
    cluster = Cluster()
    cluster.start()
    return cluster.url("owner")


def database_url(name: str, role: str = "owner") -> str:
    base = server_url()
    if role == "app":
        base = os.environ.get("DATABASE_URL") or Cluster().url("app")
    return f"{base.rsplit('/', 1)[0]}/{name}"


@contextmanager
def maintenance() -> Iterator[psycopg2.extensions.cursor]:
    parts = dj_database_url.parse(server_url())
    connection = psycopg2.connect(
        host=parts["HOST"],
        port=parts["PORT"],
        user=parts["USER"],
        password=parts["PASSWORD"],
        dbname="postgres",
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


# -- making it


def _manage(database: str, *command: str) -> None:
    env = os.environ | {
        "DATABASE_OWNER_URL": database_url(database),
        "DATABASE_URL": database_url(database, "app"),
        "GEO_DB_ROLE": "owner",
    }
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"template: {' '.join(command)} {time.monotonic() - begun:.1f} s", file=sys.__stderr__, flush=True)
    if done.returncode:
        raise RuntimeError(
            f"manage.py {' '.join(command)} failed:\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
        )


def _names(cursor: psycopg2.extensions.cursor, pattern: str) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid", [pattern])
    return [name for (name,) in cursor.fetchall()]


def drop(cursor: psycopg2.extensions.cursor, name: str) -> None:
    """By force; and where autovacuum is at work, which the owner may not end, plainly: that makes it leave.

    The two take turns, because a session may slip in between them.
    """
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    for _ in range(DROP_TRIES):
        try:
            cursor.execute(statement + sql.SQL(" WITH (FORCE)"))
        except psycopg2.errors.InsufficientPrivilege:
            with suppress(psycopg2.errors.ObjectInUse):
                cursor.execute(statement)
                return
        else:
            return
    cursor.execute(statement)


def create(cursor: psycopg2.extensions.cursor, name: str, template: str) -> None:
    """FILE_COPY: copies files at disk speed, where the default writes every page to the log."""
    cursor.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY = FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO geo_app").format(sql.Identifier(name)))


def _sweep(cursor: psycopg2.extensions.cursor) -> None:
    """Older templates but the newest, which a run under way may still clone, and what killed runs left."""
    for name in _names(cursor, r"geo\_tpl\_%")[:-1]:
        drop(cursor, name)
    for name in _names(cursor, r"geo\_test\_%"):
        pid = name.split("_")[2]
        if not (pid.isdigit() and Path("/proc", pid).exists()):
            drop(cursor, name)


def _ready(cursor: psycopg2.extensions.cursor) -> list[str]:
    return [name for name in _names(cursor, r"geo\_tpl\_%") if not name.endswith("_new")]


def template() -> str:
    """The template's name, made now if it is not there; one process makes it, the others wait."""
    with maintenance() as cursor:
        ready = _ready(cursor)
        if os.environ.get("GEO_TEST_TEMPLATE") == "last" and ready:
            return ready[-1]
        name = f"geo_tpl_{fingerprint.database(demo=True)}"
        if name in ready:
            return name
        # Making it takes minutes; the role's own limit is for web requests and migrations.
        cursor.execute("SET lock_timeout = 0; SELECT pg_advisory_lock(%s)", [LOCK])
        if name not in _ready(cursor):
            _sweep(cursor)
            _build(cursor, name)
        return name


def _build(cursor: psycopg2.extensions.cursor, name: str) -> None:
    fresh = f"{name}_new"
    drop(cursor, fresh)
    create(cursor, fresh, "geo_template")
    _manage(fresh, "migrate", "-v0")
    for command in (*fingerprint.REFERENCE_LOADS, fingerprint.DEMO_LOAD, *fingerprint.PUBLICATIONS):
        _manage(fresh, command)
    cursor.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(fresh), sql.Identifier(name))
    )


def clone(name: str, source: str) -> None:
    with maintenance() as cursor:
        drop(cursor, name)
        create(cursor, name, source)
    if os.environ.get("GEO_TEST_TEMPLATE") == "last":
        _manage(name, "migrate", "-v0")


def discard(name: str) -> None:
    with maintenance() as cursor:
        drop(cursor, name)
