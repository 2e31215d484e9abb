"""What an administrator asks first: jobs, freshness of sources, room, what is slow, age of the backup."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from etl import source
from etl.models import ImportRun
from geo_platform.operations.backup import last_file
from geo_platform.operations.logs import slowest
from layers.models import Job, PurgeRecord, Schedule
from layers.workflows import retention

BACKUP_DUE = dt.timedelta(days=2)
ROOM_LEAST = 0.10
SLOW_SHOWN = 10


@dataclass(frozen=True)
class Backup:
    """`late`: none is known, or it is older than two days."""

    made_at: dt.datetime | None
    size: int
    path: str

    @property
    def late(self) -> bool:
        return self.made_at is None or timezone.now() - self.made_at > BACKUP_DUE


def backup() -> Backup:
    path = last_file()
    if not path.exists():
        return Backup(None, 0, "")
    found = json.loads(path.read_text())
    return Backup(parse_datetime(found["made_at"]), found["size"], found["path"])


def jobs() -> dict[str, Any]:
    since = timezone.now() - dt.timedelta(days=1)
    counts = dict(Job.objects.filter(created_at__gte=since).values_list("state").annotate(n=Count("pk")))
    failed = Job.objects.filter(state=Job.State.FAILED).order_by("-created_at")[:SLOW_SHOWN]
    return {
        "counts": [(Job.State(state).label, counts.get(state, 0)) for state in Job.State.values],
        # The kind and the error's name only: a message may quote a file.
        "failed": [(job.kind, job.error.get("code", ""), job.finished_at, job.attempts) for job in failed],
        "schedules": Schedule.objects.order_by("next_at"),
    }


def sources() -> list[dict[str, Any]]:
    """Each declared source: its last whole load, and how old that is; None where nothing was ever loaded."""
    done = ImportRun.objects.filter(state=ImportRun.State.DONE)
    latest = dict(done.values_list("source").annotate(at=Max("finished_at")))
    refused = dict(
        ImportRun.objects.exclude(state__in=[ImportRun.State.DONE, ImportRun.State.RUNNING])
        .values_list("source").annotate(n=Count("pk"))
    )  # fmt: skip
    now = timezone.now()
    return [
        {
            "source": one,
            "at": latest.get(slug),
            "days": (now - latest[slug]).days if latest.get(slug) else None,
            "refused": refused.get(slug, 0),
        }
        for slug, one in source.registry().items()
    ]


def disk() -> list[dict[str, Any]]:
    found = []
    for name in ("LOCAL_DIR", "UPLOAD_DIR", "RASTER_DIR", "EXPORT_DIR", "DOCUMENT_DIR"):
        place = getattr(settings, name, None)
        if place and Path(place).exists():
            usage = shutil.disk_usage(place)
            low = usage.free < ROOM_LEAST * usage.total
            found.append({"name": name, "free": usage.free, "total": usage.total, "low": low})
    return found


def database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_database_size(current_database()), current_setting('server_version'), postgis_lib_version(), "
            "(select count(*) from pg_stat_activity where datname = current_database())"
        )
        size, server, postgis, sessions = cursor.fetchone()
    return {"size": size, "server": server, "postgis": postgis, "sessions": sessions}


@cache
def _slow_sql() -> str:
    return (Path(__file__).parent / "sql" / "slow_queries.sql").read_text()


def slow_queries() -> list[dict[str, Any]] | None:
    """None where the server does not gather them: routes are then all there is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_table_privilege(c.oid, 'select') from pg_class c where relname = 'pg_stat_statements'"
        )
        if cursor.fetchone() != (True,):
            return None
        cursor.execute(_slow_sql(), {"limit": SLOW_SHOWN})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def personal() -> list[dict[str, Any]]:
    """Each rule of retention, and what its last purge removed."""
    latest = {record.subject: record for record in PurgeRecord.objects.order_by("made_at")}
    return [
        {"rule": rule, "purge": latest.get(rule.subject)} for rule in retention.rules(timezone.localdate())
    ]


def everything() -> dict[str, Any]:
    return {
        "backup": backup(),
        "jobs": jobs(),
        "sources": sources(),
        "disk": disk(),
        "database": database(),
        "slow_queries": slow_queries(),
        "slow_routes": slowest.worst(SLOW_SHOWN),
        "personal": personal(),
    }
