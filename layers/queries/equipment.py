"""Read side of equipment: counts and points under the one rule, norms of a date, inhabitants to serve."""

from __future__ import annotations

import datetime as dt
from typing import Any

from layers import sql
from layers.query import LayerQuery


def per_place(query: LayerQuery, level: str, category: str, until: int) -> list[dict[str, Any]]:
    """Existing and coming ones by territory; the row without a code holds those no place could be given."""
    return query.run("equipment/per_place.sql", {"level": level, "category": category, "until": until})


def points(query: LayerQuery, category: str, until: int = 0) -> list[dict[str, Any]]:
    """`lon` and `lat` are null where only the commune is known: such an equipment counts, but serves from nowhere."""
    return query.run("equipment/points.sql", {"category": category, "until": until})


def norms(on: dt.date) -> list[dict[str, Any]]:
    """The grid as it holds on a day: code, names, grid, thresholds, radii, source and status, in its own order."""
    return sql.rows("equipment/norms.sql", {"on": on})
