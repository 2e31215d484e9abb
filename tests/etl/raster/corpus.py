"""Wrong and odd rasters, generated: each says what it is, and which named fault or note it must give."""

from __future__ import annotations

import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import Affine, from_bounds

from tests.layers.raster import made

Writer = Callable[[Path], Path]
SMALL = made.smooth(40, 30)
CODES = (SMALL % 4).astype(np.uint8)
TABLE = [{"code": c, "fr": f"Classe {c}", "ar": f"صنف {c}", "color": "#336699"} for c in range(4)]


@dataclass(frozen=True)
class Case:
    """`fault` empty: it loads, with these notes."""

    write: Writer
    fault: str = ""
    notes: tuple[str, ...] = ()
    said: dict[str, Any] = field(default_factory=dict)


def tif(cells: np.ndarray = SMALL, bounds: tuple[float, ...] = made.BOX, **profile: Any) -> Writer:
    return lambda path: made.write(path, cells, bounds, **profile)


def raw(content: bytes) -> Writer:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def adrift(path: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return made.write(path, SMALL, transform=None)


def vrt(path: Path) -> Path:
    target = made.write(path.with_name("hidden.tif"), SMALL)
    path.write_text(
        f'<VRTDataset rasterXSize="40" rasterYSize="30"><VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
        f"<SourceFilename>{target}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
    )
    return path


def remote(path: Path) -> Path:
    path.write_text(
        "<VRTDataset><SourceFilename>/vsicurl/http://127.0.0.1:9/x.tif</SourceFilename></VRTDataset>"
    )
    return path


def zipped(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(made.write(path.with_name("inner.tif"), SMALL), "inner.tif")
    return path


def truncated(path: Path) -> Path:
    made.write(path, np.random.default_rng(1).random((300, 400), np.float32), compress="deflate")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def gigantic(path: Path) -> Path:
    """A header that claims two billion cells a side; nothing behind it."""
    tags = [(256, 4, 1, 2_000_000), (257, 4, 1, 2_000_000), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1),
            (273, 4, 1, 0), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, 1, 0),
            (33550, 12, 3, 200), (33922, 12, 6, 224), (34735, 3, 16, 272)]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    body = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + entries + b"\0\0\0\0"
    keys = struct.pack("<16H", 1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)
    body = (
        body.ljust(200, b"\0")
        + struct.pack("<3d", 8e-6, 7e-6, 0)
        + struct.pack("<6d", 0, 0, 0, -17.3, 36.1, 0)
        + keys
    )
    path.write_bytes(body)
    return path


def fat_blocks(path: Path) -> Path:
    """One block of 20,000 × 20,000 cells: 1.6 GB to see a corner."""
    profile = {"width": 20_000, "height": 20_000, "tiled": True, "blockxsize": 20_000, "blockysize": 20_000}
    rasterio.open(
        path, "w", driver="GTiff", count=1, dtype="float32", crs="EPSG:4326", sparse_ok=True, compress="deflate",
        transform=from_bounds(-17, 21, -1, 36, 20_000, 20_000), **profile,
    ).close()  # fmt: skip
    return path


def rotated(path: Path) -> Path:
    return made.write(
        path, SMALL, transform=Affine.translation(-7, 33) @ Affine.rotation(20) @ Affine.scale(0.02, -0.02)
    )


def southern(path: Path) -> Path:
    return made.write(path, np.flipud(SMALL).copy(), transform=Affine(0.05, 0, -7.5, 0, 0.05, 31.5))


def colours(path: Path) -> Path:
    with rasterio.open(
        path, "w", driver="GTiff", width=40, height=30, count=3, dtype="uint8", crs="EPSG:4326", photometric="rgb",
        transform=from_bounds(*made.BOX, 40, 30),
    ) as out:  # fmt: skip
        out.write(np.stack([CODES] * 3))
        out.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
    return path


def paletted(path: Path) -> Path:
    made.write(path, CODES, nodata=255)
    with rasterio.open(path, "r+") as out:
        out.write_colormap(1, {c: (40 * c, 90, 120, 255) for c in range(4)})
    return path


def scaled(path: Path) -> Path:
    made.write(path, (SMALL / 10).astype(np.int16), nodata=-1)
    with rasterio.open(path, "r+") as out:
        out.scales, out.offsets = (10.0,), (5.0,)
    return path


def holes(value: float, dtype: str = "float32") -> np.ndarray:
    cells = SMALL.astype(dtype)
    cells[:5] = value
    return cells


