"""Staged rows → target, in sets: what is new, changed, unchanged or refused is decided by the database on key and hash.

Runs inside the caller's transaction and needs to read and write rows only (the application's role owns nothing).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values
from psycopg2.sql import SQL, Composed, Identifier, Literal

from etl.source import Companion, Source, Table

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
OLDER, FACT = "version_regression", "fiction_over_fact"
_PAGE = 1000

StagedTuple = tuple[int, str, int, dict[str, Any]]


@dataclass(frozen=True)
class Outcome:
    line: int
    key: str
    outcome: str
    stored: Any


def lock(source: Source) -> bool:
    """One import of a source at a time, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext(%s))", [f"import {source.slug}"])
        return bool(cursor.fetchone()[0])


def stage(run_id: int, rows: Iterable[StagedTuple]) -> None:
    values = [
        (run_id, line, key, digest, json.dumps(data, ensure_ascii=False), "")
        for line, key, digest, data in rows
    ]
    statement = "insert into etl_stagedrow (run_id, line, key, row_hash, data, outcome) values %s"
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, statement, values, page_size=_PAGE)


def classify(run_id: int, table: Table) -> list[Outcome]:
    """Marks each staged row and answers the marks, in file order."""
    older = SQL("(s.data->'target'->>{o})::int < t.{oc}").format(
        o=Literal(table.order), oc=Identifier(table.order)
    )
    statement = SQL(
        """
        update etl_stagedrow d set outcome = case
            when t.id is null then 'created'
            when not t.fictitious and (s.data->'target'->>'fictitious')::bool then 'fiction_over_fact'
            when t.row_hash = s.row_hash then 'unchanged'
            when {older} then 'version_regression'
            else 'updated' end
        from etl_stagedrow s left join {target} t on t.{key} = s.key
        where d.id = s.id and s.run_id = %(run)s
        returning d.line, d.key, d.outcome, {stored}
        """
    ).format(
        older=older if table.order else SQL("false"),
        stored=SQL("t.{}").format(Identifier(table.order)) if table.order else SQL("null"),
        target=Identifier(table.model._meta.db_table),
        key=Identifier(table.key),
    )
    return sorted((Outcome(*row) for row in _run(statement, run_id)), key=lambda o: o.line)


def merge(run_id: int, table: Table, present: list[str]) -> None:
    """Writes new and changed rows. An update touches only `present`: a column the file lacks keeps its value."""
    target = Identifier(table.model._meta.db_table)
    columns = [f.column for f in table.model._meta.local_concrete_fields]
    data = [c for c in columns if c not in {"id", "row_hash", "source_run", "recorded_from"}]
    inserted = SQL(
        "insert into {target} ({columns}, row_hash, source_run) select {values}, s.row_hash, s.run_id "
        "from etl_stagedrow s cross join lateral jsonb_populate_record(null::{target}, s.data->'target') r "
        "where s.run_id = %(run)s and s.outcome = 'created' order by s.line"
    ).format(target=target, columns=_list(data), values=_list(data, "r"))
    _run(inserted, run_id)
    updated = SQL(
        "update {target} t set {pairs}, row_hash = s.row_hash, source_run = s.run_id "
        "from etl_stagedrow s cross join lateral jsonb_populate_record(null::{target}, s.data->'target') r "
        "where s.run_id = %(run)s and s.outcome = 'updated' and t.{key} = s.key"
    ).format(target=target, key=Identifier(table.key), pairs=_pairs([c for c in data if c in present]))
    _run(updated, run_id)
    for companion in table.companions:
        _run(_companion(table, companion, present), run_id)
    _run(SQL("delete from etl_stagedrow where run_id = %(run)s"), run_id)


def _companion(table: Table, companion: Companion, present: list[str]) -> Composed:
    """A companion row follows its target row, when it has anything to say."""
    skipped = {"id", companion.link}
    columns = [f.column for f in companion.model._meta.local_concrete_fields if f.column not in skipped]
    kept = [c for c in columns if f"{companion.name}.{c}" in present]
    action = SQL("update set {}").format(_pairs(kept, "excluded")) if kept else SQL("nothing")
    return SQL(
        "insert into {table} ({link}, {columns}) select t.id, {values} from etl_stagedrow s "
        "join {target} t on t.{key} = s.key "
        "cross join lateral jsonb_populate_record(null::{table}, s.data->{name}) r "
        "where s.run_id = %(run)s and s.outcome in ('created', 'updated') "
        "on conflict ({link}) do {action}"
    ).format(
        table=Identifier(companion.model._meta.db_table),
        link=Identifier(companion.link),
        columns=_list(columns),
        values=_list(columns, "r"),
        target=Identifier(table.model._meta.db_table),
        key=Identifier(table.key),
        name=Literal(companion.name),
        action=action,
    )


def _list(columns: Iterable[str], alias: str = "") -> Composed:
    return SQL(", ").join(Identifier(alias, c) if alias else Identifier(c) for c in columns)


def _pairs(columns: Iterable[str], alias: str = "r") -> Composed:
    return SQL(", ").join(SQL("{} = {}").format(Identifier(c), Identifier(alias, c)) for c in columns)


def _run(statement: Composed | SQL, run_id: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"run": run_id})
        return list(cursor.fetchall()) if cursor.description else []
