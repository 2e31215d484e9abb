"""Typed batches → tables, by one of two ways behind one door.

Direct: the target is empty, so rows are copied into it and its indexes are built last. Staged: what the target already
holds word for word is known by its digest and never sent; the rest is copied to the staging twin and merged in sets.
Both run inside the caller's transaction and need to read and write rows only (`layers.migration_sql` does the rest).
"""

from __future__ import annotations

import io
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection
from psycopg2.sql import SQL, Composable, Composed, Identifier, Literal

from etl import compared, pgbinary, stored
from etl.batch import Batch
from etl.returns import Returned
from etl.source import Companion, Source, Table

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
OLDER, FACT = "version_regression", "fiction_over_fact"
DIFF_SHOWN = 200
# What the place of a row settles.
LOCATED = (
    "territory_id", "arrondissement_id", "declared_code", "declared_name", "declared_edition", "geom",
    "location_precision", "location_method", "location_evidence", "location_confidence", "parcel_reference",
    "parcel_method",
)  # fmt: skip
# Under this many rows, dropping and rebuilding the indexes costs more than it saves.
DIRECT_FROM = 20_000


@dataclass(frozen=True)
class Refusal:
    """A row the stored one forbids: an older version, or a fiction over a fact."""

    line: int
    key: str
    code: str
    stored: Any


@dataclass
class Result:
    counts: Counter[str] = field(default_factory=Counter)
    diff: dict[str, list[str]] = field(default_factory=lambda: {CREATED: [], UPDATED: []})
    refused: list[Refusal] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)


def lock(source: Source) -> bool:
    """One import of a source at a time, until this transaction ends."""
    return bool(
        _run(SQL("select pg_try_advisory_xact_lock(hashtext({}))").format(Literal(f"import {source.slug}")))[
            0
        ][0]
    )


