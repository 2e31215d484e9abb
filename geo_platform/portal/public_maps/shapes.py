"""Geometries of a public map, generalised for the zoom at which its extent fills a page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from layers import sql, territories
from layers.bands import BANDS, band_of
from layers.territories import resolve_codes

# Pixels that the longer side of the extent takes on a desktop.
_SIDE = 700
_FINEST = 11


@dataclass(frozen=True)
class Extent:
    """`zoom`: where the extent fills the page; it decides the generalisation and the decimals kept."""

    code: str
    west: float
    south: float
    east: float
    north: float

    @property
    def zoom(self) -> int:
        widest = max(self.east - self.west, (self.north - self.south) * 1.15, 0.01)
        return max(0, int(math.log2(_SIDE / 256 * 360 / widest)))

    @property
    def band(self) -> int:
        """Of the zoom and one closer: a reader comes nearer once before the drawing looks coarse."""
        return band_of(min(self.zoom + 1, _FINEST))

    @property
    def digits(self) -> int:
        """Decimals of a degree: a tenth of a pixel two zooms closer, no more."""
        return min(6, max(3, math.ceil(math.log10(256 * 2 ** (self.zoom + 1) / 360))))

    @property
    def tolerance(self) -> float:
        return next(band.tolerance for band in BANDS if band.zoom == self.band) / 2

    @property
    def bounds(self) -> list[list[float]]:
        return [[self.south, self.west], [self.north, self.east]]

    @property
    def territory_id(self) -> int | None:
        return resolve_codes([self.code])[0] if self.code else None


def extent_of(code: str) -> Extent:
    found = territories.describe(code or "MA")
    west, south, east, north = found["bbox"] if found and found["bbox"] else (-17.2, 20.7, -1.0, 36.0)
    return Extent(code, west, south, east, north)


def level(extent: Extent, name: str, *, everywhere: bool = False) -> list[dict[str, Any]]:
    """code, name_fr, name_ar, geometry, lon, lat of a level's territories inside the extent."""
    params = {"level": name, "band": extent.band, "digits": extent.digits}
    return sql.rows("territory/drawn.sql", {**params, "under": None if everywhere else extent.territory_id})
