"""A square of the map as a PNG: whole pixels of the pyramid, coloured, cached under a key that knows the viewer."""

from __future__ import annotations

import math

import numpy as np
from django.core.cache import caches
from rasterio.transform import Affine
from rasterio.windows import Window

from layers.errors import NotFound
from layers.services.raster import look, reading, warped
from layers.services.raster.prepare import valid
from layers.services.raster.reading import Shown

SIZE = 256
MAX_ZOOM = 22
HALF_WORLD = math.pi * 6378137


def etag(shown: Shown, z: int, x: int, y: int) -> str:
    return f'"r-{shown.stamp}-{z}-{x}-{y}"'


def render(shown: Shown, z: int, x: int, y: int) -> bytes:
    """PNG; empty where the raster says nothing. NotFound outside the tile grid."""
    if not (0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(f"{z}/{x}/{y}", parameter="tile")
    key = f"raster-{shown.raster.name}-{etag(shown, z, x, y)}".replace('"', ":")
    cached: bytes | None = caches["tiles"].get(key)
    if cached is None:
        cached = _draw(shown, z, x, y)
        caches["tiles"].set(key, cached)
    return cached


def _draw(shown: Shown, z: int, x: int, y: int) -> bytes:
    pixel = 2 * HALF_WORLD / 2**z / SIZE
    place = Affine(pixel, 0, -HALF_WORLD + x * SIZE * pixel, 0, -pixel, HALF_WORLD - y * SIZE * pixel)
    near = z > shown.version.max_zoom
    read = warped.cells(shown, place, (SIZE, SIZE)) if near else _cells(shown, z, x, y)
    return warped.picture(shown, read, place, look.colours(shown.raster))


def _cells(shown: Shown, z: int, x: int, y: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Values and which are known. The pyramid lies on the map's own squares: pixels are read as they are."""
    top = shown.version.max_zoom
    full = reading.tiles_file(shown.version, -1)
    level = min(top - z, len(full.overviews(1)))
    file = reading.tiles_file(shown.version, level - 1)
    # Pixels of a side of this square in the file: 256, or more above its last overview.
    side = SIZE * 2.0 ** (top - level - z)
    west, north = _corner(full, 2**level)
    left, upper = x * side - west, y * side - north
    right, lower = min(left + side, file.width), min(upper + side, file.height)
    c0, r0 = max(left, 0.0), max(upper, 0.0)
    if c0 >= right or r0 >= lower:
        return None
    to = SIZE / side
    columns, rows = (slice(round((a - s) * to), round((b - s) * to)) for a, b, s in
                     ((c0, right, left), (r0, lower, upper)))  # fmt: skip
    shape = (rows.stop - rows.start, columns.stop - columns.start)
    if not all(shape):
        return None
    part = file.read(1, window=Window(c0, r0, right - c0, lower - r0), out_shape=shape)
    cells = np.zeros((SIZE, SIZE), part.dtype)
    known = np.zeros((SIZE, SIZE), bool)
    cells[rows, columns], known[rows, columns] = part, valid(part, file.nodata)
    return cells, known


def _corner(file: object, factor: int) -> tuple[float, float]:
    """The picture's upper left, in pixels of an overview from the corner of the world."""
    t = file.transform  # type: ignore[attr-defined]
    return (t.c + HALF_WORLD) / t.a / factor, (HALF_WORLD - t.f) / -t.e / factor
