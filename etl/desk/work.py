"""The job behind the desk: a file through the pipeline, for trial or for good, telling how far it is."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.utils import timezone

from etl import law, mapping, runner, source
from etl.desk import headings
from etl.errors import FileUnreadable, Finding
from etl.models import ImportRun, Upload
from etl.report import Report
from etl.source import Source
from layers import jobs
from layers.models import Job

KIND = "import"
SHOWN = 100
TELL_EVERY_SECONDS = 0.5
WORKER_SLEEPS = dt.timedelta(seconds=8)


def start(upload: Upload, *, dry_run: bool, owner_id: int | None) -> Job:
    """Two clicks make one job."""
    params = {"upload": str(upload.pk), "dry_run": dry_run}
    job = jobs.enqueue(KIND, f"import-{upload.pk}", params, owner_id)
    Upload.objects.filter(pk=upload.pk).update(job_id=job.pk)
    upload.job_id = job.pk
    return job


def unattended(job: Job) -> bool:
    """Queued longer than a worker sleeps, and no worker is seen at work: nobody may be there to take it."""
    if job.state != Job.State.QUEUED or timezone.now() - job.created_at < WORKER_SLEEPS:
        return False
    beating = timezone.now() - jobs.LOST_AFTER
    return not Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__gte=beating).exists()


@jobs.handler(KIND)
def load(run: jobs.Run, upload: str, dry_run: bool) -> dict[str, Any]:
    """What the desk shows of it. A file that cannot be read is an answer, not a failure of the job."""
    entry = Upload.objects.get(pk=upload)
    declared = source.get(entry.source)
    law.load_once()
    with _outside(run) as progress:
        try:
            return _load(entry, declared, dry_run, run.job.owner_id, progress)
        except FileUnreadable as fault:
            return {
                "dry_run": dry_run,
                "file_fault": Finding(fault, entry.name, 0).as_json(),
                "unknown": headings.unplaced(entry.path, declared) if fault.code in headings.ASKS else [],
            }


def _load(
    entry: Upload,
    declared: Source,
    dry_run: bool,
    owner_id: int | None,
    progress: Callable[[float, str], None],
) -> dict[str, Any]:
    last = ImportRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    try:
        report = runner.run(
            declared,
            entry.path,
            fictitious=entry.fictitious,
            dry_run=dry_run,
            owner_id=owner_id,
            progress=progress,
            mapping=mapping.saved(declared),
            srid=entry.srid,
        )
    finally:
        # A run that failed is remembered too, and belongs to its file.
        mine = {"source": entry.source, "file_name": entry.name, "upload": None, "owner_id": owner_id}
        ImportRun.objects.filter(pk__gt=last, parent_run=None, **mine).update(upload=entry)
    return result(report)


def result(report: Report) -> dict[str, Any]:
    """The report for a page: counts whole, findings as samples."""
    doubts: dict[str, dict[str, Any]] = {}
    for finding in report.doubts:
        first = doubts.setdefault(finding.fault.code, {**finding.as_json(), "n": 0})
        first["n"] += 1
    return {
        **report.as_json(),
        "dry_run": report.dry_run,
        "run_id": report.run_id,
        "counts": {name: report.counts[name] for name in
                   ("read", "created", "updated", "unchanged", "refused", "flagged")},
        "refused": [finding.as_json() for finding, _ in report.refused[:SHOWN]],
        "doubts": sorted(doubts.values(), key=lambda d: -d["n"]),
        "unknown": mapping.unknown([note.fault for note in report.notes]),
    }  # fmt: skip


@contextmanager
def _outside(run: jobs.Run) -> Iterator[Callable[[float, str], None]]:
    """Progress told from a connection of its own: inside the import's transaction nobody would see it, and its lock
    on the job would hold up both the heartbeat and whoever cancels."""
    told = [0.0]

    def tell(share: float, message: str) -> None:
        if time.monotonic() - told[0] >= TELL_EVERY_SECONDS:
            told[0] = time.monotonic()
            pool.submit(run.progress, share, message).result()

    with ThreadPoolExecutor(1) as pool:
        try:
            yield tell
        finally:
            pool.submit(connections.close_all).result()
