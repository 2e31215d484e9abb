"""Long work on django-tasks: progress, cancel, heartbeat, rescue of a job whose worker died, and a schedule.

    @handler("territory-sheets")
    def make_sheets(run: Run, **params) -> dict: ...

    job = enqueue("territory-sheets", key="sheets-05.081", params={"code": "05.081"}, owner_id=7)

Handlers must be idempotent: a job whose worker was killed is run again, at most MAX_ATTEMPTS times.
"""

from __future__ import annotations

import datetime as dt
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks import task

from layers.errors import PlatformError
from layers.models import Job, Schedule

HEARTBEAT_SECONDS = 10
LOST_AFTER = dt.timedelta(seconds=60)
MAX_ATTEMPTS = 3

Handler = Callable[..., dict[str, Any] | None]
_handlers: dict[str, Handler] = {}


class Cancelled(PlatformError):
    code, status = "cancelled", 409
    message_fr = "Annulé à la demande. Rien n’a été écrit."
    message_ar = "ألغيت العملية بطلب منكم. لم يكتب أي شيء."


class JobLost(PlatformError):
    code = "job_lost"
    message_fr = "Interrompu {attempts} fois sans finir : voir le journal du serveur."
    message_ar = "توقفت العملية {attempts} مرات دون أن تكتمل: راجع سجل الخادم."


def handler(kind: str) -> Callable[[Handler], Handler]:
    def register(function: Handler) -> Handler:
        if kind in _handlers and _handlers[kind] is not function:
            msg = f"two handlers for job kind {kind}"
            raise ValueError(msg)
        _handlers[kind] = function
        return function

    return register


class Run:
    """What a handler holds of its job: tell progress, learn of a cancel."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def progress(self, share: float, message: str = "") -> None:
        """`share` 0–1. Raises Cancelled when someone asked for it: call it between units of work."""
        fields: dict[str, Any] = {"progress": min(max(share, 0.0), 1.0), "heartbeat_at": timezone.now()}
        if message:
            fields["message"] = message
        Job.objects.filter(pk=self.job.pk).update(**fields)
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled


def enqueue(kind: str, key: str, params: dict[str, Any] | None = None, owner_id: int | None = None) -> Job:
    """A queued job; if the same key is already queued or running, that one (two clicks make one job)."""
    if kind not in _handlers:
        msg = f"no handler for job kind {kind}"
        raise KeyError(msg)
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, key=key, params=params or {}, owner_id=owner_id)
            run_job.enqueue(str(job.pk))
    except IntegrityError:
        return Job.objects.get(key=key, state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return job


def cancel(job: Job) -> None:
    """A queued job ends at once; a running one at its next progress mark."""
    now = timezone.now()
    Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(state=Job.State.CANCELLED, finished_at=now)
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_requested=True)


@task()
def run_job(job_id: str) -> None:
    """Claims and runs one job; safe to be delivered twice."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, started_at=now, heartbeat_at=now
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    job.attempts += 1
    job.save(update_fields=["attempts"])
    outcome: dict[str, Any] = {"state": Job.State.FAILED}
    try:
        with _heart(job):
            result = _handlers[job.kind](Run(job), **job.params)
        outcome = {"state": Job.State.DONE, "progress": 1.0, "result": result or {}}
    except Cancelled as stopped:
        outcome = {"state": Job.State.CANCELLED, "error": stopped.as_json()["error"]}
    except PlatformError as error:
        outcome = {"state": Job.State.FAILED, "error": error.as_json()["error"]}
    finally:
        # What is not ours goes on to the worker's log; here it only leaves its name on the job.
        if (unexpected := sys.exc_info()[1]) is not None:
            outcome["error"] = {"code": type(unexpected).__name__, "message": str(unexpected)[:500]}
        Job.objects.filter(pk=job.pk).update(finished_at=timezone.now(), **outcome)


@contextmanager
def _heart(job: Job) -> Iterator[None]:
    """Beats from a thread of its own connection: a handler deep in one SQL statement is alive all the same."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(HEARTBEAT_SECONDS):
                Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now())
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heart-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def rescue() -> int:
    """Requeues running jobs whose heart stopped; gives up after MAX_ATTEMPTS. Returns how many were touched."""
    lost = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=timezone.now() - LOST_AFTER)
    touched = 0
    for job in lost:
        touched += 1
        if job.attempts >= MAX_ATTEMPTS:
            error = JobLost(attempts=job.attempts).as_json()["error"]
            Job.objects.filter(pk=job.pk).update(
                state=Job.State.FAILED, error=error, finished_at=timezone.now()
            )
        else:
            Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
            run_job.enqueue(str(job.pk))
    return touched


def enqueue_due() -> int:
    """Enqueues what the schedule owes. Missed turns are not replayed: the next one counts from now."""
    count = 0
    with transaction.atomic():
        due = Schedule.objects.select_for_update(skip_locked=True).filter(
            enabled=True, next_at__lte=timezone.now()
        )
        for schedule in due:
            schedule.last_job = enqueue(schedule.kind, schedule.key, schedule.params)
            schedule.next_at = timezone.now() + dt.timedelta(minutes=schedule.every_minutes)
            schedule.save(update_fields=["last_job", "next_at"])
            count += 1
    return count
