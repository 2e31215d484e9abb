"""A grid of cells: where it lies, and how big its cells really are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rasterio.crs import CRS
from rasterio.transform import Affine
from rasterio.warp import transform, transform_bounds

# WGS84; the surface between the equator and a latitude needs no more than these two.
_A, _B = 6378137.0, 6356752.314245179
_E = math.sqrt(1 - (_B / _A) ** 2)
_STEP = 64


@dataclass(frozen=True)
class Grid:
    """`transform`: of pixel corners, north up. `nodata`: NaN for real values, None when every cell has one."""

    width: int
    height: int
    transform: tuple[float, float, float, float, float, float]
    crs: str
    dtype: str
    nodata: float | None

    @property
    def affine(self) -> Affine:
        return Affine(*self.transform)

    @cached_property
    def system(self) -> CRS:
        return CRS.from_wkt(self.crs)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        a, _, c, _, e, f = self.transform
        return c, f + self.height * e, c + self.width * a, f

    def degrees(self) -> tuple[float, float, float, float]:
        west, south, east, north = transform_bounds(self.system, "EPSG:4326", *self.extent, densify_pts=21)
        return west, south, east, north

    def key(self) -> str:
        """Same text, same cells: what was found out about one raster's grid serves another's."""
        return repr((self.width, self.height, self.transform, self.system.to_wkt()))

    def row_areas(self) -> np.ndarray | None:
        """Square metres of a cell of each row, exact on the ellipsoid; None when they also differ along a row."""
        if not self.system.is_geographic:
            return None
        edges = np.radians(self.transform[5] + np.arange(self.height + 1) * self.transform[4])
        return np.abs(np.diff(zone(np.clip(edges, -math.pi / 2, math.pi / 2)))) * math.radians(self.transform[0])

    def areas(self, first: int, last: int) -> np.ndarray:
        """Square metres of each cell of rows first…last; a projection's are smooth, found at knots and interpolated."""
        by_row = self.row_areas()
        if by_row is not None:
            return np.broadcast_to(by_row[first:last, None], (last - first, self.width))
        rows, columns = np.arange(first, last) + 0.5, np.arange(self.width) + 0.5
        knots = np.stack([np.interp(rows, self._knots[0], line) for line in self._cell_areas.T], axis=1)
        return np.stack([np.interp(columns, self._knots[1], line) for line in knots])

    @cached_property
    def _knots(self) -> tuple[np.ndarray, np.ndarray]:
        rows, columns = (np.linspace(0, n, max(2, math.ceil(n / _STEP) + 1)) for n in (self.height, self.width))
        return rows, columns

    @cached_property
    def _cell_areas(self) -> np.ndarray:
        """At each knot, what a cell there covers on the ellipsoid: from how fast longitude and latitude change."""
        row, column = np.meshgrid(*self._knots, indexing="ij")
        a, _, c, _, e, f = self.transform
        x, y = (c + column * a).ravel(), (f + row * e).ravel()

        def degrees(dx: float, dy: float) -> np.ndarray:
            return np.radians(transform(self.system, "EPSG:4326", x + dx, y + dy))

        east, north = (degrees(a / 2, 0) - degrees(-a / 2, 0), degrees(0, -e / 2) - degrees(0, e / 2))
        turned = np.abs(east[0] * north[1] - east[1] * north[0])
        latitude = degrees(0, 0)[1]
        flat = 1 - (_E * np.sin(latitude)) ** 2
        metres = _A**2 * (1 - _E**2) / flat**2 * np.cos(latitude)
        return (turned * metres).reshape(row.shape)

    def cell_side_m(self) -> float:
        """Side of a square as big as the middle cell."""
        row = self.height // 2
        return float(math.sqrt(self.areas(row, row + 1)[0, self.width // 2]))


def zone(latitude: np.ndarray) -> np.ndarray:
    """Surface of the ellipsoid from the equator to a latitude, a radian wide."""
    sine = np.sin(latitude)
    return _B**2 / 2 * (sine / (1 - (_E * sine) ** 2) + np.arctanh(_E * sine) / _E)


def of_dataset(file: object) -> Grid:
    """The grid of an open rasterio dataset."""
    return Grid(file.width, file.height, tuple(file.transform)[:6], file.crs.to_wkt(), file.dtypes[0], file.nodata)  # type: ignore[attr-defined]
