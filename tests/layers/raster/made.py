"""Small rasters with known cells, written as anyone would write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import from_bounds

# Around Béni Mellal: 2° × 1.5°, some fifty communes whole.
BOX = (-7.5, 31.5, -5.5, 33.0)


def write(path: Path, cells: np.ndarray, bounds: tuple[float, ...] = BOX, **profile: Any) -> Path:
    bands = cells if cells.ndim == 3 else cells[None]
    count, height, width = bands.shape
    told = {
        "driver": "GTiff", "width": width, "height": height, "count": count, "dtype": cells.dtype, "crs": "EPSG:4326",
        "transform": from_bounds(*bounds, width, height), **profile,
    }  # fmt: skip
    with rasterio.open(path, "w", **{k: v for k, v in told.items() if v is not None}) as out:
        out.write(bands)
    return path


def smooth(width: int = 120, height: int = 90) -> np.ndarray:
    """A slope with waves: no two cells alike, so that a shift of one would show."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return (1000 + 5 * x - 3 * y + 40 * np.sin(x / 7) * np.cos(y / 5)).astype(np.float32)


def said(name: str = "essai", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "title_fr": "Essai",
        "title_ar": "تجربة",
        "source_fr": "Fait pour l’essai",
        "licence": "Apache-2.0",
        "situation": "2020-06-30",
        "sensitivity": "public",
        "unit": "m",
        **more,
    }
