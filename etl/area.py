"""Areas on the WGS84 ellipsoid of many polygons at once.

In Lambert's cylindrical projection of authalic latitudes, x = R·λ and y = R·sin β, a plane area is the area on the
ellipsoid; the shoelace formula then needs no polygon of Python. A geodesic is not straight in that plane: the sliver
between it and the chord is added, to third order in the edge's length (on the authalic sphere, which is enough).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

A, F = 6_378_137.0, 1 / 298.257223563
E2 = F * (2 - F)
E1 = E2**0.5
_POLE = 1.0 + (1 - E2) * np.arctanh(E1) / E1
AUTHALIC_R2 = A * A * _POLE / 2
Floats = npt.NDArray[np.float64]
_POLYGON, _MULTIPOLYGON = 3, 6


def area_m2(polygons: npt.NDArray[np.object_]) -> Floats:
    """Square metres of each polygon or multipolygon in degrees; 0 for what is missing, empty or no polygon."""
    shapes = np.asarray(polygons, dtype=object)
    found = np.zeros(len(shapes))
    kinds = shapely.get_type_id(shapes)
    # A multipolygon of one part is that part: most are.
    alone = np.flatnonzero((kinds == _MULTIPOLYGON) & (shapely.get_num_geometries(shapes) == 1))
    if len(alone):
        shapes, kinds = shapes.copy(), kinds.copy()
        shapes[alone], kinds[alone] = shapely.get_geometry(shapes[alone], 0), _POLYGON
    plain = (kinds == _POLYGON) & (shapely.get_num_interior_rings(shapes) == 0)
    found[plain] = _rings_m2(shapes[plain])
    parts_of = np.flatnonzero(((kinds == _POLYGON) & ~plain) | (kinds == _MULTIPOLYGON))
    if len(parts_of):
        parts, owners = shapely.get_parts(shapes[parts_of], return_index=True)
        rings, of_part = shapely.get_rings(parts, return_index=True)
        signed = _rings_m2(rings)
        # The first ring of a part is its shell; the others are holes.
        hole = np.r_[False, of_part[1:] == of_part[:-1]] if len(of_part) else np.zeros(0, dtype=bool)
        signed[hole] *= -1
        found[parts_of] = np.bincount(owners[of_part], weights=signed, minlength=len(parts_of))
    return found


def _rings_m2(rings: npt.NDArray[np.object_]) -> Floats:
    """Unsigned area of each closed ring, whatever its direction."""
    coordinates, owner = shapely.get_coordinates(rings, return_index=True)
    if not len(owner):
        return np.zeros(len(rings))
    height, x = _height(coordinates[:, 1]), np.radians(coordinates[:, 0])
    counts = np.bincount(owner, minlength=len(rings))
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    doubled = _doubled(x - x[starts], height - height[starts], height)
    doubled[owner[:-1] != owner[1:]] = 0
    return np.abs(np.bincount(owner[:-1], weights=doubled, minlength=len(rings))) / 2 * AUTHALIC_R2


def alike_m2(corners: Floats) -> Floats:
    """Unsigned area of rings of one number of corners (ring, corner, axis), each closed."""
    height, x = _height(corners[:, :, 1]), np.radians(corners[:, :, 0])
    doubled = _doubled(x - x[:, :1], height - height[:, :1], height)
    return np.abs(doubled.sum(axis=1)) / 2 * AUTHALIC_R2


def _height(latitudes: Floats) -> Floats:
    """Sine of the authalic latitude. The inverse hyperbolic tangent as a series: its eighth term is below 1e-16."""
    sine = np.sin(np.radians(latitudes))
    t = E2 * sine * sine
    series = 1 + t * (1 / 3 + t * (1 / 5 + t * (1 / 7 + t * (1 / 9 + t * (1 / 11 + t / 13)))))
    return (1 - E2) * sine * (1 / (1 - t) + series) / _POLE


def _doubled(x: Floats, y: Floats, height: Floats) -> Floats:
    """Twice what each edge encloses, seen from the ring's own first corner: from afar a parcel's area would drown in
    the digits of its position."""
    middle = (height[..., :-1] + height[..., 1:]) / 2
    dx, dy, round_pole = np.diff(x), np.diff(y), 1 - middle * middle
    chord = x[..., :-1] * y[..., 1:] - x[..., 1:] * y[..., :-1]
    return chord - middle * dx * (dx * dx * round_pole + 3 * dy * dy / round_pole) / 6
