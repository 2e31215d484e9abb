"""In which commune does each of many points lie? A raster of labels answers, and only cells on a limit are tested.

The raster (0.004°, 31 MB) costs seconds to make and is kept beside the database, named after the limits it was made of.
A point on a limit shared by two communes goes to the lower code, as everywhere.
"""

from __future__ import annotations

import os
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.db import connection
from rasterio import Affine
from rasterio.features import rasterize

from layers import sql

CELL = 0.004
# No limit runs along a cell's edge: vertices are multiples of 1e-7, edges are not.
WEST, NORTH = -17.30000005, 36.10000005
COLUMNS, ROWS = 4_110, 3_860
_OUTSIDE, _LIMIT = 0, -1
_MEDITERRANEAN = 35.0


class Grid:
    """`communes` and `arrondissements` are territory ids in code order; labels point into the first."""

    def __init__(self, stored: dict[str, np.ndarray]) -> None:
        self.labels = stored["labels"]
        self.communes, self.arrondissements = stored["communes"], stored["arrondissements"]
        self._commune_of = stored["commune_pieces"]
        self._commune_tree = _tree(stored, "commune")
        self._arrondissement_of = stored["arrondissement_pieces"]
        self._arrondissement_tree = _tree(stored, "arrondissement")

    def locate(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Territory ids of the commune and of the arrondissement; 0 where there is none."""
        labels = self._cell(lon, lat)
        doubtful = np.flatnonzero(labels == _LIMIT)
        if len(doubtful):
            points = shapely.points(lon[doubtful], lat[doubtful])
            labels[doubtful] = _first(points, self._commune_tree, self._commune_of) + 1
        commune = np.append(self.communes, 0)[labels - 1]
        arrondissement = np.zeros(len(lon), np.int64)
        near = np.flatnonzero(np.isin(commune, self._divided))
        if len(near):
            found = _first(
                shapely.points(lon[near], lat[near]), self._arrondissement_tree, self._arrondissement_of
            )
            arrondissement[near] = np.append(self.arrondissements, 0)[found]
        return commune, arrondissement

    def at_sea(self, lon: float, lat: float) -> bool:
        """The Kingdom lies due east but not due west (Atlantic), or due south of a point of the Mediterranean."""
        column, row = int((lon - WEST) // CELL), int((NORTH - lat) // CELL)
        if not (0 <= column < COLUMNS and 0 <= row < ROWS):
            return False
        east, west = self.labels[row, column:].any(), self.labels[row, :column].any()
        return bool((east and not west) or (lat > _MEDITERRANEAN and self.labels[row:, column].any()))

    def _cell(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        columns = np.floor((lon - WEST) / CELL).astype(np.int64)
        rows = np.floor((NORTH - lat) / CELL).astype(np.int64)
        inside = (columns >= 0) & (columns < COLUMNS) & (rows >= 0) & (rows < ROWS)
        labels = np.zeros(len(lon), np.int64)
        labels[inside] = self.labels[rows[inside], columns[inside]]
        return labels

    @cached_property
    def _divided(self) -> np.ndarray:
        """Communes that have arrondissements: those where these lie."""
        centres = shapely.point_on_surface(self._arrondissement_tree.geometries)
        found = _first(centres, self._commune_tree, self._commune_of)
        return np.unique(self.communes[found[found >= 0]])


def _shapes(stored: dict[str, np.ndarray], level: str) -> np.ndarray:
    content, ends = stored[f"{level}_shapes"].tobytes(), stored[f"{level}_ends"].tolist()
    starts = [0, *ends[:-1]]
    return shapely.from_wkb([content[start:end] for start, end in zip(starts, ends, strict=True)])


def _tree(stored: dict[str, np.ndarray], level: str) -> shapely.STRtree:
    return shapely.STRtree(_shapes(stored, level))


def _first(points: np.ndarray, tree: shapely.STRtree, owners: np.ndarray) -> np.ndarray:
    """For each point the lowest owner of the pieces that cover it; -1 when none does."""
    numbers, pieces = tree.query(points, predicate="intersects")
    none = np.iinfo(np.int64).max
    found = np.full(len(points), none)
    np.minimum.at(found, numbers, owners[pieces])
    return np.where(found == none, -1, found)


def current() -> Grid:
    """The grid of the limits in force, made once per state of them."""
    version = sql.one("location/grid_version.sql", {})
    assert version is not None
    mark = f"{version['edition']}-{version['version']}-{version['changed_at']:%Y%m%d%H%M%S%f}"
    return _open(mark, str(connection.settings_dict["NAME"]) if version["version"] == 0 else "")


@lru_cache(maxsize=1)
def _open(mark: str, database: str) -> Grid:
    path = Path(settings.LOCAL_DIR) / "cache" / f"grid-{mark}{database}.npz"
    if not path.is_file():
        _store(path, _build())
    with np.load(path) as stored:
        return Grid(dict(stored))


def _store(path: Path, content: dict[str, np.ndarray]) -> None:
    """Written aside then renamed: two processes may build at once, none reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.stem}-{os.getpid()}.tmp.npz")
    np.savez(aside, **content)  # type: ignore[arg-type]
    aside.replace(path)


def _build() -> dict[str, np.ndarray]:
    rows = sql.rows("location/grid_shapes.sql", {})
    found: dict[str, Any] = {}
    for level in ("commune", "arrondissement"):
        own = [row for row in rows if row["level"] == level]
        ids = list(dict.fromkeys(row["territory_id"] for row in own))
        number = {territory: n for n, territory in enumerate(ids)}
        found[f"{level}s"] = np.array(ids, np.int64)
        found[f"{level}_pieces"] = np.array([number[row["territory_id"]] for row in own], np.int64)
        pieces = [bytes(row["piece"]) for row in own]
        found[f"{level}_shapes"] = np.frombuffer(b"".join(pieces), np.uint8)
        found[f"{level}_ends"] = np.cumsum([len(piece) for piece in pieces])
    lines = [bytes(row["line"]) for row in sql.rows("location/grid_outlines.sql", {})]
    return found | {"labels": _labels(found, lines)}


def _labels(found: dict[str, np.ndarray], lines: list[bytes]) -> np.ndarray:
    transform = Affine(CELL, 0.0, WEST, 0.0, -CELL, NORTH)
    filled = zip(_shapes(found, "commune"), (found["commune_pieces"] + 1).tolist(), strict=True)
    labels = rasterize(filled, (ROWS, COLUMNS), transform=transform, fill=_OUTSIDE, dtype="int16")
    limits = ((line, _LIMIT) for line in shapely.from_wkb(lines))
    rasterize(limits, out=labels, transform=transform, all_touched=True)
    return labels
