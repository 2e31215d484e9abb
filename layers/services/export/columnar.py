"""GeoParquet 1.1: every matched row, the geometry of the located ones, zstd."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyproj

from layers.services.export import relation
from layers.services.export.extraction import Task
from layers.services.export.relation import GEOMETRY

_ROW_GROUP = 65_536


# PostGIS's names of types as GeoParquet writes them.
_TYPES = {name.upper(): name for name in ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString",
                                          "MultiPolygon", "GeometryCollection")}  # fmt: skip


def parquet(task: Task) -> None:
    crs = task.extraction.crs
    geo = _geo(relation.extent(task), crs.srid)
    reader = relation.all_rows(task, {GEOMETRY: relation.wkb("geom", crs)})
    # What hardly repeats is written as it is: a dictionary of shapes or areas is built only to be thrown away.
    words = [field.name for field in reader.schema if pa.types.is_string(field.type)]
    ranged = [name for name in reader.schema.names if name != GEOMETRY]
    with pq.ParquetWriter(
        task.path, reader.schema, compression="zstd", use_dictionary=words, write_statistics=ranged
    ) as writer:
        for batch in reader:
            writer.write_batch(batch, row_group_size=_ROW_GROUP)
        told = json.dumps(task.provenance.as_json(), ensure_ascii=False)
        writer.add_key_value_metadata({"geo": json.dumps(geo), "provenance": told})


def _geo(extent: dict[str, Any], srid: int) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(_TYPES[name] for name in extent["types"] or ()),
        "crs": pyproj.CRS.from_epsg(srid).to_json_dict(),
    }
    if extent["types"]:
        column["bbox"] = [extent[side] for side in ("west", "south", "east", "north")]
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