CASES = {
    "text": Case(raw(b"code;valeur\n1;2\n"), "raster_format"),
    "png": Case(raw(b"\x89PNG\r\n\x1a\n" + b"\0" * 60), "raster_format"),
    "vrt to a file": Case(vrt, "raster_format"),
    "vrt to another host": Case(remote, "raster_format"),
    "zip": Case(zipped, "raster_format"),
    "empty": Case(raw(b""), "file_empty"),
    "header only": Case(raw(b"II*\0" + b"\0" * 300), "raster_unreadable"),
    "truncated": Case(truncated, "raster_unreadable"),
    "gigantic": Case(gigantic, "raster_too_large"),
    "fat blocks": Case(fat_blocks, "raster_block_too_large"),
    "no transform": Case(adrift, "raster_not_georeferenced"),
    "rotated": Case(rotated, "raster_rotated"),
    "no crs": Case(tif(crs=None), "raster_no_crs"),
    "no crs, given": Case(tif(crs=None), said={"crs": 4326}),
    "no crs, given wrong": Case(tif(crs=None), "raster_crs_wrong", said={"crs": 26191}),
    "no crs, given unknown": Case(tif(crs=None), "raster_crs_unknown", said={"crs": 999999}),
    "metres called degrees": Case(tif(bounds=(300000, 200000, 400000, 300000)), "raster_crs_wrong"),
    "local system": Case(tif(crs='LOCAL_CS["chantier",UNIT["metre",1]]'), "raster_crs_unknown"),
    "another country": Case(tif(bounds=(2, 48, 3, 49)), "raster_outside"),
    "axes swapped": Case(tif(bounds=(31.5, -7.5, 33.0, -5.5)), "raster_outside"),
    "two bands": Case(tif(np.stack([SMALL, SMALL])), "raster_bands"),
    "two bands, one chosen": Case(tif(np.stack([SMALL, SMALL])), said={"band": 2}),
    "no such band": Case(tif(), "raster_band_missing", said={"band": 3}),
    "a photograph": Case(colours, "raster_image"),
    "complex numbers": Case(tif(SMALL.astype("complex64")), "raster_type"),
    "all empty": Case(tif(np.full((30, 40), np.nan, np.float32)), "raster_empty"),
    "all nodata": Case(tif(np.full((30, 40), 7, np.uint8), nodata=7), "raster_empty"),
    "-9999 unsaid": Case(tif(holes(-9999)), "raster_nodata_suspect"),
    "-9999 said": Case(tif(holes(-9999)), said={"nodata": -9999}),
    "-32768 unsaid": Case(tif(holes(-32768, "int16")), "raster_nodata_suspect"),
    "huge unsaid": Case(tif(holes(-3.4028235e38)), "raster_nodata_suspect"),
    "nodata beyond the type": Case(tif(CODES, nodata=None), notes=("raster_nodata_ignored",), said={"nodata": -9999}),
    "no nodata": Case(tif(CODES), notes=("raster_no_nodata",)),
    "nan holes": Case(tif(holes(np.nan))),
    "infinite holes": Case(tif(holes(np.inf))),
    "south first": Case(southern, notes=("raster_flipped",)),
    "scaled": Case(scaled, notes=("raster_scaled",)),
    "larger than the Kingdom": Case(tif(bounds=(-40, 0, 30, 60)), notes=("raster_clipped",)),
    "classes without table": Case(tif(CODES, nodata=255), "raster_classes_missing", said={"kind": "classes"}),
    "classes in fractions": Case(tif(), "raster_classes_fractional", said={"kind": "classes", "classes": TABLE}),
    "classes as whole floats": Case(tif(CODES.astype(np.float32)), said={"kind": "classes", "classes": TABLE}),
    "too many classes": Case(
        tif(np.arange(1200, dtype=np.int32).reshape(30, 40), nodata=-1), "raster_classes_many",
        said={"kind": "classes", "classes": TABLE},
    ),
    "unknown class": Case(
        tif(np.where(CODES == 3, 9, CODES), nodata=255), notes=("raster_class_unknown",),
        said={"kind": "classes", "classes": TABLE},
    ),
    "palette": Case(paletted, notes=("raster_palette",), said={"kind": "classes"}),
    "name of a layer": Case(tif(), "raster_declaration", said={"name": "communes"}),
    "name with a slash": Case(tif(), "raster_declaration", said={"name": "../x"}),
    "colour that is none": Case(
        tif(CODES), "raster_declaration", said={"kind": "classes", "classes": [{"code": 1, "fr": "x", "color": "red"}]}
    ),
}  # fmt: skip
