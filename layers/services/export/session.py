"""Rows out of PostgreSQL as Arrow batches, in one read-only snapshot: ADBC beside Django's own driver.

The SQL and its values are those of `LayerQuery`, bound by psycopg2 itself, so that there is no second way to quote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any

import pyarrow as pa
from adbc_driver_manager import Error
from adbc_driver_postgresql import dbapi
from django.conf import settings
from django.db import connection
from psycopg2.extensions import make_dsn

from layers.errors import PlatformError

_OURS = ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "service")
# Large enough to keep writers busy, small enough that a million polygons stay within a few tens of megabytes.
_BATCH_BYTES = 3 * 2**20


class ExportFailed(PlatformError):
    code, status = "export_failed", 503
    message_fr = "L’extraction s’est interrompue : {detail}"
    message_ar = "توقف الاستخراج: {detail}"


class Session:
    """A snapshot: counts and rows asked within it agree whatever is imported meanwhile."""

    def __enter__(self) -> Session:
        given = connection.get_connection_params()
        # A million rows repay the worker that an answer of a page does not.
        asked = {
            "default_transaction_read_only": "on",
            "statement_timeout": f"{settings.EXPORT_TIMEOUT_SECONDS}s",
            "max_parallel_workers_per_gather": "1",
        }
        options = " ".join(f"-c {name}={value}" for name, value in asked.items())
        address = make_dsn(**{name: given[name] for name in _OURS if given.get(name)}, options=options)
        try:
            self._connection = dbapi.connect(address)
        except Error as error:
            raise _named(error) from error
        self._cursor: Any = None
        self._reads = ThreadPoolExecutor(1, thread_name_prefix="export-reads")
        self._coming: Future[pa.RecordBatch | None] | None = None
        self._run("set transaction isolation level repeatable read, read only")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The cursor first: the connection cannot close under an open result.
        self._close_cursor()
        self._reads.shutdown()
        self._connection.close()
        if isinstance(error, Error):
            raise _named(error) from error

    def _close_cursor(self) -> None:
        # A result is not closed under whoever reads it.
        if self._coming is not None:
            wait([self._coming])
            self._coming = None
        if self._cursor is not None:
            self._cursor.close()
            self._cursor = None

    def _run(self, text: str) -> None:
        self._close_cursor()
        self._cursor = self._connection.cursor()
        self._cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(_BATCH_BYTES)})
        try:
            self._cursor.execute(text)
        except Error as error:
            raise _named(error) from error

    def reader(self, text: str, params: Mapping[str, Any]) -> pa.RecordBatchReader:
        """The rows, read as they are asked for; the next question ends this one."""
        self._run(_bound(text, params))
        found: pa.RecordBatchReader = self._cursor.fetch_record_batch()
        return pa.RecordBatchReader.from_batches(found.schema, self._ahead(found))

    def _ahead(self, found: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        """One batch is read while the one before is being written."""
        self._coming = coming = self._reads.submit(next, found, None)
        while (batch := coming.result()) is not None:
            self._coming = coming = self._reads.submit(next, found, None)
            yield batch

    def one(self, text: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """The first row."""
        rows = self.reader(text, params).read_all().slice(0, 1).to_pylist()
        return dict(rows[0]) if rows else {}

    def all(self, text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        return list(self.reader(text, params).read_all().to_pylist())


def _bound(text: str, params: Mapping[str, Any]) -> str:
    with connection.cursor() as cursor:
        return str(cursor.mogrify(text, params).decode())


def _named(error: Error) -> ExportFailed:
    detail = str(error).partition("ERROR:")[2].strip().splitlines()
    return ExportFailed(detail=(detail or ["base de données injoignable"])[0][:200])
