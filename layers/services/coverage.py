"""Who is within reach of an equipment: inhabitants on points, distances on the ellipsoid, bounds always given.

Distance is the straight line times a declared detour factor. Points are compared in geocentric coordinates: the chord
falls short of the ground by 13 cm at 50 km, and one tree serves the whole Kingdom without a projection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers import sql

Values = npt.NDArray[np.float64]
# Straight line → way to go, where no road network is used; an average of practice, shown and adjustable.
DETOUR = 1.3
_A, _E2 = 6_378_137.0, 0.006_694_379_990_141_316


@dataclass(frozen=True)
class Population:
    """Points where people are supposed to live. `place[i]`: index in `territories`; `group[i]` likewise in `groups`.

    `people`: inhabitants of each point; `half_cell_m`: how far they may really be from it.
    """

    lonlat: Values
    people: Values
    half_cell_m: Values
    place: npt.NDArray[np.int64]
    group: npt.NDArray[np.int64]
    groups: tuple[str, ...]
    methods: tuple[str, ...]

    @property
    def total(self) -> float:
        return float(self.people.sum())


@dataclass(frozen=True)
class Reach:
    """One territory's share served: `least` and `most` bound it by what a cell's size leaves unknown.

    `mean_m`: mean way to the nearest one, NaN when there is none or nobody.
    """

    code: str
    people: float
    served: float
    least: float
    most: float
    mean_m: float


def population(rows: Sequence[dict[str, Any]]) -> Population:
    """From `population/places.sql`; places without a group (above the level asked) or without inhabitants drop out."""
    kept = [row for row in rows if row["group_code"] and row["inhabitants_2024"]]
    groups = tuple(sorted({str(row["group_code"]) for row in kept}))
    at = {code: number for number, code in enumerate(groups)}
    points = [shapely.get_coordinates(shapely.from_wkb(bytes(row["points"]))) for row in kept]
    sizes = [len(part) for part in points]
    shares = [np.asarray(row["shares"]) * row["inhabitants_2024"] for row in kept]
    return Population(
        lonlat=np.vstack(points) if points else np.empty((0, 2)),
        people=np.concatenate(shares) if shares else np.empty(0),
        half_cell_m=np.repeat([row["half_cell_m"] for row in kept], sizes).astype(float),
        place=np.repeat(np.arange(len(kept)), sizes),
        group=np.repeat([at[str(row["group_code"])] for row in kept], sizes).astype(np.int64),
        groups=groups,
        methods=tuple(sorted({str(row["method"]) for row in kept})),
    )


def places(under: int | None, level: str) -> list[dict[str, Any]]:
    return sql.rows("population/places.sql", {"under": under, "level": level})


def geocentric(lonlat: Values) -> Values:
    """Metres from the Earth's centre (WGS84), one row a point."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    normal = _A / np.sqrt(1.0 - _E2 * np.sin(lat) ** 2)
    return np.column_stack(
        [normal * np.cos(lat) * np.cos(lon), normal * np.cos(lat) * np.sin(lon), normal * (1.0 - _E2) * np.sin(lat)]
    )


def nearest_m(points: Values, facilities: Values, detour: float = DETOUR) -> Values:
    """Way from each point to its nearest facility, metres; infinite when there is none. Both as (lon, lat)."""
    if not len(facilities):
        return np.full(len(points), np.inf)
    from scipy.spatial import cKDTree  # not before it is needed: no process starts with solvers

    found, _ = cKDTree(geocentric(facilities)).query(geocentric(points), workers=1)
    return np.asarray(found) * detour


def assess(who: Population, way: Values, radius_m: float, detour: float = DETOUR) -> list[Reach]:
    """One row a group, in the order of `who.groups`. `way`: metres from each point to its nearest equipment; those
    who can reach none (infinite) are not served, and left out of the mean."""
    slack = who.half_cell_m * detour
    size = len(who.groups)

    def people(mask: npt.NDArray[np.bool_]) -> Values:
        return np.bincount(who.group[mask], weights=who.people[mask], minlength=size).astype(np.float64)

    everyone = people(np.ones(len(way), dtype=bool))
    served, least, most = (people(way + more <= radius_m) for more in (0.0, slack, -slack))
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = np.isfinite(way)
        metres = np.bincount(who.group[reached], weights=(way * who.people)[reached], minlength=size)
        mean = metres / people(reached)
    return [
        Reach(code, float(everyone[i]), float(served[i]), float(least[i]), float(most[i]),
              float(mean[i]) if np.isfinite(mean[i]) else float("nan"))
        for i, code in enumerate(who.groups)
    ]  # fmt: skip
