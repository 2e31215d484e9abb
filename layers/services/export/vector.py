"""GeoPackage, FlatGeobuf and shapefile: Arrow batches straight into GDAL, one table a class of geometry."""

from __future__ import annotations

import csv
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from layers.services.export import geopackage, relation
from layers.services.export.extraction import Task
from layers.services.export.relation import GEOMETRY, UNPLACED, Kind
from layers.short_names import short_names

# A file being made is nobody's yet: what a power cut spoils is made again.
_UNSYNCED = {"OGR_SQLITE_SYNCHRONOUS": "OFF", "OGR_SQLITE_JOURNAL": "OFF"}
_README = "LISEZ-MOI.txt"
_NAMES = "colonnes.csv"


def gpkg(task: Task) -> None:
    """GeoPackage 1.2, which GDAL 3.6 and QGIS 3.22 read without a warning."""
    kinds = relation.kinds(task)
    tables = []
    with _settings(_UNSYNCED):
        for kind, _ in kinds:
            table = f"{task.extraction.query.layer.slug}_{kind.suffix}"
            reader = relation.rows_of(task, kind, alone=len(kinds) == 1)
            _write(reader, task, kind, "GPKG", layer=table, dataset_options={"VERSION": "1.2"},
                   layer_options={"FID": "id", "GEOMETRY_NAME": "geom", "IDENTIFIER": table})  # fmt: skip
            tables.append((table, kind))
    geopackage.describe(task, tables)


def fgb(task: Task) -> None:
    """Located rows only, of any class, with a spatial index."""
    told = task.provenance
    kinds = [kind for kind, _ in relation.kinds(task) if kind is not UNPLACED]
    kind = kinds[0] if len(kinds) == 1 else Kind("", "Unknown", 0)
    reader = relation.rows_of(task, kind, alone=False) if kind.suffix else relation.located_rows(task)
    options = {"TITLE": told.title, "DESCRIPTION": told.sentence(), "TEMPORARY_DIR": str(task.path.parent)}
    _write(reader, task, kind, "FlatGeobuf", layer=task.path.stem, layer_options=options)


def shp_zip(task: Task) -> None:
    """Located rows, a shapefile a class of geometry; names cut to ten letters are told in a table of their own."""
    short = short_names(task.extraction.query.layer)
    with tempfile.TemporaryDirectory(dir=task.path.parent) as folder:
        kinds = [kind for kind, _ in relation.kinds(task) if kind is not UNPLACED]
        for kind in kinds:
            reader = relation.rows_of(task, kind, alone=False)
            renamed = _renamed(reader, short)
            path = Path(folder) / f"{task.extraction.query.layer.slug}_{kind.suffix}.shp"
            _write(renamed, task, kind, "ESRI Shapefile", path, layer=path.stem, layer_options={"ENCODING": "UTF-8"})
        _tell(Path(folder), task, short)
        with zipfile.ZipFile(task.path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for file in sorted(Path(folder).iterdir()):
                archive.write(file, file.name)


def _tell(folder: Path, task: Task, short: dict[str, str]) -> None:
    told, extraction = task.provenance, task.extraction
    lines = [f"{title} : {text}" for title, text in told.lines()]
    head = [told.fictitious_mark] if told.fictitious else []
    (folder / _README).write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8-sig")
    titles = {f.name: (f.title_fr, f.title_ar, f.unit) for f in extraction.fields}
    with (folder / _NAMES).open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(["shp", "colonne", "titre_fr", "titre_ar", "unite"])
        kept = {name: short[name] for name in ("id", *titles)}
        writer.writerows([cut, name, *titles.get(name, ("", "", ""))] for name, cut in kept.items())


def _renamed(reader: pa.RecordBatchReader, names: dict[str, str]) -> pa.RecordBatchReader:
    kept = [field.with_name(names.get(field.name, field.name)) for field in reader.schema]
    # DBF has no boolean that QGIS and ArcGIS read alike: 1 and 0 are.
    kept = [field.with_type(pa.int32()) if pa.types.is_boolean(field.type) else field for field in kept]
    schema = pa.schema(kept)

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in reader:
            columns = [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _write(
    reader: pa.RecordBatchReader, task: Task, kind: Kind, driver: str, path: Path | None = None, **options: Any
) -> None:
    import pyogrio  # with geopandas behind it: twenty-five megabytes that the other formats do without

    failed: list[BaseException] = []
    broken = (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError)
    system = f"EPSG:{task.extraction.crs.srid}"
    shape = {"geometry_name": GEOMETRY, "geometry_type": kind.ogc, "crs": system} if kind.ogc else {}
    try:
        pyogrio.write_arrow(_remembering(reader, failed), path or task.path, driver=driver, **shape, **options)
    except (*broken, RuntimeError, pa.ArrowException):
        # GDAL only says that its stream broke; what broke it is ours.
        if failed:
            raise failed[0] from None
        raise


def _remembering(reader: pa.RecordBatchReader, failed: list[BaseException]) -> pa.RecordBatchReader:
    def batches() -> Iterator[pa.RecordBatch]:
        try:
            yield from reader
        finally:
            broken = sys.exc_info()[1]
            if broken is not None and not isinstance(broken, GeneratorExit):
                failed.append(broken)

    return pa.RecordBatchReader.from_batches(reader.schema, batches())


@contextmanager
def _settings(wanted: dict[str, str]) -> Iterator[None]:
    import pyogrio

    pyogrio.set_gdal_config_options(wanted)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(wanted))

