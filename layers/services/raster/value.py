"""What a raster says at a point: read on the grid as it was handed in, never on its picture."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from rasterio.warp import transform
from rasterio.windows import Window

from layers.models import Raster
from layers.services.raster import look, reading
from layers.services.raster.prepare import valid
from layers.services.raster.reading import Shown


def at(shown: Shown, lon: float, lat: float, language: str) -> dict[str, Any]:
    """`value` None with a `reason`: outside, nodata or perimeter."""
    raster = shown.raster
    answer: dict[str, Any] = {
        "raster": raster.name,
        "title": raster.title(language),
        "lon": lon,
        "lat": lat,
        "value": None,
        "class": None,
        "unit": raster.unit,
        "resolution_m": round(shown.version.resolution_m, 1),
        "source": raster.source(language),
        "situation": raster.situation.isoformat() if raster.situation else None,
        "reason": "",
    }
    found, reason = _cell(shown, lon, lat)
    if found is None:
        return answer | {"reason": reason}
    answer["value"] = found
    if raster.kind == Raster.Kind.CLASSES:
        entry = next((e for e in raster.classes if e["code"] == int(found)), None)
        answer["value"] = int(found)
        answer["class"] = entry and {
            "code": entry["code"],
            "title": look.class_title(entry, language),
            "color": entry["color"],
        }
    return answer


def _cell(shown: Shown, lon: float, lat: float) -> tuple[float | None, str]:
    own = reading.perimeter(shown.access)
    if own is not None and not shapely.intersects_xy(own, lon, lat):
        return None, "perimeter"
    file = reading.grid_file(shown.version)
    (x,), (y,) = transform("EPSG:4326", file.crs, [lon], [lat])
    if not (math.isfinite(x) and math.isfinite(y)):
        return None, "outside"
    column, row = (math.floor(v) for v in ~file.transform @ (x, y))
    if not (0 <= column < file.width and 0 <= row < file.height):
        return None, "outside"
    cell = file.read(1, window=Window(column, row, 1, 1))
    if not valid(cell, file.nodata)[0, 0]:
        return None, "nodata"
    return _plain(cell[0, 0]), ""


def _plain(value: np.generic) -> float:
    """A single precision 0.1 is told as 0.1, not as 0.10000000149."""
    return float(str(value)) if value.dtype == np.float32 else float(value)
