"""Outlines read straight from their bytes, many at once.

Most parcels are one ring that turns always the same way, once around. Such a ring crosses nothing and needs no geometry
library; whatever is not surely of that kind (a bend in, a hole, a corner on a straight line) is left to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.area import alike_m2

Floats = npt.NDArray[np.float64]
# A little-endian polygon of one ring; the number of its corners follows, then the corners.
_HEAD = np.frombuffer(bytes([1, 3, 0, 0, 0, 1, 0, 0, 0]), np.uint8)
_COUNT, _CORNER = 4, 16
_FEWEST, _MOST = 4, 64
# Fewer outlines of one size are not worth a pass of their own.
_WORTH = 64
# Thrice the bound of Shewchuk's orientation test: beyond it the sign of a turn is the true one.
_SURE = 1e-15


@dataclass(frozen=True)
class Rings:
    """`groups`: rows of the batch, and their closed rings (row, corner, axis)."""

    size: int
    groups: list[tuple[npt.NDArray[np.int64], Floats]]

    @property
    def mask(self) -> npt.NDArray[np.bool_]:
        """Rows that are surely sound."""
        found = np.zeros(self.size, bool)
        for rows, _ in self.groups:
            found[rows] = True
        return found

    def areas_m2(self) -> Floats:
        """0 for the others."""
        found = np.zeros(self.size)
        for rows, corners in self.groups:
            found[rows] = alike_m2(corners)
        return found

    def boxes(self) -> Floats:
        """West, south, east, north of each row; not-a-number for the others."""
        found = np.full((self.size, 4), np.nan)
        for rows, corners in self.groups:
            found[rows] = boxes(corners)
        return found


def boxes(corners: Floats) -> Floats:
    """West, south, east, north of closed rings: corner by corner, many times faster than along so short an axis."""
    each = [corners[:, n] for n in range(corners.shape[1] - 1)]
    return np.hstack([reduce(np.minimum, each), reduce(np.maximum, each)])


def read(column: pa.Array) -> Rings:
    """The surely sound outlines of a column of WKB."""
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    content = np.frombuffer(column.buffers()[2] or b"", np.uint8)
    groups = []
    for rows, xy in alike(content, offsets[:-1], np.diff(offsets), _HEAD):
        sure = _turns_once(xy)
        groups.append((rows, xy) if sure.all() else (rows[sure], xy[sure]))
    return Rings(len(column), groups)


def alike(
    content: npt.NDArray[np.uint8], start: npt.NDArray[Any], size: npt.NDArray[Any], head: npt.NDArray[np.uint8]
) -> Iterator[tuple[npt.NDArray[np.int64], Floats]]:
    """Outlines of one ring (their bytes begin with `head`), those of one size together: rows and corners.

    Rows that come out in no group are of another kind, or too few of their size.
    """
    before = len(head) + _COUNT
    for bytes_, count in zip(*np.unique(size, return_counts=True), strict=True):
        corners, odd = divmod(int(bytes_) - before, _CORNER)
        if count < _WORTH or odd or not _FEWEST <= corners <= _MOST:
            continue
        rows = np.flatnonzero(size == bytes_)
        found = np.lib.stride_tricks.sliding_window_view(content, int(bytes_))[start[rows]]
        counts = np.ascontiguousarray(found[:, len(head) : before]).view("<u4")[:, 0]
        plain = (found[:, : len(head)] == head).all(axis=1) & (counts == corners)
        yield rows[plain], np.ascontiguousarray(found[plain, before:]).view("<f8").reshape(-1, corners, 2)


def _turns_once(xy: Floats) -> npt.NDArray[np.bool_]:
    """Closed, and every turn to the same side beyond doubt, once around."""
    closed = (xy[:, 0] == xy[:, -1]).all(axis=1)
    # What is not finite makes turns that are not: nothing is above a bound that is not a number.
    with np.errstate(invalid="ignore", over="ignore"):
        x, y = np.diff(xy[:, :, 0]), np.diff(xy[:, :, 1])
        x2, y2 = np.roll(x, -1, axis=1), np.roll(y, -1, axis=1)
        left, right = x * y2, y * x2
        turn, doubt = left - right, _SURE * (np.abs(left) + np.abs(right))
    # A ring that turns one way passes from one half of the directions to the other twice each time around.
    forth = (x > 0) | ((x == 0) & (y > 0))
    passes = (forth != np.roll(forth, -1, axis=1)).sum(axis=1)
    return closed & ((turn > doubt).all(axis=1) | (turn < -doubt).all(axis=1)) & (passes == 2)
