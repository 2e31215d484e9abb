"""Vector files by GDAL, with the drivers we chose and no other, as Arrow batches: native columns and WKB."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.sandbox.limits import BATCH_ROWS, MAX_COLUMNS
from etl.sandbox.wire import Note, Out, Refusal

DRIVERS = {
    "shp": {"ESRI Shapefile"}, "gpkg": {"GPKG"}, "geojson": {"GeoJSON"}, "kml": {"KML", "LIBKML"}, "gpx": {"GPX"},
    "dxf": {"DXF"}, "fgb": {"FlatGeobuf"},
}  # fmt: skip
_ALLOWED = frozenset({"MEM"}.union(*DRIVERS.values()))
# All others GDAL may come with: those that reach other hosts or files, and those nobody hands over.
SKIPPED = (
    "ADBC", "AIVector", "AVCBin", "AVCE00", "AmigoCloud", "CAD", "CSV", "CSW", "Carto", "DAAS", "DGN", "EDIGEO", "EEDA",
    "ESRIJSON", "Elasticsearch", "GDALG", "GML", "GMLAS", "GPSBabel", "GTFS", "GeoRSS", "GeoJSONSeq", "HTTP", "Idrisi",
    "Interlis 1", "Interlis 2", "JML", "JP2KAK", "JP2OpenJPEG", "JSONFG", "LVBAG", "MBTiles", "MSSQLSpatial", "MVT",
    "MapInfo File", "MapML", "MiraMonVector", "MongoDBv3", "MySQL", "NAS", "NGW", "OAPIF", "OCI", "ODBC", "ODS",
    "OGCAPI",
    "OGR_GMT", "OGR_PDS", "OGR_VRT", "OSM", "OpenFileGDB", "PCIDSK", "PDF", "PDS4", "PGDUMP", "PGeo", "PLSCENES",
    "PMTiles", "Parquet", "Arrow", "PostgreSQL", "PostGISRaster", "S57", "SOSI", "SQLite", "SVG", "SXF", "Selafin",
    "TopoJSON", "UK .NTF", "VDV", "VFK", "VICAR", "VRT", "WAsP", "WCS", "WFS", "WMS", "WMTS", "XLS", "XLSX", "XODR",
    "netCDF", "HANA", "IDB", "Zarr", "STACIT", "STACTA", "EEDAI", "KMLSUPEROVERLAY", "TileDB",
)  # fmt: skip
_SETTINGS = {
    "GDAL_SKIP": ",".join(SKIPPED), "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE", "GDAL_HTTP_MAX_RETRY": "0", "GDAL_NUM_THREADS": "1", "GDAL_CACHEMAX": "64",
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO", "OGR_GEOJSON_MAX_OBJ_SIZE": "100", "GDAL_PAM_ENABLED": "NO",
    "OGR_SQLITE_JOURNAL": "OFF", "SQLITE_USE_OGR_VFS": "NO", "DXF_MAX_BSPLINE_CONTROL_POINTS": "2000",
}  # fmt: skip
# GPX tells each track twice: as a line, and as its points.
_REPEATED = frozenset({"track_points", "route_points"})
# Tables of a GeoPackage that hold no data: the styles QGIS keeps there, and what our exports say of themselves.
_STYLES, _PROVENANCE = "layer_styles", "provenance"
_HIGH_RUN = re.compile(rb"[\xc0-\xfe]{3,}")
_EPSG = re.compile(r"^EPSG:(\d+)$")


def read(
    path: Path, kind: str, wanted: str, out: Out, name: str = "", notes: list[Note] | None = None
) -> None:
    """Every layer with features, or the `wanted` one. `name` replaces that of a file we renamed."""
    gdal = _gdal()
    if kind in {"kml", "gpx"}:
        _refuse_entities(path)
    if kind == "shp":
        _complete(path)
    try:
        _layers(gdal, path, kind, wanted, out, name, notes or [])
    except _errors(gdal) as error:
        text = str(error).replace(str(path.parent), "")
        if "memory" in text.lower():
            raise Refusal("file_too_heavy") from error
        raise Refusal("vector_unreadable", detail=text[:150]) from error


def _gdal() -> Any:
    os.environ.update(_SETTINGS)
    import pyogrio
    import pyogrio.raw

    if stray := set(pyogrio.list_drivers()) - _ALLOWED:
        msg = f"GDAL drivers nobody allowed: {', '.join(sorted(stray))}"
        raise RuntimeError(msg)
    return pyogrio


def _errors(gdal: Any) -> tuple[type[Exception], ...]:
    found = gdal.errors
    names = ("DataSourceError", "DataLayerError", "FeatureError", "FieldError", "GeometryError", "CRSError")
    return (
        *(getattr(found, name) for name in names if hasattr(found, name)),
        pa.ArrowException,
        ValueError,
        OSError,
    )


def _layers(gdal: Any, path: Path, kind: str, wanted: str, out: Out, name: str, notes: list[Note]) -> None:
    found = [str(layer) for layer, _ in gdal.list_layers(path)]
    ours = kind == "gpkg" and {_STYLES, _PROVENANCE} <= set(found)
    beside = {_STYLES, _PROVENANCE} if ours else {_STYLES} if kind == "gpkg" else set()
    layers = [layer for layer in found if layer not in beside and (wanted or layer not in _REPEATED)]
    shown = {layer: name if name and layer == path.stem else layer for layer in layers}
    if not layers:
        raise Refusal("vector_unreadable", detail="aucune couche")
    if wanted and wanted not in {*layers, *shown.values()}:
        raise Refusal("layer_missing", value=wanted, found=", ".join(shown.values())[:300])
    for layer in layers:
        if wanted in {"", layer, shown[layer]}:
            info = gdal.read_info(path, layer=layer, force_feature_count=True)
            if info["driver"] not in DRIVERS[kind]:
                raise Refusal("format_unknown")
            if info["features"]:
                _layer(gdal, path, layer, info, out, shown[layer], notes, ours)
    if not out.sheets:
        raise Refusal("file_empty")


def _layer(
    gdal: Any, path: Path, layer: str, info: dict[str, Any], out: Out, name: str, notes: list[Note], ours: bool
) -> None:
    """`ours`: an export of the platform, whose rows keep its ids as their own numbers."""
    if len(info["fields"]) > MAX_COLUMNS:
        raise Refusal("too_many_columns", value=len(info["fields"]), limit=MAX_COLUMNS)
    crs = str(info["crs"] or "")
    srid = int(found[1]) if (found := _EPSG.match(crs)) else None
    opened = gdal.raw.open_arrow(path, layer=layer, batch_size=BATCH_ROWS, use_pyarrow=True, return_fids=ours)
    with opened as (meta, reader):
        geometry = meta["geometry_name"] or "wkb_geometry"
        kept = sheet_schema(reader.schema, geometry)
        with out.sheet(
            name, "vector", kept, notes, columns=_names(reader.schema, geometry), srid=srid, crs_wkt=crs,
            geometry_type=info["geometry_type"], features=max(int(info["features"]), 0),
        ) as writer:  # fmt: skip
            for batch in sheet_batches(reader, geometry, kept):
                writer.write_batch(batch)


def _names(schema: pa.Schema, geometry: str) -> list[str]:
    return [name for name in schema.names if name != geometry]


def sheet_schema(schema: pa.Schema, geometry: str) -> pa.Schema:
    names = _names(schema, geometry)
    kinds = (_plain_type(schema.field(name).type) for name in names)
    fields = [pa.field("line", pa.int32()), *(pa.field(f"c{n}", kind) for n, kind in enumerate(kinds))]
    return pa.schema([*fields, pa.field("geometry", pa.binary())])


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.string() if pa.types.is_large_string(kind) else kind


def sheet_batches(reader: Any, geometry: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    line = 1
    for batch in reader:
        count = batch.num_rows
        if not count:
            continue
        arrays = [pa.array(range(line, line + count), pa.int32())]
        arrays += [
            _sound(batch.column(name), schema.field(n + 1).type)
            for n, name in enumerate(_names(batch.schema, geometry))
        ]
        arrays.append(_wkb(batch, geometry))
        yield pa.record_batch(arrays, schema=schema)
        line += count


def _wkb(batch: pa.RecordBatch, geometry: str) -> pa.Array:
    if geometry not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.binary())
    column = batch.column(geometry)
    return (column.storage if isinstance(column, pa.ExtensionArray) else column).cast(pa.binary())


def _sound(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Text that is text: an attribute table may hold bytes of no encoding."""
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if isinstance(column, pa.DictionaryArray):
        column = column.dictionary_decode()
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        raw = column.cast(pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary())
        return pa.array([v if v is None else v.decode(errors="replace") for v in raw.to_pylist()], kind)
    return column.cast(kind)


