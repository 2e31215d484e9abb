"""The shapes statistics are taken in, and the territories made of them. Communes and arrondissements are measured;
what lies above is added up from them, so that a partition and its whole can never disagree."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from layers import sql
from layers.services.raster.grid import zone


@dataclass(frozen=True)
class Places:
    """`measured`: ids with a limit, and their shapes (degrees) and surfaces (m²). `pairs`: (territory, measured)
    positions, a territory measured by itself included. `unlimited`: ids nobody drew."""

    measured: np.ndarray
    shapes: np.ndarray
    ids: np.ndarray
    groups: np.ndarray
    members: np.ndarray
    area: np.ndarray
    unlimited: tuple[int, ...]
    version: str


def read() -> Places:
    drawn = sql.rows("rasters/shapes.sql", {})
    known = [row for row in drawn if row["geom"] is not None]
    position = {row["territory_id"]: n for n, row in enumerate(known)}
    wkb = [bytes(row["geom"]) for row in known]
    pairs = [row for row in sql.rows("rasters/members.sql", {}) if row["member"] in position]
    ids = sorted({row["territory_id"] for row in pairs})
    order = {territory: n for n, territory in enumerate(ids)}
    groups = np.array([order[row["territory_id"]] for row in pairs], np.int64)
    members = np.array([position[row["member"]] for row in pairs], np.int64)
    shapes = shapely.from_wkb(wkb)
    digest = hashlib.sha256(b"".join(wkb)).hexdigest()[:16]
    return Places(
        measured=np.array([row["territory_id"] for row in known], np.int64),
        shapes=shapes,
        ids=np.array(ids, np.int64),
        groups=groups,
        members=members,
        area=np.bincount(groups, surfaces(shapes)[members], len(ids)),
        unlimited=tuple(row["territory_id"] for row in drawn if row["geom"] is None),
        version=digest,
    )


def surfaces(shapes: np.ndarray) -> np.ndarray:
    """Square metres on the ellipsoid, edges being straight in longitude and latitude, as the cells see them.

    The stored area takes them for geodesics: a quarter of a per cent apart along the straight limits of the south.
    """

    def flat(points: np.ndarray) -> np.ndarray:
        return np.column_stack([np.radians(points[:, 0]), zone(np.radians(points[:, 1]))])

    return np.asarray(shapely.area(shapely.transform(shapely.segmentize(shapes, 0.02), flat)))


def projected(shapes: np.ndarray, system: Any) -> np.ndarray:
    """Outlines in the grid's system; long edges are first cut, so that they bend as the meridian does."""
    if system.is_geographic:
        return shapes
    from pyproj import Transformer

    move = Transformer.from_crs("EPSG:4326", system.to_wkt(), always_xy=True)
    fine = shapely.segmentize(shapes, 0.01)
    return np.asarray(shapely.transform(fine, lambda points: np.column_stack(move.transform(*points.T))))
