"""One band of a GeoTIFF, strip by strip: cells as plain bytes, after a heading that says where they lie.

Whatever GDAL could be talked into, it has one driver here. The parent receives numbers, never the file.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl.sandbox.wire import Note, Out, Refusal

# All that rasterio's GDAL comes with but GTiff and memory: what reaches other hosts, and what nobody hands over.
SKIPPED = (
    "AAIGrid", "ACE2", "ADRG", "AIG", "AVCBin", "AVCE00", "AirSAR", "BAG", "BIGGIF", "BLX", "BMP", "BSB", "BT", "BYN",
    "CALS", "CEOS", "COASP", "COG", "COSAR", "CPG", "CTG", "CTable2", "DAAS", "DERIVED", "DIMAP", "DIPEx", "DOQ1",
    "DOQ2", "DTED", "ECRGTOC", "EEDA", "EEDAI", "EHdr", "EIR", "ELAS", "ENVI", "ERS", "ESAT", "ESRI Shapefile",
    "ESRIC", "ESRIJSON", "FAST", "FIT", "GFF", "GIF", "GNMDatabase", "GNMFile", "GPKG", "GRASSASCIIGrid", "GRIB",
    "GS7BG", "GSAG", "GSBG", "GSC", "GTI", "GTX", "GXF", "GenBin", "GeoJSON", "GeoJSONSeq", "HDF5", "HDF5Image", "HF2",
    "HFA", "HTTP", "ILWIS", "IRIS", "ISCE", "ISG", "ISIS2", "ISIS3", "JAXAPALSAR", "JDEM", "JP2OpenJPEG", "JPEG",
    "KMLSUPEROVERLAY", "KRO", "L1B", "LAN", "LCP", "LOSLAS", "Leveller", "MAP", "MBTiles", "MFF", "MFF2", "MRF",
    "MSGN", "MVT", "NDF", "NGSGEOID", "NITF", "NOAA_B", "NSIDCbin", "NTv2", "NWT_GRC", "NWT_GRD", "OSM", "OZI",
    "PAux", "PCIDSK", "PCRaster", "PDF", "PDS", "PDS4", "PLMOSAIC", "PNG", "PNM", "PRF", "R", "RIK", "RMF", "ROI_PAC",
    "RPFTOC", "RRASTER", "RS2", "RST", "Rasterlite", "S102", "S104", "S111", "SAFE", "SAGA", "SAR_CEOS", "SDTS",
    "SENTINEL2", "SGI", "SIGDEM", "SNAP_TIFF", "SNODAS", "SQLite", "SRP", "SRTMHGT", "STACIT", "STACTA", "TGA", "TIL",
    "TSX", "Terragen", "TopoJSON", "USGSDEM", "VICAR", "VRT", "WCS", "WEBP", "WMS", "WMTS", "XPM", "XYZ", "ZMap",
    "Zarr", "netCDF",
)  # fmt: skip
_ALLOWED = {"GTiff", "MEM", "Memory"}
_SETTINGS = {
    "GDAL_SKIP": ",".join(SKIPPED), "OGR_SKIP": "ESRI Shapefile", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO", "GDAL_NUM_THREADS": "1",
    "GDAL_CACHEMAX": "64", "GTIFF_HONOUR_NEGATIVE_SCALEY": "YES",
}  # fmt: skip
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_KNOWN = {b"<VRT": "VRT", b"PK": "ZIP", b"\x89PNG": "PNG", b"\xff\xd8": "JPEG", b"%PDF": "PDF", b"\x89HDF": "HDF5",
          b"CDF": "netCDF", b"GRIB": "GRIB"}  # fmt: skip
STRIP_BYTES = 8 * 2**20
MAX_CELLS = 400_000_000
MAX_BLOCK_MB = 256
_IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def read(path: Path, options: dict[str, Any], out: Out) -> None:
    """`options`: band, crs (EPSG code), nodata, frame (west, south, east, north in degrees: what is kept)."""
    _sniff(path)
    os.environ.update(_SETTINGS)
    import rasterio
    from rasterio.errors import RasterioError

    try:
        with rasterio.Env() as env:
            if stray := set(env.drivers()) - _ALLOWED:
                msg = f"GDAL drivers nobody allowed: {', '.join(sorted(stray))}"
                raise RuntimeError(msg)
            named = path.rename(path.with_suffix(".tif"))
            with rasterio.open(named, driver="GTiff") as file:
                _send(file, options, out)
    except (RasterioError, ValueError, OSError) as error:
        text = str(error).replace(str(path.parent), "")
        if "memory" in text.lower():
            raise Refusal("file_too_heavy") from error
        raise Refusal("raster_unreadable", detail=text[:150]) from error


def _sniff(path: Path) -> None:
    with path.open("rb") as handle:
        head = handle.read(512)
    if not head.startswith(_TIFF):
        text = head.lstrip()
        kind = next((name for mark, name in _KNOWN.items() if text.startswith(mark)), "contenu inconnu")
        raise Refusal("raster_format", detail=kind)


def _send(file: Any, options: dict[str, Any], out: Out) -> None:
    band = _band(file, options.get("band"))
    crs = _crs(file, options.get("crs"))
    notes: list[Note] = []
    window = _window(file, crs, options["frame"], notes)
    flip = file.transform.e > 0
    if flip:
        notes.append(["raster_flipped", {}])
    empty = options.get("nodata") if options.get("nodata") is not None else file.nodatavals[band - 1]
    dtype, nodata = _values(file, band, empty, notes)
    about = {
        "width": window.width, "height": window.height, "dtype": dtype.name,
        "nodata": None if nodata is None or math.isnan(nodata) else nodata,
        "transform": _origin(file, window, flip), "crs": crs.to_wkt(), "palette": _palette(file, band),
        "unit": str(file.units[band - 1] or "")[:30],
    }  # fmt: skip
    strips = pa.schema([("cells", pa.large_binary())])
    with out.sheet("", "raster", strips, notes, about=about) as writer:
        for rows in _strips(window, dtype.itemsize, flip):
            cells = file.read(band, window=rows)
            kept = _clean(cells, dtype, file.scales[band - 1], file.offsets[band - 1], empty)
            kept = kept[::-1] if flip else kept
            writer.write_batch(pa.record_batch([pa.array([kept.tobytes()], pa.large_binary())], strips))


def _band(file: Any, wanted: int | None) -> int:
    from rasterio.enums import ColorInterp

    if wanted is not None:
        if not 1 <= wanted <= file.count:
            raise Refusal("raster_band_missing", value=wanted, limit=file.count)
        return wanted
    if {ColorInterp.red, ColorInterp.green, ColorInterp.blue} <= set(file.colorinterp):
        raise Refusal("raster_image")
    if file.count != 1:
        raise Refusal("raster_bands", value=file.count)
    return 1


def _crs(file: Any, given: int | None) -> Any:
    """The declared system, or the given one; the grid itself must be laid out straight."""
    from rasterio.crs import CRS
    from rasterio.errors import CRSError

    t = file.transform
    if tuple(t)[:6] == _IDENTITY or not t.a or not t.e:
        raise Refusal("raster_not_georeferenced")
    if t.b or t.d:
        raise Refusal("raster_rotated", value=f"{math.degrees(math.atan2(t.d, t.a)):.2f}°")
    if given:
        try:
            return CRS.from_epsg(given)
        except CRSError as error:
            raise Refusal("raster_crs_unknown", value=f"EPSG:{given}") from error
    if not file.crs:
        raise Refusal("raster_no_crs")
    if not (file.crs.is_geographic or file.crs.is_projected):
        raise Refusal("raster_crs_unknown", value=file.crs.to_string()[:80])
    return file.crs


def _window(file: Any, crs: Any, frame: list[float], notes: list[Note]) -> Any:
    """The part inside the frame, and not one cell more; what cannot be there is refused by name."""
    from rasterio.windows import Window

    bounds = [float(b) for b in file.bounds]
    west, south, east, north = bounds[0], min(bounds[1::2]), bounds[2], max(bounds[1::2])
    said = ", ".join(f"{b:.6g}" for b in (west, south, east, north))
    degrees = crs.is_geographic
    if degrees and (west < -361 or east > 361 or south < -91 or north > 91):
        raise Refusal("raster_crs_wrong", value=said, detail="degrés")
    if not degrees and max(map(abs, bounds)) <= 360:
        raise Refusal("raster_crs_wrong", value=said, detail="mètres")
    left, bottom, right, top = frame if degrees else _projected(crs, frame, said)
    t = file.transform
    columns = sorted((c - t.c) / t.a for c in (left, right))
    rows = sorted((r - t.f) / t.e for r in (bottom, top))
    c0, c1 = max(math.floor(columns[0]), 0), min(math.ceil(columns[1]), file.width)
    r0, r1 = max(math.floor(rows[0]), 0), min(math.ceil(rows[1]), file.height)
    if c0 >= c1 or r0 >= r1:
        raise Refusal("raster_outside", value=said)
    cells = (c1 - c0) * (r1 - r0)
    if cells > MAX_CELLS:
        raise Refusal("raster_too_large", value=cells, limit=MAX_CELLS)
    height, width = file.block_shapes[0]
    block_mb = height * width * np.dtype(file.dtypes[0]).itemsize // 2**20
    if block_mb > MAX_BLOCK_MB:
        raise Refusal("raster_block_too_large", value=block_mb)
    if cells < file.width * file.height:
        notes.append(["raster_clipped", {"value": cells, "limit": file.width * file.height}])
    return Window(c0, r0, c1 - c0, r1 - r0)


def _projected(crs: Any, frame: list[float], said: str) -> tuple[float, float, float, float]:
    from rasterio.errors import CRSError
    from rasterio.warp import transform_bounds

    try:
        found = transform_bounds("EPSG:4326", crs, *frame, densify_pts=21)
    except CRSError as error:
        raise Refusal("raster_crs_wrong", value=said, detail=str(error)[:80]) from error
    if not all(math.isfinite(b) for b in found):
        raise Refusal("raster_crs_wrong", value=said, detail="hors du domaine de la projection")
    return found


def _values(file: Any, band: int, nodata: float | None, notes: list[Note]) -> tuple[np.dtype, float | None]:
    """The type cells are sent in, and the value that stands for none: NaN for every real one."""
    own = np.dtype(file.dtypes[band - 1]) if "complex" not in file.dtypes[band - 1] else np.dtype("complex64")
    if own.kind not in "iuf":
        raise Refusal("raster_type", value=file.dtypes[band - 1])
    scale, offset = file.scales[band - 1], file.offsets[band - 1]
    scaled = (scale, offset) != (1.0, 0.0)
    if scaled:
        notes.append(["raster_scaled", {"value": f"× {scale:g} + {offset:g}"}])
    if own.kind == "f" or scaled:
        return np.dtype("float64" if own.itemsize == 8 else "float32"), math.nan
    if nodata is None:
        notes.append(["raster_no_nodata", {}])
        return own, None
    limits = np.iinfo(own)
    if math.isnan(nodata) or not limits.min <= nodata <= limits.max or nodata != int(nodata):
        notes.append(["raster_nodata_ignored", {"value": nodata}])
        return own, None
    return own, float(nodata)


def _clean(cells: np.ndarray, dtype: np.dtype, scale: float, offset: float, empty: float | None) -> np.ndarray:
    if dtype.kind != "f":
        return np.ascontiguousarray(cells, dtype=dtype)
    real = cells.astype(dtype)
    absent = ~np.isfinite(real)
    if empty is not None and not math.isnan(empty):
        absent |= cells == np.asarray(empty).astype(cells.dtype)
    if (scale, offset) != (1.0, 0.0):
        real = (real * scale + offset).astype(dtype)
    real[absent] = np.nan
    return real


def _origin(file: Any, window: Any, flip: bool) -> list[float]:
    """North up, whatever the file's own way of writing."""
    t = file.transform
    x, y = t.c + window.col_off * t.a, t.f + window.row_off * t.e
    return [t.a, 0.0, x, 0.0, -abs(t.e), y + window.height * t.e if flip else y]


def _palette(file: Any, band: int) -> dict[str, str] | None:
    try:
        colours = file.colormap(band)
    except ValueError:
        return None
    return {str(code): f"#{r:02X}{g:02X}{b:02X}" for code, (r, g, b, alpha) in colours.items() if alpha}


def _strips(window: Any, itemsize: int, flip: bool) -> list[Any]:
    """Windows of whole rows, first the northern ones."""
    from rasterio.windows import Window

    rows = max(1, STRIP_BYTES // (window.width * itemsize))
    starts = range(0, window.height, rows)
    found = [
        Window(window.col_off, window.row_off + start, window.width, min(rows, window.height - start))
        for start in starts
    ]
    return found[::-1] if flip else found
