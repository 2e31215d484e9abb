"""In which parcels does each of many points lie? Only the ground that is asked for is read, and once a run.

Parcels come out of the database square by square. Their outlines wait in a file without a name, their boxes in memory:
some fifty bytes a parcel. A point meets the boxes of the few cells that can hold it, and then the outlines.
"""

from __future__ import annotations

import mmap
import struct
import tempfile
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from django.conf import settings

from etl import rings
from etl.errors import StorageFailed
from etl.pgbinary import HEADER, TRAILER
from layers import sql

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
# Side of the squares of ground, and what each reaches beyond it so that no rounding leaves a point between two.
SQUARE, BEYOND = 0.1, 1e-6
# More than that reach and what boxes are rounded by.
_HAIR = 1e-5
# Side of the finest cells, in degrees: twenty metres. A parcel is kept in the cell of its corner, of the first size
# (each twice the last) that is no smaller than its box.
CELL = 0.0002
_LEVEL, _ROW = np.int64(1 << 56), np.int64(1 << 28)
# Pairs of a point and a parcel that are looked at together.
_TOGETHER = 1 << 21
# Bytes of outlines that are measured and written together.
_AT_ONCE = 1 << 22
# What an outline of one part and one ring begins with; the number of corners follows.
_HEAD = np.frombuffer(bytes([1, 6, 0, 0, 0, 1, 0, 0, 0, 1, 3, 0, 0, 0, 1, 0, 0, 0]), np.uint8)
# Thrice the bound of Shewchuk's orientation test: beyond it the side a point lies on is the true one.
_SURE = 1e-15


@dataclass(frozen=True)
class Sheet:
    """The parcels of squares read together, in the order of their cells; `start` and `size` of each in the file."""

    code: Integers
    boxes: npt.NDArray[np.float32]
    start: Integers
    size: npt.NDArray[np.int32]
    references: pa.Array
    levels: tuple[int, ...]

    def near(self, lon: Floats, lat: Floats) -> Iterator[tuple[Integers, Integers]]:
        """Points and parcels whose box holds them."""
        for level in self.levels:
            cell = CELL * 2.0**level
            column, row = _cell(lon, cell), _cell(lat, cell)
            for below in (1, 0):
                left = level * _LEVEL + (row - below) * _ROW + column
                first = np.searchsorted(self.code, left - 1)
                count = np.searchsorted(self.code, left, side="right") - first
                for points, parcels in _pairs(first, count):
                    west, south, east, north = self.boxes[parcels].T
                    x, y = lon[points], lat[points]
                    held = (west <= x) & (x <= east) & (south <= y) & (y <= north)
                    yield points[held], parcels[held]


