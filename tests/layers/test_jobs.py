"""Jobs: two clicks make one, progress and cancel show, a dead worker's job runs again and not for ever."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from layers import jobs
from layers.models import Job, Schedule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kind() -> Iterator[str]:
    name = f"test-{uuid.uuid4().hex[:8]}"
    yield name
    jobs._handlers.pop(name, None)


def test_a_job_runs_once_and_keeps_its_result(kind: str) -> None:
    seen: list[int] = []

    @jobs.handler(kind)
    def work(run: jobs.Run, number: int) -> dict[str, Any]:
        run.progress(0.5, "à mi-chemin")
        seen.append(number)
        return {"double": number * 2}

    job = jobs.enqueue(kind, "same", {"number": 21})
    assert jobs.enqueue(kind, "same", {"number": 21}).pk == job.pk
    call_command("worker", once=True)
    job.refresh_from_db()
    assert (job.state, job.result, job.progress, job.message) == ("done", {"double": 42}, 1.0, "à mi-chemin")
    assert seen == [21]


def test_cancel_stops_at_the_next_mark(kind: str) -> None:
    @jobs.handler(kind)
    def work(run: jobs.Run) -> None:
        jobs.cancel(run.job)
        run.progress(0.1)

    job = jobs.enqueue(kind, "cancelled")
    call_command("worker", once=True)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert job.error["code"] == "cancelled"


def test_a_queued_job_is_cancelled_before_it_starts(kind: str) -> None:
    ran: list[int] = []

    @jobs.handler(kind)
    def work(run: jobs.Run) -> None:
        ran.append(1)

    job = jobs.enqueue(kind, "early")
    jobs.cancel(job)
    call_command("worker", once=True)
    job.refresh_from_db()
    assert (job.state, ran) == ("cancelled", [])


def test_a_lost_job_is_run_again_then_given_up(kind: str) -> None:
    @jobs.handler(kind)
    def work(run: jobs.Run) -> dict[str, Any]:
        return {"attempt": run.job.attempts}

    job = jobs.enqueue(kind, "lost")
    long_ago = timezone.now() - dt.timedelta(minutes=10)
    Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=long_ago, attempts=1)
    call_command("worker", once=True)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"attempt": 2})

    Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=long_ago, attempts=jobs.MAX_ATTEMPTS)
    jobs.rescue()
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == ("failed", "job_lost")


def test_the_schedule_enqueues_what_is_due_once(kind: str) -> None:
    @jobs.handler(kind)
    def work(run: jobs.Run) -> None:
        run.progress(1.0)

    Schedule.objects.all().delete()  # what the platform itself repeats would be counted too
    schedule = Schedule.objects.create(kind=kind, key="hourly", every_minutes=60, next_at=timezone.now())
    assert jobs.enqueue_due() == 1
    assert jobs.enqueue_due() == 0
    schedule.refresh_from_db()
    assert schedule.last_job is not None
    assert schedule.next_at > timezone.now()


def test_an_unforeseen_failure_leaves_its_name(kind: str) -> None:
    @jobs.handler(kind)
    def work(run: jobs.Run) -> None:
        raise ZeroDivisionError("par zéro")

    job = jobs.enqueue(kind, "broken")
    call_command("worker", once=True)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", {"code": "ZeroDivisionError", "message": "par zéro"})
