"""One file through the pipeline: read → typed → rules → locate → load → report, in one transaction.

Rows go by batches of columns; every row read ends as created, updated, unchanged or refused; the counts add up or the
run does not commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from etl import checks, load, readers, sheets
from etl.errors import FileUnreadable, Finding, ImportBusy, StorageFailed
from etl.mapping import mapped
from etl.models import ImportRun
from etl.process import Options, Progress, SheetRun
from etl.report import Report
from etl.source import Source
from layers.errors import PlatformError
from layers.jobs import Cancelled
from layers.queries import projects


class _DryRun(Exception):
    """Unwinds the transaction of a dry run."""


def run(
    source: Source,
    path: Path,
    *,
    fictitious: bool = False,
    dry_run: bool = False,
    owner_id: int | None = None,
    progress: Progress | None = None,
    mapping: dict[str, str] | None = None,
    srid: int | None = None,
    layer: str = "",
) -> Report:
    """`mapping`: file heading → `Column.into`, where an operator knows better; `srid` of its coordinates likewise;
    `layer`: the only one wanted of a file that holds several.

    FileUnreadable, ImportBusy, StorageFailed, or whatever `progress` raises: nothing was written, and the run says so.
    """
    # Arrow's own allocator keeps what a batch has freed: a tenth more memory, and it grows with the file.
    pa.set_memory_pool(pa.system_memory_pool())
    source = mapped(source, mapping or {})
    options = Options(fictitious, progress or _silent, srid, layer, dry_run)
    if dry_run:
        return _dry(source, path, options)
    entry = ImportRun.objects.create(
        source=source.slug,
        file_name=path.name,
        fictitious=fictitious,
        owner_id=owner_id,
    )
    with ThreadPoolExecutor(1, thread_name_prefix="sha256") as pool:
        mark = pool.submit(_sha256, path)
        with _remembered(entry, path, mark) as report, transaction.atomic():
            return _run(source, path, entry, options, report)


def _silent(share: float, message: str) -> None:
    """Nobody watches."""


@contextmanager
def _remembered(entry: ImportRun, path: Path, mark: Future[str]) -> Iterator[Report]:
    """The run's entry says how it ended, whatever ended it, when there is still a database to tell; and the file's
    `mark`, which is made while it is read."""
    report = Report(entry.source, path.name, entry.pk)
    state, told = ImportRun.State.FAILED, {}
    try:
        yield report
        state, told = ImportRun.State.DONE, report.as_json()
    except FileUnreadable as fault:
        state, told = ImportRun.State.REFUSED, {"file_fault": Finding(fault, path.name, 0).as_json()}
        raise
    except Error as error:
        failure = StorageFailed(detail=str(error).strip().splitlines()[0][:200])
        told = {"error": failure.as_json()["error"]}
        if isinstance(error, OperationalError | InterfaceError):
            connection.close()
        raise failure from error
    except Cancelled:
        state = ImportRun.State.INTERRUPTED
        raise
    except PlatformError as error:
        told = {"error": error.as_json()["error"]}
        raise
    finally:
        try:
            ended = {"state": state, "report": told, "finished_at": timezone.now(), "sha256": mark.result()}
            ImportRun.objects.filter(pk=entry.pk).update(**ended)
        except Error:
            # The next run of the source finds this one still "running" and marks it interrupted.
            connection.close()


def _dry(source: Source, path: Path, options: Options) -> Report:
    """The whole run, then rolled back: not even the run is remembered."""
    try:
        with transaction.atomic():
            entry = ImportRun.objects.create(
                source=source.slug, file_name=path.name, fictitious=options.fictitious
            )
            report = Report(source.slug, path.name, entry.pk, dry_run=True)
            _run(source, path, entry, options, report)
            raise _DryRun
    except _DryRun:
        report.run_id = None
    return report


def _run(source: Source, path: Path, entry: ImportRun, options: Options, report: Report) -> Report:
    if not load.lock(source):
        raise ImportBusy(source=source.slug)
    with connection.cursor() as cursor:
        # The limits of a web request are not ours: a large file is long read between two statements. And the server
        # must learn at once that we were killed, to let go of the lock even within a long statement.
        cursor.execute(
            "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = '15min'; "
            "set local client_connection_check_interval = '1s'"
        )
    stale = ImportRun.objects.filter(source=source.slug, state=ImportRun.State.RUNNING, pk__lt=entry.pk)
    stale.update(state=ImportRun.State.INTERRUPTED)
    matched, ignored = 0, []
    with readers.opened(path, source, options.layer) as raws:
        for raw in raws:
            headed = sheets.head(raw, source)
            if headed is not None:
                matched += 1
                SheetRun(headed, entry, report, options).run()
            elif not raw.name.startswith(sheets.HELPER_SHEET):
                ignored.append(raw.name)
    if not matched:
        raise FileUnreadable("header_missing")
    if not report.counts["read"]:
        raise FileUnreadable("no_rows")
    report.ignored(ignored)
    options.progress(0.95, "")
    for derive in source.after:
        derive()
    report.discrepancies = checks.refresh(source)
    if projects.rest_on(table.model._meta.db_table for table in source.tables):
        # Here rather than under the first reader of the board, who would wait for millions of orders.
        projects.refresh()
    report.save(entry)
    return report


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
