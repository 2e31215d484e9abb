"""Counts that stand for the records a tile does not draw: one a region, province or commune.

The whole question is counted once a version of its data, by territory and by the zoom from which each record is drawn;
every tile of the low zooms is then cut from that one count, so that neighbours and levels cannot disagree.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

from django.core.cache import caches
from django.db import connection

from layers import sql
from layers.query import LayerQuery

# From this zoom on no record is left out for its size; clients enlarge its tiles beyond.
LAST_ZOOM = 16
# Below it, one count of everything serves all tiles. From it on too once it is there: else a tile asks about the
# communes whose point it holds, which takes less.
_NEAR = 13
_COUNTING = threading.Lock()

Count = tuple[int, int, int, bool]  # territory, zoom from which they are drawn, how many, is one fictitious?


@dataclass(frozen=True)
class Place:
    """A territory with its label point, in metres of EPSG:3857."""

    id: int
    code: str
    name_fr: str
    name_ar: str
    level: str
    x: float
    y: float
    holds: tuple[int, ...]


@dataclass(frozen=True)
class Places:
    """`above[level]`: where a territory's records are gathered at that level, or at the nearest one above."""

    by_id: dict[int, Place]
    above: dict[str, dict[int, int]]

    def within(self, level: str, box: Box) -> list[Place]:
        """A tile holds the points of a few: those of its column are found without looking at the others."""
        places = self._from_west[level]
        first, last = (bisect_left(places, x, key=lambda place: place.x) for x in (box.left, box.right))
        return [place for place in places[first:last] if box.holds(place.x, place.y)]

    @cached_property
    def _from_west(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for place in sorted(self.by_id.values(), key=lambda place: place.x):
            found[place.level].append(place)
        return found


@dataclass(frozen=True)
class Box:
    """A rectangle of the EPSG:3857 plane."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        """Each point is in one tile only."""
        return self.left <= x < self.right and self.bottom <= y < self.top


def level_of(zoom: int) -> str:
    """A few counts from afar, one a commune from the zoom where their circles have room."""
    return "region" if zoom < 4 else "province" if zoom < 6 else "commune"


def gathered(query: LayerQuery, key: str, known: Places, zoom: int, box: Box) -> list[dict[str, Any]]:
    """The counts to draw in a tile. `key` names the question and the version of its data."""
    level = level_of(zoom)
    if zoom < _NEAR or _name(key) in caches["counts"]:
        totals = _cached(f"{key}:{zoom}", lambda: _totals(_whole(query, key), known.above[level], zoom))
    else:
        held = (_of_place(query, key, place) for place in known.within(level, box))
        totals = _totals(chain.from_iterable(held), known.above[level], zoom)
    drawn = ((known.by_id[at], n, fictitious) for at, n, fictitious in totals)
    return [_feature(place, n, fictitious) for place, n, fictitious in drawn if box.holds(place.x, place.y)]


def _totals(counted: Iterable[Count], above: dict[int, int], zoom: int) -> list[tuple[int, int, bool]]:
    """(place, how many are not drawn at this zoom, is one fictitious?)"""
    totals: dict[int, tuple[int, bool]] = {}
    for territory, drawn_from, n, fictitious in counted:
        if drawn_from > zoom and (at := above.get(territory)) is not None:
            before, doubt = totals.get(at, (0, False))
            totals[at] = (before + n, doubt or fictitious)
    return [(at, n, fictitious) for at, (n, fictitious) in totals.items()]


def _feature(place: Place, n: int, fictitious: bool) -> dict[str, Any]:
    names = {"code": place.code, "name_fr": place.name_fr, "name_ar": place.name_ar, "level": place.level}
    return {**names, "n": n, "fictitious": fictitious, "x": place.x, "y": place.y}


def _whole(query: LayerQuery, key: str) -> list[Count]:
    with _COUNTING:  # ten tiles of one view ask together: the first counts
        return _cached(key, lambda: count(query))


def _of_place(query: LayerQuery, key: str, place: Place) -> list[Count]:
    """Serves the tiles of every zoom that hold its label point."""
    return _cached(f"{key}:in:{place.id}", lambda: count(query, place.holds))


def _cached(key: str, make: Callable[[], list[Any]]) -> list[Any]:
    found: list[Any] | None = caches["counts"].get(_name(key))
    if found is None:
        found = make()
        caches["counts"].set(_name(key), found)
    return found


def _name(key: str) -> str:
    return f"gathered:{key}"


def drawn_from(layer_near: int) -> tuple[str, dict[str, int]]:
    """SQL over `s`, and its parameters."""
    return sql.load("features/drawn_from.sql"), {"tile_near": layer_near, "tile_last": LAST_ZOOM}


def count(query: LayerQuery, territories: Sequence[int] | None = None) -> list[Count]:
    scope, params = query.scope()
    zoom, zoom_params = drawn_from(query.layer.near_zoom)
    text = sql.load("features/counts.sql").replace("{{drawn_from}}", zoom).replace("{{scope}}", scope)
    wanted = None if territories is None else list(territories)
    with connection.cursor() as cursor:
        cursor.execute(text, {**params, **zoom_params, "tile_territories": wanted})
        return list(cursor.fetchall())


@lru_cache(maxsize=4)
def places(edition: str, version: str) -> Places:
    """Read once an edition and `version` of the territory's tables."""
    rows = sql.rows("features/places.sql", {"edition": edition})
    found = {row["id"]: Place(**{**row, "holds": tuple(row["holds"])}) for row in rows if row["x"] is not None}
    above: dict[str, dict[int, int]] = {}
    for level in ("region", "province", "commune"):  # what has nothing above it at a level keeps the nearest one
        above[level] = dict(above[_COARSER[level]]) if level in _COARSER else {}
        for place in found.values():
            if place.level == level:
                above[level] |= dict.fromkeys(place.holds, place.id)
    return Places(found, above)


_COARSER = {"province": "region", "commune": "province"}
