"""A GeoTIFF becomes a version in service: read in the locked child, checked, put in order, then shown at once."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.db import transaction
from rasterio.errors import CRSError
from rasterio.features import geometry_mask
from rasterio.transform import Affine

from etl import sandbox
from etl.errors import FileUnreadable, Note
from etl.rasters.declaration import SENSITIVITIES, Declaration
from etl.sandbox.process import RawSheet
from etl.sandbox.raster import MAX_CELLS
from layers.indicators.zonal import places
from layers.models import Raster, RasterVersion, TerritoryLimit
from layers.services.raster import prepare
from layers.services.raster.grid import Grid

# The Kingdom and a margin, in degrees: nothing beyond is kept.
FRAME = (-17.3, 20.6, -0.9, 36.1)
KEPT_VERSIONS = 2
CLASSED = frozenset({str(Raster.Kind.CLASSES)})
_TYPES = {np.dtype(t).name for t in ("u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8")}
# What programs write for "nothing" when they forget to say so.
_SUSPECT_LOW = (-9999.0, -32768.0, -99999.0)
_SUSPECT_HUGE = 1e37

Progress = Callable[[float, str], None]


def _silent(share: float, message: str) -> None:
    """Nobody waits."""


def register(
    path: Path,
    declaration: Declaration,
    *,
    owner_id: int | None = None,
    file_name: str = "",
    progress: Progress = _silent,
) -> RasterVersion:
    """FileUnreadable names what stops it; then nothing has changed. `progress` may raise to stop it too."""
    root = Path(settings.RASTER_DIR)
    options = {"band": declaration.band, "crs": declaration.crs, "nodata": declaration.nodata, "frame": FRAME}
    made = prepare.workplace(root)
    try:
        progress(0.01, "lecture")
        with sandbox.open_raster(path, options) as sheets:
            sheet = next(sheets)
            grid = _grid(sheet.about)
            strips = _strips(sheet, grid)
            if declaration.kingdom_only:
                strips = _inside_kingdom(strips, grid)
            contents = _written(made, grid, strips, lambda share: progress(0.05 + 0.6 * share, "lecture"))
            # What stopped the child is told with the last strip.
            next(sheets, None)
        notes = [*sheet.notes]
        classes = _classes(declaration, contents, sheet.about.get("palette"), notes)
        progress(0.7, "image")
        zoom = prepare.draw_tiles(made, classes=declaration.kind in CLASSED)
        progress(0.95, "mise en service")
        digest = _digest(path)
        asked = (options, declaration.kind, declaration.kingdom_only)
        folder = f"{declaration.name}/{_mark(digest, prepare.FORM, *asked)}"
        prepare.settle(made, root / folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    facts = {
        "folder": folder, "file_name": file_name or path.name, "sha256": digest, "owner_id": owner_id,
        "width": grid.width, "height": grid.height, "dtype": grid.dtype,
        "nodata": None if grid.nodata is None or math.isnan(grid.nodata) else grid.nodata, "crs": grid.crs,
        "bounds": [round(b, 7) for b in grid.degrees()], "resolution_m": grid.cell_side_m(), "max_zoom": zoom,
        "stats": contents.told(), "notes": [_told(note) for note in notes],
    }  # fmt: skip
    return _serve(declaration, classes, facts)


def _grid(about: dict[str, Any]) -> Grid:
    """The child's heading, believed only as far as it is possible."""
    try:
        width, height, dtype = int(about["width"]), int(about["height"]), str(about["dtype"])
        transform = tuple(float(v) for v in about["transform"])
        nodata = about["nodata"] if about["nodata"] is None else float(about["nodata"])
        sound = width > 0 < height and width * height <= MAX_CELLS and len(transform) == 6 and dtype in _TYPES
        if not (sound and all(map(math.isfinite, transform)) and transform[0] > 0 > transform[4]):
            raise ValueError(about)
        if np.dtype(dtype).kind == "f":
            nodata = math.nan
        grid = Grid(width, height, transform, str(about["crs"]), dtype, nodata)  # type: ignore[arg-type]
        if not all(map(math.isfinite, grid.degrees())):
            raise FileUnreadable("raster_crs_wrong", value=grid.extent, detail="hors du domaine de la projection")
    except (KeyError, TypeError, ValueError, CRSError) as error:
        raise FileUnreadable("file_crashed_reader", detail="flux incohérent") from error
    return grid


def _strips(sheet: RawSheet, grid: Grid) -> Iterator[np.ndarray]:
    dtype = np.dtype(grid.dtype)
    for batch in sheet.batches():
        for cells in batch.column(0):
            raw = cells.as_buffer()
            if raw.size % (grid.width * dtype.itemsize):
                raise FileUnreadable("file_crashed_reader", detail="flux incohérent")
            yield np.frombuffer(raw, dtype).reshape(-1, grid.width)


