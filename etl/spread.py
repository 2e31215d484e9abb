"""Spreads each commune's inhabitants over points inside it.

Uniform: a square grid fine enough for some hundreds of points, at least one. Settlements: localities whose population
is known take theirs, in rural communes, and the rest of the commune is uniform. Nobody's home is known: the half
diagonal of a cell is kept, and every coverage is given with the bounds it allows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from django.db import connection, transaction

from layers import sql
from layers.models import PopulationSpread

POINTS = 300
FINEST_M, COARSEST_M = 100.0, 3000.0
METRES_PER_DEGREE = 111_320.0
Method = PopulationSpread.Method


@dataclass(frozen=True)
class Spread:
    territory_id: int
    method: str
    points: npt.NDArray[np.float64]
    shares: npt.NDArray[np.float64]
    half_cell_m: float


def grid(outline: shapely.Geometry, area_m2: float) -> tuple[npt.NDArray[np.float64], float]:
    """Points (lon, lat) at the centres of square cells whose centre is inside, and half a cell's diagonal in metres."""
    side = min(max(math.sqrt(area_m2 / POINTS), FINEST_M), COARSEST_M)
    west, south, east, north = outline.bounds
    step_lat = side / METRES_PER_DEGREE
    step_lon = step_lat / math.cos(math.radians((south + north) / 2))
    lons = np.arange(west + step_lon / 2, east, step_lon)
    lats = np.arange(south + step_lat / 2, north, step_lat)
    x, y = (part.ravel() for part in np.meshgrid(lons, lats))
    shapely.prepare(outline)
    inside = shapely.contains_xy(outline, x, y)
    return np.column_stack([x[inside], y[inside]]), side * math.sqrt(2) / 2


def spread(row: dict[str, object]) -> Spread:
    """A place too small or thin for its grid keeps its label point, which is inside by construction."""
    outline = shapely.from_wkb(bytes(row["outline"]))  # type: ignore[call-overload]
    area = float(str(row["area_m2"]))
    points, half = grid(outline, area)
    if not len(points):
        points, half = np.array([[row["lon"], row["lat"]]], dtype=float), math.sqrt(area) / math.sqrt(2)
    towns = np.array(row["towns"], dtype=float).reshape(-1, 3)
    inhabitants = float(str(row["inhabitants"] or 0))
    known = towns[:, 2].sum()
    if not known or not inhabitants:
        return Spread(int(str(row["territory_id"])), str(Method.UNIFORM), points, _even(len(points), 1.0), half)
    share = min(1.0, known / inhabitants)
    shares = np.concatenate([towns[:, 2] / known * share, _even(len(points), 1.0 - share)])
    at = np.vstack([towns[:, :2], points])
    return Spread(int(str(row["territory_id"])), str(Method.SETTLEMENTS), at, shares, half)


def _even(count: int, whole: float) -> npt.NDArray[np.float64]:
    return np.full(count, whole / count)


def spreads() -> Iterator[Spread]:
    for row in sql.rows("population/load_limits.sql", {}):
        yield spread(row)


@transaction.atomic
def store() -> int:
    """Replaces all; how many places were written."""
    found = list(spreads())
    PopulationSpread.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            sql.load("population/load_spread.sql"),
            {
                "territories": [one.territory_id for one in found],
                "methods": [str(one.method) for one in found],
                "points": [shapely.to_wkb(shapely.multipoints(one.points)) for one in found],
                "shares": ["{" + ",".join(f"{share:.9g}" for share in one.shares) + "}" for one in found],
                "half_cells": [one.half_cell_m for one in found],
            },
        )
    return len(found)
