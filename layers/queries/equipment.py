"""Read side of equipment: counts and points under the one rule, norms of a date, inhabitants to serve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from layers import sql
from layers.query import LayerQuery

EXISTING = ("EXISTANT",)


def per_place(query: LayerQuery, level: str) -> list[dict[str, Any]]:
    """How many by territory, category and status; the row without a code holds those no place could be given."""
    return query.run("equipment/per_place.sql", {"level": level})


def points(
    query: LayerQuery, categories: Iterable[str], statuses: Iterable[str] = EXISTING
) -> list[dict[str, Any]]:
    """`lon` and `lat` are null where only the commune is known: such an equipment counts, but serves from nowhere."""
    asked = {"categories": list(categories), "statuses": list(statuses)}
    return query.run("equipment/points.sql", asked)


def norms(on: dt.date) -> list[dict[str, Any]]:
    """The grid as it holds on a day: code, names, grid, thresholds, radii, source and status, in its own order."""
    return sql.rows("equipment/norms.sql", {"on": on})