def _inside_kingdom(strips: Iterator[np.ndarray], grid: Grid) -> Iterator[np.ndarray]:
    """Cells that no part of the Kingdom touches have no value: what a neighbour's climate is, is not ours to show."""
    if grid.nodata is None:
        raise FileUnreadable("raster_declaration", value="nodata", detail="valeur sans donnée à indiquer")
    limits = TerritoryLimit.objects.filter(territory__level="country").order_by("-vintage")
    outline = shapely.from_wkb(bytes(limits[0].geom.wkb))
    shape = places.projected(np.array([outline]), grid.system)[0]
    row = 0
    for strip in strips:
        at = grid.affine @ Affine.translation(0, row)
        out = geometry_mask([shape], strip.shape, at, all_touched=True)
        yield np.where(out, strip.dtype.type(grid.nodata), strip)
        row += strip.shape[0]


def _written(
    made: Path, grid: Grid, strips: Iterator[np.ndarray], progress: Callable[[float], None]
) -> prepare.Contents:
    try:
        contents = prepare.write_grid(made, grid, strips, progress)
    except ValueError as error:
        raise FileUnreadable("file_crashed_reader", detail="flux incohérent") from error
    if not contents.valid:
        raise FileUnreadable("raster_empty")
    unsaid = grid.nodata is None or math.isnan(grid.nodata)
    low, high = contents.low, contents.high
    if unsaid and (low in _SUSPECT_LOW or low < -_SUSPECT_HUGE or high > _SUSPECT_HUGE):
        raise FileUnreadable("raster_nodata_suspect", value=f"{low if low < 0 else high:g}")
    return contents


def _classes(
    declaration: Declaration, contents: prepare.Contents, palette: Any, notes: list[Note]
) -> list[dict[str, Any]]:
    """The table of classes, the file's own palette when none is given. Continuous rasters have none."""
    if declaration.kind not in CLASSED:
        contents.codes = None
        return []
    if contents.fractional is not None:
        raise FileUnreadable("raster_classes_fractional", value=f"{contents.fractional:g}")
    if contents.codes is None or len(contents.codes) > prepare.MAX_CLASSES:
        many = len(contents.codes) if contents.codes else f"plus de {4 * prepare.MAX_CLASSES}"
        raise FileUnreadable("raster_classes_many", value=many, limit=prepare.MAX_CLASSES)
    classes = [dict(entry) for entry in declaration.classes]
    if not classes and isinstance(palette, dict):
        classes = [
            {"code": code, "fr": f"Classe {code}", "ar": f"الصنف {code}", "color": str(palette[str(code)])[:7]}
            for code in sorted(contents.codes)
            if str(code) in palette
        ]
        notes.append(Note("raster_palette", value=len(classes)))
    if not classes:
        raise FileUnreadable("raster_classes_missing")
    if unknown := sorted(set(contents.codes) - {entry["code"] for entry in classes}):
        notes.append(Note("raster_class_unknown", value=", ".join(map(str, unknown[:20]))))
    return classes


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _mark(digest: str, *more: Any) -> str:
    return hashlib.sha256(json.dumps([digest, *more], sort_keys=True).encode()).hexdigest()[:16]


def _told(note: Note) -> dict[str, str]:
    return {"code": note.code, "fr": note.text("fr"), "ar": note.text("ar")}


def _serve(declaration: Declaration, classes: list[dict[str, Any]], facts: dict[str, Any]) -> RasterVersion:
    """One transaction: who asks sees the old version whole, then the new one whole."""
    told = declaration.as_json()
    fields = ("title_fr", "title_ar", "theme", "kind", "unit", "additive", "source_fr", "source_ar", "licence", "ramp")
    values = {name: told[name] for name in fields} | {
        "situation": declaration.day, "sensitivity": int(SENSITIVITIES[declaration.sensitivity]), "classes": classes,
    }  # fmt: skip
    with transaction.atomic():
        raster, _ = Raster.objects.select_for_update().update_or_create(name=declaration.name, defaults=values)
        last = raster.versions.order_by("-number").values_list("number", flat=True).first() or 0
        version = RasterVersion.objects.create(raster=raster, number=last + 1, **facts)
        raster.current = version
        raster.save()
    _forget(raster)
    return version


def _forget(raster: Raster) -> None:
    """Older versions than the one before: nobody goes back further, and tiles of the last one may be under way."""
    old = raster.versions.order_by("-number")[KEPT_VERSIONS:]
    for version in list(old):
        version.delete()
        if not RasterVersion.objects.filter(folder=version.folder).exists():
            shutil.rmtree(Path(settings.RASTER_DIR) / version.folder, ignore_errors=True)
