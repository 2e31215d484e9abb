"""Alerts: found by SQL at a situation, kept with their history, closed when no longer found, handled by people.

A gap between money and works accuses nobody: it is "to be verified" until a named person confirms it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from layers import sql
from layers.errors import BadParameter
from layers.jobs import Run, handler
from layers.models import Alert, AlertEvent, Schedule
from layers.queries import projects

# What the checks of the books and of the register name: the same files that an import runs.
CHECKS = (
    *(f"finance/check_e{n}.sql" for n in range(1, 10)),
    *(f"finance/check_w{n}.sql" for n in range(1, 6)),
    *(f"projects/check_{name}.sql"
      for name in ("programmes", "orphans", "phases", "contributions", "statements", "shares")),
)  # fmt: skip
KIND = "project-alerts"
PLACED = ("project_reference", "territory_id", "owner")
ALIVE = (Alert.State.TO_VERIFY, Alert.State.CONFIRMED)
Key = tuple[str, str, str]


def compute(on: dt.date | None = None) -> Counter[str]:
    """Finds everything again at the situation; answers how many of each kind are alive."""
    day = on or projects.situation_on()
    projects.refresh(day)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [KIND])
        found = {_key(row): row for row in [*_rules(day), *_anomalies()]}
        known = {_key(vars(alert)): alert for alert in Alert.objects.all()}
        events = [*_raise(found, known, day), *_close(found, known, day)]
        AlertEvent.objects.bulk_create(events, batch_size=1000)
    return Counter(code for code, _kind, _subject in found)


def _key(row: Any) -> Key:
    return row["code"], row["subject_kind"], row["subject_key"]


def _rules(on: dt.date) -> Iterable[dict[str, Any]]:
    text = projects.text_of("projects/alerts.sql", None)
    with connection.cursor() as cursor:
        cursor.execute(text, {"on": on, "area_level": "province"})
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        level = Alert.Level.IMPORTANT if row.pop("is_important") else Alert.Level.WATCH
        value, limit = str(row.pop("value")), str(row.pop("limit_value"))
        yield {**row, "level": level, "value": value, "limit": limit, "detail": row["detail"] or ""}


def _anomalies() -> list[dict[str, Any]]:
    rows = [row for file in CHECKS for row in sql.rows(file, {})]
    asked = {"tables": [row["table_name"] for row in rows], "keys": [row["key"] for row in rows]}
    places = {(p["table_name"], p["key"]): p for p in sql.rows("projects/alert_places.sql", asked)}
    return [
        {
            "code": row["code"],
            "subject_kind": row["table_name"],
            "subject_key": row["key"],
            "level": Alert.Level.WATCH,
            "value": row["value"] or "",
            "limit": "",
            "detail": "",
            **{name: places[row["table_name"], row["key"]][name] for name in PLACED},
        }
        for row in rows
    ]  # fmt: skip


def _raise(found: dict[Key, dict[str, Any]], known: dict[Key, Alert], on: dt.date) -> list[AlertEvent]:
    """New ones are created; those alive are seen again; what a person lifted stays so until it goes and comes back."""
    fresh = [Alert(**row, raised_on=on, seen_on=on) for key, row in found.items() if key not in known]
    Alert.objects.bulk_create(fresh, batch_size=1000)
    events = [AlertEvent(alert=alert, kind="raised", text=alert.value) for alert in fresh]
    again = []
    for key, row in found.items():
        alert = known.get(key)
        if alert is None:
            continue
        if alert.state == Alert.State.CLOSED:
            alert.state, alert.raised_on = Alert.State.TO_VERIFY, on
            events.append(AlertEvent(alert=alert, kind="raised", text=row["value"]))
        elif (alert.value, alert.level) == (row["value"], row["level"]) and alert.seen_on == on:
            continue
        for name in ("value", "limit", "detail", "level", "project_reference", "territory_id"):
            setattr(alert, name, row[name])
        alert.seen_on = on
        again.append(alert)
    fields = [
        "value",
        "limit",
        "detail",
        "level",
        "project_reference",
        "territory_id",
        "seen_on",
        "state",
        "raised_on",
    ]
    Alert.objects.bulk_update(again, fields, batch_size=1000)
    return events


def _close(found: dict[Key, dict[str, Any]], known: dict[Key, Alert], on: dt.date) -> list[AlertEvent]:
    gone = [a for key, a in known.items() if key not in found and a.state != Alert.State.CLOSED]
    Alert.objects.filter(pk__in=[a.pk for a in gone]).update(state=Alert.State.CLOSED)
    return [AlertEvent(alert=alert, kind="closed", text=str(on)) for alert in gone]


def handle(alert: Alert, user_id: int, office: str, changes: dict[str, Any]) -> None:
    """What a person decides of an alert: its state, who answers for it, by when, and why. Each is kept."""
    state = changes.get("state")
    if state is not None and state not in (*ALIVE, Alert.State.DISMISSED, Alert.State.RESOLVED):
        raise BadParameter("state", str(state))
    if state in (Alert.State.DISMISSED, Alert.State.RESOLVED) and not changes.get("comment"):
        raise BadParameter("comment", "", "Dites pourquoi l’alerte est levée ou écartée.")
    for name in ("state", "owner", "due_on", "comment"):
        if name in changes:
            setattr(alert, name, changes[name])
    if state == Alert.State.CONFIRMED:
        alert.confirmed_by_id = user_id
    with transaction.atomic():
        alert.save()
        said = "; ".join(f"{name}: {value}" for name, value in changes.items() if value not in (None, ""))
        AlertEvent.objects.create(
            alert=alert, kind=state or "changed", actor_id=user_id, office=office, text=said
        )


@handler(KIND)
def run(job: Run) -> dict[str, Any]:
    return dict(compute())


def schedule() -> None:
    """Every night; the first turn comes as soon as a worker is there."""
    Schedule.objects.get_or_create(
        key=KIND, defaults={"kind": KIND, "every_minutes": 24 * 60, "next_at": timezone.now()}
    )