def _refuse_entities(path: Path) -> None:
    """Entities can stand in any encoding, anywhere before the root; no honest KML or GPX declares one."""
    tail = b""
    with path.open("rb") as handle:
        while piece := handle.read(2**20):
            held = tail + piece.replace(b"\x00", b"")
            if b"<!ENTITY" in held:
                raise Refusal("xml_entities")
            tail = held[-16:]


def _complete(path: Path) -> None:
    """A shapefile is several files; one that does not say its encoding gets the one its table is written in."""
    missing = [suffix for suffix in (".shx", ".dbf") if not path.with_suffix(suffix).exists()]
    if missing:
        raise Refusal("shapefile_incomplete", value=", ".join(missing))
    table, page = path.with_suffix(".dbf"), path.with_suffix(".cpg")
    with table.open("rb") as handle:
        content = handle.read(4 * 2**20)
    declared = content[29] if len(content) > 29 else 0
    if page.exists() or declared not in {0, 0x57, 0x03}:
        return
    try:
        # Cut anywhere, the piece may end inside a character.
        content[32:].decode()
        guess = "UTF-8"
    except UnicodeDecodeError as error:
        whole = error.start > len(content) - 40
        guess = "UTF-8" if whole else "CP1256" if _HIGH_RUN.search(content) else "CP1252"
    page.write_text(guess)
