"""Ways along the roads that are loaded: straight to the nearest road, along it, then straight to the equipment.

Lines are cut every few hundred metres, so that one leaves a road where one is, not at its next bend. Two lines meet
where they share a point, to the metre. Who has the equipment nearer than the road walks to it. Where no road leads
to any, the way is infinite: nobody is served by a road that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from layers import registry
from layers.access import Viewer
from layers.errors import Forbidden, LoginNeeded
from layers.query import LayerQuery
from layers.services import coverage
from layers.services.coverage import Values

if TYPE_CHECKING:
    from scipy import sparse

LAYER = "networks"
STEP_M = 300.0
# Shared points of two lines: a metre apart or less.
DECIMALS = 5


@dataclass(frozen=True)
class Roads:
    """`lonlat`: points of the roads; `ends` and `metres`: the stretches between two of them; `km`: of all."""

    lonlat: Values
    ends: npt.NDArray[np.int64]
    metres: Values
    fictitious: bool = False

    @property
    def km(self) -> float:
        return float(self.metres.sum()) / 1000

    def __bool__(self) -> bool:
        return len(self.metres) > 0

    def graph(self, extra: int = 0) -> sparse.csr_matrix:
        """Both ways; of two stretches between the same points, the shorter. `extra`: further points, tied to none."""
        from scipy import sparse

        size = len(self.lonlat) + extra
        pairs = np.sort(self.ends, axis=1)
        order = np.lexsort((self.metres, pairs[:, 1], pairs[:, 0]))
        first = np.ones(len(order), dtype=bool)
        first[1:] = (pairs[order][1:] != pairs[order][:-1]).any(axis=1)
        kept = order[first]
        one_way = sparse.csr_matrix((self.metres[kept], (pairs[kept, 0], pairs[kept, 1])), shape=(size, size))
        return sparse.csr_matrix(one_way + one_way.T)


NONE = Roads(np.empty((0, 2)), np.empty((0, 2), dtype=np.int64), np.empty(0))


def read(viewer: Viewer) -> Roads:
    """Those the viewer may see; none when he may see no network."""
    try:
        query = LayerQuery.of(registry.get(LAYER), viewer)
    except (Forbidden, LoginNeeded):
        return NONE
    found: Roads = query.remembered("roads", lambda: _read(query))
    return found


def _read(query: LayerQuery) -> Roads:
    rows = query.run("networks/lines.sql")
    lines = shapely.from_wkb([bytes(row["line"]) for row in rows])
    return build(lines, fictitious=any(row["fictitious"] for row in rows))


def build(lines: Iterable[shapely.Geometry], fictitious: bool = False) -> Roads:
    parts = [_cut(shapely.get_coordinates(part)) for line in lines for part in shapely.get_parts(line)]
    parts = [part for part in parts if len(part) > 1]
    if not parts:
        return NONE
    known, at = np.unique(np.round(np.vstack(parts), DECIMALS), axis=0, return_inverse=True)
    every, at = np.asarray(known, dtype=np.float64), at.reshape(-1)
    last = np.cumsum([len(part) for part in parts]) - 1
    starts = np.setdiff1d(np.arange(len(at)), last)
    ends = np.column_stack([at[starts], at[starts + 1]])
    ends = ends[ends[:, 0] != ends[:, 1]]
    places = coverage.geocentric(every)
    metres = np.linalg.norm(places[ends[:, 0]] - places[ends[:, 1]], axis=1)
    return Roads(every, ends.astype(np.int64), metres, fictitious)


def _cut(points: Values) -> Values:
    """The line with points at most STEP_M apart."""
    places = coverage.geocentric(points)
    steps = np.maximum(1, np.ceil(np.linalg.norm(np.diff(places, axis=0), axis=1) / STEP_M)).astype(int)
    pieces = [np.linspace(points[i], points[i + 1], n, endpoint=False) for i, n in enumerate(steps)]
    return np.vstack([*pieces, points[-1:]])


def nearest_m(roads: Roads, points: Values, facilities: Values, detour: float = coverage.DETOUR) -> Values:
    """Way from each point to the facility that is nearest by road, metres; infinite where none can be reached."""
    if not len(facilities):
        return np.full(len(points), np.inf)
    straight = coverage.nearest_m(points, facilities, 1.0)
    if not roads:
        return np.full(len(points), np.inf)
    from scipy.sparse import csgraph
    from scipy.spatial import cKDTree

    tree = cKDTree(coverage.geocentric(roads.lonlat))
    leaving, joined = tree.query(coverage.geocentric(facilities), workers=1)
    nearest = np.full(len(roads.lonlat), np.inf)
    np.minimum.at(nearest, joined, leaving * detour)
    doors = np.flatnonzero(np.isfinite(nearest))
    # One more point, tied to the road by each equipment's own access; a tie of no length would be no tie.
    hub = len(roads.lonlat)
    graph = roads.graph(extra=1).tolil()
    graph[hub, doors] = np.maximum(nearest[doors], 1e-3)
    along = csgraph.dijkstra(graph.tocsr(), directed=True, indices=hub)
    access, entered = tree.query(coverage.geocentric(points), workers=1)
    by_road = access * detour + along[entered]
    return np.asarray(np.where(straight <= access, straight * detour, by_road))
