"""Read side of equipment: counts and points under the one rule, norms of a date, inhabitants to serve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from layers import sql
from layers.query import LayerQuery

# Reference of an equipment → year its project delivers it.
Due = Mapping[str, int]
NOTHING_DUE: Due = MappingProxyType({})


def per_place(
    query: LayerQuery, level: str, category: str, until: int, works: Due = NOTHING_DUE
) -> list[dict[str, Any]]:
    """Existing and coming ones by territory; the row without a code holds those no place could be given."""
    asked = {"level": level, "category": category, "until": until}
    return query.run("equipment/per_place.sql", asked | _due(works))


def points(
    query: LayerQuery, category: str, until: int = 0, works: Due = NOTHING_DUE
) -> list[dict[str, Any]]:
    """`lon` and `lat` are null where only the commune is known: such an equipment counts, but serves from nowhere."""
    return query.run("equipment/points.sql", {"category": category, "until": until} | _due(works))


def _due(works: Due) -> dict[str, Any]:
    return {"works": list(works), "due": list(works.values())}


def works(projects: LayerQuery) -> list[dict[str, Any]]:
    """What each project delivers, by equipment."""
    return projects.run("equipment/works.sql")


def coming(query: LayerQuery, category: str) -> list[dict[str, Any]]:
    """Equipment still to open, with its commune."""
    return query.run("equipment/coming.sql", {"category": category})


def norms(on: dt.date) -> list[dict[str, Any]]:
    """The grid as it holds on a day: code, names, grid, thresholds, radii, source and status, in its own order."""
    return sql.rows("equipment/norms.sql", {"on": on})
