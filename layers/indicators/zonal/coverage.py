"""Which part of each cell lies in which shape: runs of whole cells, and the cut cells with their fraction.

Edges are cut at the lines of the grid; each piece adds, in its own cell, the area to its right, and hands its height
to all cells further right in its row (the accumulation that fonts are drawn with). Summed along a row that is the
exact covered fraction of every cell, at a cost that follows the outline, not the surface. Found once for a grid, it
serves every raster laid on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

# Below this a fraction is what rounding leaves of nothing (or of all).
_DUST = 1e-9
# Vertices taken at once: some tens of megabytes, whatever the country.
_BATCH = 150_000


@dataclass(frozen=True)
class Coverage:
    """Cells are numbered along rows. Runs: `start`, `length`, `shape`; cut cells: `cell`, `fraction`, `owner`."""

    start: np.ndarray
    length: np.ndarray
    shape: np.ndarray
    cell: np.ndarray
    fraction: np.ndarray
    owner: np.ndarray

    def save(self, path: Path) -> None:
        np.savez(path, **self.__dict__)

    @classmethod
    def load(cls, path: Path) -> Coverage:
        with np.load(path) as kept:
            return cls(**{name: kept[name] for name in cls.__dataclass_fields__})


def cover(shapes: Sequence[Any], inverse: Any, width: int, height: int) -> Coverage:
    """`shapes`: polygons in the grid's system; `inverse`: from it to columns and rows (an Affine)."""
    found = [_part(group, first, inverse, width, height) for first, group in _batches(shapes)]
    if not found:
        empty = np.zeros(0, np.int64)
        return Coverage(empty, empty, empty, empty, np.zeros(0), empty)
    start, length, shape, cell, fraction, owner = (
        np.concatenate(column) for column in zip(*found, strict=True)
    )
    runs, cuts = np.argsort(start, kind="stable"), np.argsort(cell, kind="stable")
    return Coverage(start[runs], length[runs], shape[runs], cell[cuts], fraction[cuts], owner[cuts])


def _batches(shapes: Sequence[Any]) -> list[tuple[int, list[Any]]]:
    found: list[tuple[int, list[Any]]] = []
    room = 0
    for number, shape in enumerate(shapes):
        size = shapely.get_num_coordinates(shape)
        if not found or size > room:
            found.append((number, []))
            room = _BATCH
        found[-1][1].append(shape)
        room -= size
    return found


def _part(shapes: list[Any], first: int, inverse: Any, width: int, height: int) -> tuple[np.ndarray, ...]:
    owner, x0, y0, x1, y1 = _edges(shapes, inverse)
    owner, y0, x0, y1, x1 = _cut(owner, y0, x0, y1, x1, height)
    owner, x0, y0, x1, y1 = _cut(owner, x0, y0, x1, y1, width)
    rise = y1 - y0
    middle = (x0 + x1) / 2
    row = np.floor((y0 + y1) / 2).astype(np.int64)
    column = np.clip(np.floor(middle), -1, width).astype(np.int64)
    inside = (row >= 0) & (row < height) & (column < width) & (rise != 0)
    owner, row, column, rise, middle = (v[inside] for v in (owner, row, column, rise, middle))
    # Left of the grid, an edge hands its whole height to the first column.
    right = np.where(column < 0, 1.0, 1 - (middle - column))
    column = np.maximum(column, 0)
    return _rows(owner, row, column, rise, rise * right, first, width)


def _edges(shapes: list[Any], inverse: Any) -> tuple[np.ndarray, ...]:
    """Every edge of every ring in columns and rows, with the shape it belongs to; interiors lie on one side."""
    polygons, of = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    x = inverse.a * points[:, 0] + inverse.b * points[:, 1] + inverse.c
    y = inverse.d * points[:, 0] + inverse.e * points[:, 1] + inverse.f
    same = ring[1:] == ring[:-1]
    owner = of[polygon[ring[1:][same]]]
    return owner, x[:-1][same], y[:-1][same], x[1:][same], y[1:][same]


def _cut(
    owner: np.ndarray, a0: np.ndarray, b0: np.ndarray, a1: np.ndarray, b1: np.ndarray, limit: int
) -> tuple[np.ndarray, ...]:
    """Edges cut where `a` crosses a line of the grid (0…limit); `b` follows."""
    low, high = np.minimum(a0, a1), np.maximum(a0, a1)
    first = np.clip(np.floor(low) + 1, 0, limit + 1).astype(np.int64)
    last = np.clip(np.ceil(high) - 1, -1, limit).astype(np.int64)
    cuts = np.maximum(last - first + 1, 0)
    whole = np.repeat(np.arange(len(a0)), cuts + 1)
    piece = np.arange(len(whole)) - np.repeat(np.cumsum(cuts + 1) - (cuts + 1), cuts + 1)
    up = a1 >= a0

    def place(n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the nth cut of each edge is, its two ends being the cuts before the first and after the last."""
        line = np.where(up[whole], first[whole] + n - 1, last[whole] - n + 1).astype(float)
        start, end = n == 0, n == cuts[whole] + 1
        a = np.where(start, a0[whole], np.where(end, a1[whole], line))
        span = a1[whole] - a0[whole]
        share = np.divide(a - a0[whole], span, out=np.zeros_like(a), where=span != 0)
        b = b0[whole] + share * (b1[whole] - b0[whole])
        return a, np.where(start, b0[whole], np.where(end, b1[whole], b))

    (from_a, from_b), (to_a, to_b) = place(piece), place(piece + 1)
    return owner[whole], from_a, from_b, to_a, to_b


def _rows(
    owner: np.ndarray,
    row: np.ndarray,
    column: np.ndarray,
    rise: np.ndarray,
    area: np.ndarray,
    first: int,
    width: int,
) -> tuple[np.ndarray, ...]:
    """Sums per cell, then along each row of each shape: cut cells, and the runs of whole cells between them."""
    height = int(row.max(initial=0)) + 1
    line = owner.astype(np.int64) * height + row
    key, back = np.unique(line * width + column, return_inverse=True)
    rise, area = np.bincount(back, rise, len(key)), np.bincount(back, area, len(key))
    line, column = np.divmod(key, width)
    total = np.cumsum(rise)
    new = np.ones(len(key), bool)
    new[1:] = line[1:] != line[:-1]
    # What was handed on along this row so far: the running sum, less what it was where the row began.
    began = np.repeat((total - rise)[new], np.diff(np.append(np.flatnonzero(new), len(key))))
    handed = total - began
    fraction = np.abs(handed - rise + area)
    shape, row = first + line // height, line % height
    following = np.append(column[1:], width)
    following[np.append(new[1:], True)] = width
    share, base, room = np.abs(handed), row * width, following - column - 1
    run = (share > 1 - _DUST) & (room > 0)
    cut = fraction > _DUST
    # Between two edges of a row that an outline crosses flat, every cell is covered by the same part of its height.
    flat = np.flatnonzero((share > _DUST) & ~run & (room > 0))
    long = room[flat]
    step = np.arange(long.sum()) - np.repeat(np.cumsum(long) - long, long)
    return (
        (base + column + 1)[run],
        room[run],
        shape[run],
        np.concatenate([(base + column)[cut], np.repeat((base + column + 1)[flat], long) + step]),
        np.minimum(np.concatenate([fraction[cut], np.repeat(share[flat], long)]), 1.0),
        np.concatenate([shape[cut], np.repeat(shape[flat], long)]),
    )