class Parcels:
    """`copy` sends the rows of a query file where it is told, as `sql.copied` does."""

    def __init__(self, copy: Callable[[str, dict[str, Any], sql.Writable], None] = sql.copied) -> None:
        self._copy = copy
        self._squares, self._sheet_of = np.empty(0, np.int64), np.empty(0, np.int64)
        self._sheets: list[Sheet] = []

    @cached_property
    def _file(self) -> Any:
        """Gone with the last who knows of it, however the run ends."""
        folder = Path(settings.LOCAL_DIR) / "cache"
        folder.mkdir(parents=True, exist_ok=True)
        found = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - as long as the run
        weakref.finalize(self, found.close)
        return found

    def at(self, lon: Floats, lat: Floats) -> tuple[Integers, pa.Array]:
        """Each point with each parcel that holds it, its limit included: positions of points, references."""
        square = _square(lon, lat)
        self._survey(np.unique(square))
        found: list[tuple[Integers, pa.Array]] = [(np.empty(0, np.int64), pa.array([], pa.string()))]
        sheets = self._sheet_of[np.searchsorted(self._squares, square)]
        for number in np.unique(sheets).tolist():
            sheet, mine = self._sheets[number], np.flatnonzero(sheets == number)
            # Neighbours follow each other: they meet the same cells and the same pages of the file.
            mine = mine[np.lexsort((lon[mine], _cell(lat[mine], CELL)))]
            for at, parcels in sheet.near(lon[mine], lat[mine]):
                points = mine[at]
                held = self._hold(sheet, parcels, lon[points], lat[points])
                found.append((points[held], sheet.references.take(pa.array(parcels[held]))))
        rows, references = zip(*found, strict=True)
        return np.concatenate(rows), pa.concat_arrays(references)

    # -- reading

    def _survey(self, squares: Integers) -> None:
        """Reads the squares nobody has asked for yet."""
        new = np.setdiff1d(squares, self._squares, assume_unique=True)
        if not len(new):
            return
        sheet = _Reader(self._file)
        south, west = (part * SQUARE - BEYOND for part in np.divmod(new, 1 << 16))
        asked = {"west": (west - 180).tolist(), "south": (south - 90).tolist(), "side": SQUARE + 2 * BEYOND}
        self._copy("location/parcels_in.sql", asked, sheet)
        squares = np.concatenate([self._squares, new])
        numbers = np.concatenate([self._sheet_of, np.full(len(new), len(self._sheets))])
        order = np.argsort(squares)
        self._squares, self._sheet_of = squares[order], numbers[order]
        self._sheets.append(sheet.done())

    # -- testing

    def _hold(self, sheet: Sheet, parcels: Integers, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
        """Does each parcel's outline hold its point? Where numbers leave a doubt, the geometry library decides."""
        if not len(parcels):
            return np.empty(0, bool)
        with mmap.mmap(self._file.fileno(), 0, prot=mmap.PROT_READ) as pages:
            content = np.frombuffer(pages, np.uint8)
            start, size = sheet.start[parcels], sheet.size[parcels]
            held, left = np.zeros(len(parcels), bool), np.ones(len(parcels), bool)
            for rows, corners in rings.alike(content, start, size, _HEAD):
                held[rows], left[rows] = _inside(corners, lon[rows], lat[rows])
            rows = np.flatnonzero(left)
            outlines = shapely.from_wkb(
                [pages[a : a + n] for a, n in zip(start[rows].tolist(), size[rows].tolist(), strict=True)]
            )
            held[rows] = shapely.intersects_xy(outlines, lon[rows], lat[rows])
            del content
        return held


def lowest(rows: np.ndarray, references: pa.Array) -> dict[int, str]:
    """The first of each row's references, byte by byte."""
    table = pa.table({"row": pa.array(rows, pa.int64()), "reference": references})
    least = table.group_by("row").aggregate([("reference", "min")])
    return dict(zip(least["row"].to_pylist(), least["reference_min"].to_pylist(), strict=True))


class _Reader:
    """Takes squares as the database sends them, one a message; outlines go to the file, some megabytes at a time."""

    def __init__(self, file: Any) -> None:
        self._file, self._end = file, file.seek(0, 2)
        self._waiting: list[memoryview] = []
        self._boxes = [np.empty((0, 4), np.float32)]
        self._sizes, self._done = [np.empty(0, np.int32)], 1
        self._references = [pa.array([], pa.string())]

    def write(self, message: bytes) -> None:
        place = len(HEADER) if message.startswith(HEADER) else 0
        if len(message) - place == len(TRAILER):
            return
        fields, place = [], place + 2
        while place < len(message):
            (size,) = struct.unpack_from(">i", message, place)
            fields.append(memoryview(message)[place + 4 : place + 4 + size])
            place += 4 + size
        references, sizes, outlines = fields
        self._references.append(pa.array(str(references, "utf-8").split("\n"), pa.string()))
        self._sizes.append(np.frombuffer(sizes, ">i4").astype(np.int32))
        self._waiting.append(outlines)
        if sum(map(len, self._waiting)) > _AT_ONCE:
            self._keep()

    def _keep(self) -> None:
        if not self._waiting:
            return
        outlines = b"".join(self._waiting)
        self._boxes.append(_boxes(outlines, np.concatenate(self._sizes[self._done :])))
        self._done, self._waiting = len(self._sizes), []
        try:
            self._file.write(outlines)
            self._file.flush()
        except OSError as error:
            raise StorageFailed(detail=str(error)) from error

    def done(self) -> Sheet:
        self._keep()
        size, boxes = np.concatenate(self._sizes), np.concatenate(self._boxes)
        references = pa.concat_arrays(self._references)
        code = _codes(boxes)
        order = np.argsort(code, kind="stable")
        order = order[~_again(boxes, references)[order]]
        start = self._end + np.cumsum(size, dtype=np.int64) - size
        named = references.take(pa.array(order))
        return Sheet(code[order], boxes[order], start[order], size[order], named, _levels(code))


def _square(lon: Floats, lat: Floats) -> Integers:
    found: Integers = _cell(lat, SQUARE, 90) * (1 << 16) + _cell(lon, SQUARE)
    return found


def _cell(degrees: npt.NDArray[Any], side: float, origin: float = 180) -> Integers:
    return np.floor((degrees + origin) / side).astype(np.int64)


def _boxes(outlines: bytes, size: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    """West, south, east, north, rounded outwards: half the memory, and exactness is the outlines' affair."""
    content, start = np.frombuffer(outlines, np.uint8), np.cumsum(size, dtype=np.int64) - size
    found, left = np.empty((len(size), 4)), np.ones(len(size), bool)
    for rows, corners in rings.alike(content, start, size, _HEAD):
        found[rows], left[rows] = rings.boxes(corners), False
    rows = np.flatnonzero(left)
    found[rows] = shapely.bounds(
        shapely.from_wkb([outlines[start[row] : start[row] + size[row]] for row in rows.tolist()])
    ).reshape(-1, 4)
    narrow = found.astype(np.float32)
    narrow[:, :2] = np.nextafter(narrow[:, :2], np.float32(-np.inf))
    narrow[:, 2:] = np.nextafter(narrow[:, 2:], np.float32(np.inf))
    return narrow


def _codes(boxes: npt.NDArray[np.float32]) -> Integers:
    west, south, east, north = boxes.astype(np.float64).T
    side = np.maximum(east - west, north - south) * (1 + 1e-6)
    level = np.ceil(np.log2(np.maximum(side, CELL) / CELL)).astype(np.int64)
    cell = CELL * 2.0**level
    found: Integers = level * _LEVEL + _cell(south, cell) * _ROW + _cell(west, cell)
    return found


def _again(boxes: npt.NDArray[np.float32], references: pa.Array) -> npt.NDArray[np.bool_]:
    """Parcels that came with another square already: few, and among those that reach beyond theirs."""
    low, high = boxes[:, :2].astype(np.float64) - _HAIR, boxes[:, 2:].astype(np.float64) + _HAIR
    found = (_cell(low, SQUARE) != _cell(high, SQUARE)).any(axis=1)
    rows = np.flatnonzero(found)
    _, first = np.unique(references.take(pa.array(rows)).to_numpy(False), return_index=True)
    found[rows[first]] = False
    return found


def _levels(code: Integers) -> tuple[int, ...]:
    return tuple(np.unique(code // _LEVEL).tolist())


def _pairs(first: Integers, count: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Each point with each of its `count` parcels from `first` on, some millions at a time at most."""
    points = np.flatnonzero(count)
    ends = np.cumsum(count[points])
    cuts = np.searchsorted(ends, np.arange(_TOGETHER, ends[-1] if len(ends) else 0, _TOGETHER))
    for part in np.split(points, np.unique(cuts)):
        if len(part):
            many = count[part]
            parcels = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many - first[part], many)
            yield np.repeat(part, many), parcels


def _inside(corners: Floats, lon: Floats, lat: Floats) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Is each point inside its ring; and is that unsure, the point being a hair from an edge?"""
    x, y = corners[:, :, 0] - lon[:, None], corners[:, :, 1] - lat[:, None]
    x1, y1, x2, y2 = x[:, :-1], y[:, :-1], x[:, 1:], y[:, 1:]
    left, right = x1 * y2, x2 * y1
    side, doubt = left - right, _SURE * (np.abs(left) + np.abs(right))
    crossed = (y1 > 0) != (y2 > 0)
    beside = _around(x1, x2) & _around(y1, y2)
    unsure = ((np.abs(side) <= doubt) & (crossed | beside)).any(axis=1)
    # An edge that goes up passes east of the point when the point is on its left, one that goes down when on its right.
    east = crossed & ((side > 0) == (y2 > y1))
    return east.sum(axis=1) % 2 == 1, unsure


def _around(one: Floats, other: Floats) -> npt.NDArray[np.bool_]:
    """Where zero lies between the two."""
    return (np.minimum(one, other) <= 0) & (np.maximum(one, other) >= 0)
