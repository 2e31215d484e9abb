"""How the records of a layer spread: over time, step by step, and over the ground."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from layers import sql
from layers.errors import BadParameter
from layers.query import LayerQuery

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _after(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


def _time_field(query: LayerQuery) -> str:
    """The allowed field that answers `datetime=`."""
    column = query.layer.time_column
    for field in query.access.fields:
        if column and field.sql == column:
            return field.name
    raise BadParameter("layer", query.layer.slug, "Cette couche n’a pas de date.")


def timeline(query: LayerQuery, step: str) -> dict[str, Any]:
    """Every step from the first record to the last, empty ones included; what has no date is counted apart."""
    if step not in MONTHS:
        raise BadParameter("step", step, f"Attendu : {', '.join(MONTHS)}.")
    scope, params = query.scope()
    text = sql.load("features/timeline.sql")
    text = text.replace("{{time}}", f'"{_time_field(query)}"').replace("{{scope}}", scope)
    with connection.cursor() as cursor:
        cursor.execute(text, {**params, "step": step})
        found = dict(cursor.fetchall())
    undated = found.pop(None, 0)
    bins = []
    day, last = min(found, default=None), max(found, default=None)
    while day is not None and last is not None and day <= last:
        following = _after(day, MONTHS[step])
        end = following - dt.timedelta(days=1)
        bins.append({"start": day.isoformat(), "end": end.isoformat(), "n": found.get(day, 0)})
        day = following
    return {"step": step, "bins": bins, "undated": undated, "total": sum(found.values()) + undated}


def extent(query: LayerQuery, edition: str) -> list[float] | None:
    """West, south, east, north in degrees; None when nothing of it lies anywhere."""
    (row,) = query.run("features/extent.sql", {"edition": edition})
    return None if row["west"] is None else [row[name] for name in ("west", "south", "east", "north")]
