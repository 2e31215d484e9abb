"""pg_dump and pg_restore on the platform's database, as the owner of its schema."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection, connections
from psycopg2 import sql

from geo_platform.cluster import Cluster
from geo_platform.operations.errors import ToolFailed

# Made by a superuser when the database is provisioned; its owner may not make them again.
_PROVISIONED = (
    " EXTENSION ",
    " SCHEMA - public ",
    " ACL - SCHEMA public ",
    " TABLE DATA public spatial_ref_sys ",
)


def settings() -> dict[str, Any]:
    return connection.settings_dict


def tool(name: str) -> str:
    """The embedded cluster's own release, else what the machine has: pg_dump may not be older than the server."""
    if not os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_OWNER_URL"):
        return str(Cluster().bin(name))
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    return str(newest[-1]) if newest else shutil.which(name) or name


def _environment(database: str) -> dict[str, str]:
    """The password travels in the environment: a command line is read by everyone on the machine."""
    found = settings()
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: str(found[key]) for name, key in named.items() if found.get(key)}
    options = "-c statement_timeout=0 -c lock_timeout=0 -c client_min_messages=warning"
    path = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    return {**path, **given, "PGDATABASE": database, "PGOPTIONS": options}


def run(name: str, *arguments: str, database: str = "") -> str:
    done = subprocess.run(
        [tool(name), *arguments],
        env=_environment(database or str(settings()["NAME"])),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolFailed(tool=name, said=done.stderr.strip()[-1500:])
    return done.stdout


def dump(target: Path) -> None:
    run("pg_dump", "--format=custom", "--no-owner", "--compress=5", "--file", str(target))


def load(source: Path, database: str) -> None:
    """All or nothing, in one transaction; what the provisioned database already has is left out."""
    listed = run("pg_restore", "--list", str(source), database=database)
    kept = [line for line in listed.splitlines() if not any(word in f"{line} " for word in _PROVISIONED)]
    order = source.with_suffix(".list")
    order.write_text("\n".join(kept) + "\n")
    options = ["--no-owner", "--exit-on-error", "--single-transaction", "--use-list", str(order)]
    if not _has_role("geo_app"):
        options.append("--no-acl")
    run("pg_restore", *options, "--dbname", database, str(source), database=database)


def _has_role(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_roles where rolname = %s)", [name])
        return bool(cursor.fetchone()[0])


def is_empty() -> bool:
    """Nothing but what provisioning puts there."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('public.django_migrations') is null")
        return bool(cursor.fetchone()[0])


@contextmanager
def maintenance() -> Iterator[psycopg2.extensions.cursor]:
    found = settings()
    opened = psycopg2.connect(
        host=found["HOST"],
        port=found["PORT"] or None,
        user=found["USER"],
        password=found["PASSWORD"],
        dbname="postgres",
    )
    opened.autocommit = True
    try:
        with opened.cursor() as cursor:
            yield cursor
    finally:
        opened.close()


def create(cursor: psycopg2.extensions.cursor, name: str) -> None:
    target, role = sql.Identifier(name), "geo_app"
    cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE geo_template").format(target))
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(target))
    if _has_role(role):
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(target, sql.Identifier(role)))


def drop(cursor: psycopg2.extensions.cursor, name: str) -> None:
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def swap(cursor: psycopg2.extensions.cursor, fresh: str, name: str, kept: str) -> None:
    """`fresh` takes the place of `name`, which stays as `kept` until an operator drops it."""
    connections.close_all()
    # Autovacuum is no client of ours to end, and refuses to be; the renaming itself asks it to leave.
    ends = """select pg_terminate_backend(pid) from pg_stat_activity
              where datname in (%s, %s) and backend_type = 'client backend' and pid <> pg_backend_pid()"""
    cursor.execute(ends, [fresh, name])
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    cursor.execute(rename.format(sql.Identifier(name), sql.Identifier(kept)))
    cursor.execute(rename.format(sql.Identifier(fresh), sql.Identifier(name)))


def mark() -> str:
    """What the last preparation left as the database's comment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
        )
        return str(cursor.fetchone()[0] or "")


def set_mark(text: str) -> None:
    with connection.cursor() as cursor:
        name = sql.Identifier(str(settings()["NAME"]))
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(text)))
        cursor.execute("ANALYZE")
