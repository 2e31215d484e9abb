"""Imports as they are really run: `manage.py` as the application's role, in a process and on a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg2

from etl import source
from tests.harness import template

WAIT_S = 60.0
SHAPE = """
select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'
union all
select conrelid::regclass::text, conname, concat(contype, convalidated, pg_get_constraintdef(oid))
from pg_constraint where connamespace = 'public'::regnamespace
order by 1, 2, 3
"""
# Who runs an import of any source now: the holder of an advisory lock.
IMPORTING = """
select a.pid from pg_stat_activity a join pg_locks l using (pid)
where a.datname = current_database() and l.locktype = 'advisory' and l.granted
"""


@dataclass
class Apart:
    """`rows` and `run` act as the owner, over a connection of their own; imports as the application."""

    name: str
    connection: Any

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return list(cursor.fetchall()) if cursor.description else []

    @property
    def address(self) -> str:
        return template.database_url(self.name, "app")

    def start(self, *command: str | Path) -> subprocess.Popen[str]:
        env = {k: v for k, v in os.environ.items() if k not in {"GEO_DB_ROLE", "DATABASE_OWNER_URL"}}
        return subprocess.Popen(
            [sys.executable, str(template.ROOT / "manage.py"), *map(str, command)],
            cwd=template.ROOT,
            env=env | {"DATABASE_URL": self.address},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        process = self.start(*command)
        out, err = process.communicate(timeout=600)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def load(self, *command: str | Path) -> None:
        done = self.run(*command)
        assert done.returncode == 0, done.stderr

    def importing(self) -> int:
        """The database's process that imports; waits for one."""
        found = until(lambda: self.rows(IMPORTING))
        return int(found[0][0])

    def left_alone(self) -> None:
        until(lambda: not self.rows(IMPORTING))

    def state(self, slug: str) -> list[tuple[Any, ...]]:
        """A digest of what the source's tables and companions hold, whatever their ids and times."""
        tables = [(t, t.model._meta.db_table) for t in source.get(slug).tables]
        names = [n for t, own in tables for n in (own, *(c.model._meta.db_table for c in t.companions))]
        own = "{id,source_run,recorded_from,permit_id}"
        return [
            self.rows(
                f"select count(*), sum(hashtextextended((to_jsonb(t) - '{own}'::text[])::text, 0)::numeric) from {n} t"
            )[0]
            for n in names
        ]

    def empty(self, slug: str) -> None:
        self.rows(f"truncate {', '.join(t.model._meta.db_table for t in source.get(slug).tables)} cascade")

    def last_run(self) -> tuple[str, dict[str, Any]]:
        return self.rows("select state, report from etl_importrun order by id desc limit 1")[0]  # type: ignore[return-value]

    def leftovers(self) -> int:
        """What runs that did not end well said of rows: nothing may be."""
        return int(self.rows(
            "select (select count(*) from etl_rejectedrow r join etl_importrun i on i.id = r.run_id"
            " where i.state not in ('done', 'refused')) + (select count(*) from etl_anomaly a"
            " join etl_importrun i on i.id = a.run_id where i.state not in ('done', 'refused'))"
            " + (select count(*) from layers_suspended)"
        )[0][0])  # fmt: skip


def until(asked: Callable[[], Any], seconds: float = WAIT_S) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := asked()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)
    return found


def connect(name: str, role: str = "owner") -> Any:
    parts = dj_database_url.parse(template.database_url(name))
    user = parts["USER"] if role == "owner" else role
    found = psycopg2.connect(
        host=parts["HOST"], port=parts["PORT"], user=user, password=parts["PASSWORD"], dbname=name
    )
    found.autocommit = True
    return found


@contextmanager
def apart(kingdom: str) -> Iterator[Apart]:
    name = f"geo_test_{os.getpid()}_apart"
    template.clone(name, kingdom)
    found = Apart(name, connect(name))
    try:
        for slug in source.registry():
            found.empty(slug)
        yield found
    finally:
        found.connection.close()
        template.discard(name)
