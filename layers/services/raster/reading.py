"""A raster for a viewer: found, allowed, its files open, and its cells hidden outside the viewer's perimeter."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from django.conf import settings
from django.core.cache import cache
from rasterio.features import geometry_mask
from rasterio.transform import Affine

from layers import sql
from layers.access import Access, Viewer, access_to
from layers.errors import Forbidden, LoginNeeded, NotFound
from layers.models import Raster, RasterVersion
from layers.services.raster.prepare import GRID, TILES

_OPEN = 12
_held = threading.local()


@dataclass(frozen=True)
class Shown:
    """A raster in service, as one viewer may see it."""

    raster: Raster
    version: RasterVersion
    access: Access

    @property
    def is_public(self) -> bool:
        return self.access.is_public and not self.raster.sensitivity

    @property
    def stamp(self) -> str:
        """Changes with the cells, the style and what the viewer may see."""
        styled = int(self.raster.updated_at.timestamp() * 1000)
        return f"{self.version.pk}-{styled:x}-{self.access.fingerprint}"


def shown(name: str, viewer: Viewer) -> Shown:
    """NotFound, LoginNeeded or Forbidden, as for a layer."""
    raster = Raster.objects.select_related("current").filter(name=name).first()
    if raster is None:
        raise NotFound(name, parameter="raster")
    access = access_to(viewer, raster)
    if not access.allowed:
        raise LoginNeeded if viewer.is_anonymous else Forbidden
    if raster.current is None or not (folder(raster.current) / TILES).exists():
        raise NotFound(name, parameter="raster")
    return Shown(raster, raster.current, access)


def folder(version: RasterVersion) -> Path:
    return Path(settings.RASTER_DIR) / version.folder


def grid_file(version: RasterVersion) -> Any:
    return _opened(folder(version) / GRID, None)


def tiles_file(version: RasterVersion, level: int) -> Any:
    """The picture at full detail (-1), or one of its overviews."""
    return _opened(folder(version) / TILES, level)


def _opened(path: Path, level: int | None) -> Any:
    """A handle of this thread: GDAL shares none between threads, and opening costs more than reading a tile."""
    files: OrderedDict[tuple[Path, int | None], Any] = _held.__dict__.setdefault("files", OrderedDict())
    key = (path, level)
    if key in files:
        files.move_to_end(key)
        return files[key]
    more = {"overview_level": level} if level is not None and level >= 0 else {}
    files[key] = rasterio.open(path, driver="GTiff", **more)
    if len(files) > _OPEN:
        files.popitem(last=False)[1].close()
    return files[key]


def perimeter(access: Access) -> Any:
    """The shape (degrees) outside of which nothing is shown; None for the whole Kingdom."""
    if access.territory_ids is None:
        return None
    key = f"raster-perimeter-{access.fingerprint}"
    known = cache.get(key)
    if known is None:
        rows = sql.rows("rasters/perimeter.sql", {"territories": list(access.territory_ids)})
        known = shapely.to_wkb(shapely.union_all(shapely.from_wkb([bytes(r["geom"]) for r in rows])))
        cache.set(key, known, 600)
    return shapely.from_wkb(known)


def outside(access: Access, transform: Affine, shape: tuple[int, int]) -> np.ndarray | None:
    """Which cells of a web-map square lie outside the viewer's perimeter."""
    own = perimeter(access)
    if own is None:
        return None
    if own.is_empty:
        return np.ones(shape, bool)
    drawn = shapely.transform(own, _to_web)
    return geometry_mask([drawn], shape, transform)


def _to_web(points: np.ndarray) -> np.ndarray:
    radius = 6378137.0
    x = radius * np.radians(points[:, 0])
    y = radius * np.log(np.tan(np.pi / 4 + np.radians(points[:, 1]) / 2))
    return np.column_stack([x, y])
