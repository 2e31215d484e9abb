"""The generalisations of the territory: which one a zoom reads, and how coarse each is. Loader and tiles share it."""

from __future__ import annotations

from typing import NamedTuple


class Band(NamedTuple):
    zoom: int  # highest zoom served, and the key in TerritoryBand.band
    tolerance: float  # degrees, as shapely.coverage_simplify takes it


BANDS = (Band(4, 0.01), Band(6, 0.005), Band(8, 0.002), Band(11, 0.001), Band(14, 0.0002))


def band_of(zoom: int) -> int:
    """The band a zoom reads; beyond the last, the finest."""
    return next((band.zoom for band in BANDS if zoom <= band.zoom), BANDS[-1].zoom)
