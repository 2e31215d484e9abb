"""From clean strips to a version in order: the grid as measured, its picture for the map, and what it holds.

Two files because one cannot serve both: reprojected cells are other cells, so sums are taken on the grid as it was
handed in; and a map reads a pyramid in the map's own squares a hundred times faster than it could reproject.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.shutil
from rasterio.windows import Window

from layers.services.raster.grid import Grid

GRID, TILES = "grid.tif", "tiles.tif"
# Raised when the two files are made otherwise: what was made before is then made anew.
FORM = 1
MAX_CLASSES = 254
_SAMPLE = 4_000
_EARTH = 2 * math.pi * 6378137

Progress = Callable[[float], None]


class Contents:
    """What the cells hold, seen strip by strip: extremes, a sample for quantiles, codes as long as they are few."""

    def __init__(self, nodata: float | None) -> None:
        self.nodata = nodata
        self.cells = self.valid = 0
        self.low, self.high, self.sum = math.inf, -math.inf, 0.0
        self.samples: list[np.ndarray] = []
        self.codes: Counter[int] | None = Counter()
        self.fractional: float | None = None

    def see(self, strip: np.ndarray) -> None:
        known = strip[valid(strip, self.nodata)]
        self.cells += strip.size
        self.valid += known.size
        if not known.size:
            return
        self.low, self.high = min(self.low, float(known.min())), max(self.high, float(known.max()))
        self.sum += float(known.sum(dtype=np.float64))
        self.samples.append(known[:: max(1, known.size // _SAMPLE)].astype(np.float64))
        self._count(known)

    def _count(self, known: np.ndarray) -> None:
        if self.codes is None:
            return
        if known.dtype.kind == "f" and (odd := known[known != np.round(known)]).size:
            self.codes, self.fractional = None, float(odd[0])
            return
        found, times = np.unique(known, return_counts=True)
        self.codes.update(dict(zip(found.astype(np.int64).tolist(), times.tolist(), strict=True)))
        if len(self.codes) > 4 * MAX_CLASSES:
            self.codes = None

    def told(self) -> dict[str, Any]:
        quantiles = np.quantile(np.concatenate(self.samples), [0.02, 0.5, 0.98])
        return {
            "cells": self.cells,
            "valid_share": self.valid / self.cells,
            "min": self.low,
            "max": self.high,
            "mean": self.sum / self.valid,
            "p2": float(quantiles[0]),
            "median": float(quantiles[1]),
            "p98": float(quantiles[2]),
            "codes": {str(c): n for c, n in sorted((self.codes or {}).items())},
        }


def valid(cells: np.ndarray, nodata: float | None) -> np.ndarray:
    if cells.dtype.kind == "f":
        return ~np.isnan(cells)
    return np.ones(cells.shape, bool) if nodata is None else cells != cells.dtype.type(nodata)


def write_grid(folder: Path, grid: Grid, strips: Iterable[np.ndarray], progress: Progress) -> Contents:
    """Cells as they are, in compressed blocks. ValueError when the strips are not the grid's rows."""
    contents, row = Contents(grid.nodata), 0
    profile = {
        "driver": "GTiff", "width": grid.width, "height": grid.height, "count": 1, "dtype": grid.dtype,
        "crs": grid.system, "transform": grid.affine, "nodata": grid.nodata, "tiled": True, "blockxsize": 256,
        "blockysize": 256, "compress": "zstd", "zstd_level": 3, "bigtiff": "if_safer",
    }  # fmt: skip
    with rasterio.Env(GDAL_CACHEMAX=256), rasterio.open(folder / GRID, "w", **profile) as out:
        for strip in strips:
            if row + strip.shape[0] > grid.height:
                break
            out.write(strip, 1, window=Window(0, row, grid.width, strip.shape[0]))
            contents.see(strip)
            row += strip.shape[0]
            progress(row / grid.height)
    if row != grid.height:
        msg = f"{row} rows instead of {grid.height}"
        raise ValueError(msg)
    return contents


def draw_tiles(folder: Path, *, classes: bool) -> int:
    """A cloud-optimised pyramid aligned on the squares of a web map; its highest zoom.

    Classes are never mixed: nearest cell, then the most frequent one; quantities are interpolated, then averaged.
    """
    options = {
        "driver": "COG", "TILING_SCHEME": "GoogleMapsCompatible", "ZOOM_LEVEL_STRATEGY": "UPPER", "BLOCKSIZE": 256,
        "COMPRESS": "ZSTD", "ADD_ALPHA": "NO", "WARP_RESAMPLING": "NEAREST" if classes else "BILINEAR",
        "OVERVIEW_RESAMPLING": "MODE" if classes else "AVERAGE",
    }  # fmt: skip
    with rasterio.Env(GDAL_CACHEMAX=256):
        rasterio.shutil.copy(folder / GRID, folder / TILES, **options)
        with rasterio.open(folder / TILES) as made:
            return round(math.log2(_EARTH / 256 / made.transform.a))


def workplace(root: Path) -> Path:
    """A new folder beside those in service: what is killed half-way is seen by nobody."""
    root.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=".new-", dir=root))


def settle(made: Path, target: Path) -> None:
    """Under its name, at once and whole; the same content may already be there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    made.chmod(0o755)
    try:
        os.rename(made, target)
    except OSError:
        if not (target / TILES).exists():
            raise
        shutil.rmtree(made)