class Copier:
    """COPY in a thread of its own: the next batch is read while the server stores the last."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._error: list[BaseException] = []

    def send(self, table: str, names: Iterable[str], payload: bytes) -> None:
        self.wait()
        statement = SQL("copy {} ({}) from stdin with (format binary)").format(
            Identifier(table), _list(names)
        )
        with connection.cursor() as cursor:
            text = statement.as_string(cursor.connection)
        content = io.BytesIO(pgbinary.HEADER + payload + pgbinary.TRAILER)
        raw = connection.connection
        self._thread = threading.Thread(target=self._copy, args=(raw, text, content), name="copy")
        self._thread.start()

    def _copy(self, raw: Any, statement: str, content: io.BytesIO) -> None:
        with raw.cursor() as cursor:
            try:
                cursor.copy_expert(statement, content, size=1 << 20)
            except raw.Error as error:
                self._error.append(error)

    def __enter__(self) -> Copier:
        return self

    def __exit__(self, *error: object) -> None:
        """Whatever happened, nobody may touch the connection while the thread still uses it."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def wait(self) -> None:
        """The connection is free again; what the server refused is raised here, in the caller's thread."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._error:
            with connection.wrap_database_errors:
                raise self._error.pop()


class Loader:
    """Takes the batches of one sheet; `finish` says what became of their rows."""

    def __init__(
        self, run_id: int, table: Table, expected: int | None, direct: bool, returned: Returned | None = None
    ) -> None:
        self.table, self._run_id, self.returned = table, run_id, returned
        self._target = stored.target(table.model)
        self._companions = [(c, stored.target(c.model, frozenset({c.link}))) for c in table.companions]
        self.copier = Copier()
        self.result = Result()
        self.direct = direct and (expected or 0) >= DIRECT_FROM and _suspend(self._target.name)
        self._keys: list[str] = []
        self._wholes: set[str] = set()
        self._known = np.empty(0, np.int64)
        self._next_id = self._last_id = 0
        if self.direct:
            self._next_id = _reserve(self._target.name, expected or 0)
            self._last_id = self._next_id + (expected or 0)
        else:
            _run(SQL("select layers_clear_stage({})").format(Literal(self._target.name)))
            self._known = _stored_hashes(self._target.name)

    def add(self, batch: Batch, digests: np.ndarray, present: list[str]) -> None:
        """Sends the kept rows of a batch on their way; `digests`: one a row of the batch."""
        if self.table.whole and self.returned is None:
            # A refused row is there too: what it replaces is not missing from the file.
            self._keys += batch.text(self.table.key).to_pylist()
            self._wholes |= set(batch.text(self.table.whole).to_pylist()) - {""}
        rows = pa.array(batch.kept())
        if not len(rows):
            return
        columns = stored.columns(batch, self._target, rows)
        parts = {c.name: stored.columns(batch, of, rows, f"{c.name}.") for c, of in self._companions}
        digests = digests[batch.kept()]
        ids = self.returned.ids(batch).take(rows) if self.returned else None
        lines = batch.lines[batch.kept()]
        if self.direct:
            self._direct(columns, parts, digests)
            return
        at = np.searchsorted(self._known, digests)
        same = np.zeros(len(digests), bool)
        inside = at < len(self._known)
        same[inside] = self._known[at[inside]] == digests[inside]
        self.result.counts[UNCHANGED] += int(same.sum())
        if not same.all():
            kept = pa.array(np.flatnonzero(~same))
            own = {name: array.take(kept) for name, array in columns.items()}
            companions = {n: {c: a.take(kept) for c, a in part.items()} for n, part in parts.items()}
            numbers = ids.take(kept) if ids is not None else None
            self._stage(own, companions, digests[~same], lines[~same], numbers)

    def _direct(
        self, columns: dict[str, pa.Array], parts: dict[str, dict[str, pa.Array]], digests: np.ndarray
    ) -> None:
        size = len(digests)
        ids = pa.array(np.arange(self._next_id, self._next_id + size))
        self._next_id += size
        keys = columns[self.table.key]
        shown = self.result.diff[CREATED]
        shown += keys[: max(0, DIFF_SHOWN - len(shown))].to_pylist()
        self.result.counts[CREATED] += size
        extra = [("id", ids, "bigint"), *self._stamps(digests)]
        self._send(self._target, self._target.name, columns, extra)
        for companion, of in self._companions:
            self._send(of, of.name, parts[companion.name], [(companion.link, ids, "bigint")])

    def _stage(
        self,
        columns: dict[str, pa.Array],
        parts: dict[str, dict[str, pa.Array]],
        digests: np.ndarray,
        lines: np.ndarray,
        ids: pa.Array | None = None,
    ) -> None:
        extra = [("line", pa.array(lines), "integer"), *self._stamps(digests)]
        if ids is not None:
            extra.append(("id", ids, "bigint"))
        if parts:
            extra.append(("companions", stored.companion_json(parts), "jsonb"))
        self._send(self._target, f"{self._target.name}_stage", columns, extra)

    def _stamps(self, digests: np.ndarray) -> list[tuple[str, pa.Array, str]]:
        runs = pa.array(np.full(len(digests), self._run_id))
        return [("row_hash", pa.array(digests), "bigint"), ("source_run", runs, "bigint")]

    def _send(
        self,
        of: stored.Target,
        table: str,
        columns: dict[str, pa.Array],
        extra: list[tuple[str, pa.Array, str]],
    ) -> None:
        names, payload = pgbinary.arranged([*((name, columns[name], kind) for name, _, kind, _ in of.columns), *extra])
        self.copier.send(table, names, payload)

    def finish(self, present: list[str], compare: Iterable[str] = ()) -> Result:
        """`compare`: columns whose stored and new values a trial shows side by side."""
        self.copier.wait()
        if self.direct:
            if self._next_id > self._last_id:  # a file may hold more rows than it said
                _reserve(self._target.name, self._next_id - self._last_id)
            # No index can be made while checks of foreign keys wait for the commit.
            _run(SQL("set constraints all immediate"))
            _run(SQL("select layers_restore_indexes({})").format(Literal(self._target.name)))
            _run(SQL("set constraints all deferred"))
        else:
            self._classify()
            self.result.cells = compared.changes(self._target, self.table.key, compare)
            self._merge(present)
            self._remove()
        return self.result

    def _remove(self) -> None:
        """What the file should hold, being whole, and does not."""
        if not self._wholes:
            return
        with connection.cursor() as cursor:
            statement = SQL("delete from {target} where {whole} = any(%s) and {key} <> all(%s)").format(
                target=Identifier(self._target.name), whole=Identifier(self.table.whole), key=Identifier(self.table.key)
            )
            cursor.execute(statement, [sorted(self._wholes), self._keys])
            self.result.counts["removed"] += cursor.rowcount

    def _classify(self) -> None:
        """Marks each staged row; refused ones are told, with what is stored."""
        order = Identifier(self.table.order) if self.table.order else None
        shared = {"stage": Identifier(f"{self._target.name}_stage"), "target": Identifier(self._target.name),
                  "key": Identifier(self.table.key)}  # fmt: skip
        _run(
            SQL(
                """
                update {stage} s set id = f.id, outcome = case
                    when f.id is null then 'created'
                    when not f.fictitious and s.fictitious then 'fiction_over_fact'
                    when {same} then 'unchanged'
                    when {older} then 'version_regression'
                    else 'updated' end
                from (select s.{key} as k, t.* from {stage} s left join {target} t on t.{key} = s.{key}) f
                where f.k = s.{key}
                """
            ).format(same=self._same(), older=SQL("s.{o} < f.{o}").format(o=order) if order else SQL("false"), **shared)
        )
        counted = SQL(
            "select outcome, count(*), (array_agg({key} order by line))[:{shown}] from {stage} group by outcome"
        )
        for outcome, count, keys in _run(counted.format(shown=Literal(DIFF_SHOWN), **shared)):
            if outcome == UNCHANGED:
                self.result.counts[UNCHANGED] += count
            elif outcome in {CREATED, UPDATED}:
                self.result.counts[outcome] += count
                self.result.diff[outcome] += keys[: DIFF_SHOWN - len(self.result.diff[outcome])]
        refused = SQL(
            "select s.line, s.{key}, s.outcome, {stored} from {stage} s join {target} t on t.id = s.id "
            "where s.outcome in ('version_regression', 'fiction_over_fact') order by s.line"
        ).format(stored=SQL("t.{}").format(order) if order else SQL("null"), **shared)
        self.result.refused += [Refusal(*row) for row in _run(refused)]

    def _update(self, names: list[str], where: Composable) -> None:
        if names:
            statement = (
                "update {target} f set {pairs} from {stage} s "
                "where s.outcome = 'updated' and f.id = s.id and {where}"
            )
            stage, target = Identifier(f"{self._target.name}_stage"), Identifier(self._target.name)
            _run(SQL(statement).format(target=target, pairs=_pairs(names, "s"), stage=stage, where=where))

    def _same(self) -> Composable:
        """SQL: a row of an export of ours that comes back as it is stored."""
        if self.returned is None:
            return SQL("false")
        return SQL("s.id = f.id and ") + self.returned.same(self.table)

    def _merge(self, present: list[str]) -> None:
        """Writes new and changed rows. An update touches only `present`: a column the file lacks keeps its value."""
        names = [name for name, *_ in self._target.columns]
        stamped = [*names, "row_hash", "source_run"]
        shared = {"stage": Identifier(f"{self._target.name}_stage"), "target": Identifier(self._target.name),
                  "key": Identifier(self.table.key)}  # fmt: skip
        written = [n for n in stamped if n in {*present, "row_hash", "source_run"}]
        if self.returned is None:
            self._update(written, SQL("true"))
        else:
            # What comes back without another position than the stored one keeps all that is known of its place.
            self._update([n for n in written if n not in LOCATED], SQL("true"))
            moved = SQL("not ({})").format(self.returned.same_place(self.table))
            self._update([n for n in written if n in LOCATED], moved)
        _run(
            SQL(
                "insert into {target} ({columns}) select {values} from {stage} s "
                "where s.outcome = 'created' order by line"
            )
            .format(columns=_list(stamped), values=_list(stamped, "s"), **shared)
        )  # fmt: skip
        for companion, of in self._companions:
            _run(_companion(self.table, companion, of, present))


def _companion(table: Table, companion: Companion, of: stored.Target, present: list[str]) -> Composed:
    """A companion row follows its target row, when it has anything to say."""
    columns = [name for name, *_ in of.columns]
    kept = [c for c in columns if f"{companion.name}.{c}" in present]
    action = SQL("update set {}").format(_pairs(kept, "excluded")) if kept else SQL("nothing")
    return SQL(
        "insert into {table} ({link}, {columns}) select t.id, {values} from {stage} s "
        "join {target} t on t.{key} = s.{key} "
        "cross join lateral jsonb_populate_record(null::{table}, s.companions->{name}) r "
        "where s.outcome in ('created', 'updated') "
        "on conflict ({link}) do {action}"
    ).format(
        table=Identifier(of.name),
        link=Identifier(companion.link),
        columns=_list(columns),
        values=_list(columns, "r"),
        stage=Identifier(f"{table.model._meta.db_table}_stage"),
        target=Identifier(table.model._meta.db_table),
        key=Identifier(table.key),
        name=Literal(companion.name),
        action=action,
    )


def _suspend(table: str) -> bool:
    return bool(_run(SQL("select layers_suspend_indexes({})").format(Literal(table)))[0][0])


def _reserve(table: str, count: int) -> int:
    """The first of `count` ids; the import's lock keeps others from asking at once."""
    asked = SQL("select layers_reserve_ids({}, {})").format(Literal(table), Literal(count))
    return int(_run(asked)[0][0])


def _stored_hashes(table: str) -> np.ndarray:
    """Digests of all that the table holds, sorted: eight bytes a row."""
    out = io.BytesIO()
    with connection.cursor() as cursor:
        statement = SQL("copy (select row_hash from {}) to stdout with (format binary)").format(
            Identifier(table)
        )
        cursor.cursor.copy_expert(statement.as_string(cursor.connection), out, size=1 << 20)
    content = out.getbuffer()[len(pgbinary.HEADER) : -len(pgbinary.TRAILER)]
    values = np.frombuffer(content, dtype=[("c", ">i2"), ("n", ">i4"), ("v", ">i8")])["v"]
    return np.sort(values.astype(np.int64))


def _list(columns: Iterable[str], alias: str = "") -> Composed:
    return SQL(", ").join(Identifier(alias, c) if alias else Identifier(c) for c in columns)


def _pairs(columns: Iterable[str], alias: str) -> Composed:
    return SQL(", ").join(SQL("{} = {}").format(Identifier(c), Identifier(alias, c)) for c in columns)


def _run(statement: Composed | SQL) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []
