"""A raster's cells on any grid of the map's plane, and a picture of them: a square of the map, a printed page."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from rasterio.enums import Resampling
from rasterio.transform import Affine
from rasterio.vrt import WarpedVRT

from layers.models import Raster
from layers.services.raster import look, png, reading
from layers.services.raster.prepare import valid
from layers.services.raster.reading import Shown

Known = tuple[np.ndarray, np.ndarray]


def cells(shown: Shown, place: Affine, shape: tuple[int, int]) -> Known | None:
    """Values and which are known; None without any. `place`: of pixel corners, in EPSG:3857.

    From afar from the pyramid, at the level just finer than what is asked; nearer than its finest pixel from the grid
    itself, so that each cell keeps its true edges.
    """
    full = reading.tiles_file(shown.version, -1)
    coarser = math.floor(math.log2(place.a / full.transform.a) + 1e-9)
    if coarser < 0:
        file = reading.grid_file(shown.version)
    else:
        file = reading.tiles_file(shown.version, min(coarser, len(full.overviews(1))) - 1)
    smooth = shown.raster.kind == Raster.Kind.CONTINUOUS
    how = Resampling.bilinear if smooth else Resampling.nearest
    # Where the file has no empty value, what lies beyond its edge is told by the mask.
    more = {"resampling": how, "add_alpha": file.nodata is None}
    with WarpedVRT(file, crs="EPSG:3857", transform=place, height=shape[0], width=shape[1], **more) as warped:
        found = warped.read(1)
        inside = warped.read(2) > 0 if file.nodata is None else True
    known = valid(found, file.nodata) & inside
    return (found, known) if known.any() else None


def picture(shown: Shown, read: Known | None, place: Affine, colours: Sequence[str]) -> bytes:
    """PNG of what the viewer may see of these cells; empty where that is nothing."""
    if read is None:
        return b""
    found, known = read
    hidden = reading.outside(shown.access, place, found.shape)
    if hidden is not None:
        known = known & ~hidden
    drawn = look.indexes(shown.raster, found, known)
    return png.encode(drawn, colours) if drawn.any() else b""
