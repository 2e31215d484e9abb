"""GeoParquet 1.1: every matched row, the geometry of the located ones, zstd."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from layers.services.export import relation
from layers.services.export.extraction import Task
from layers.services.export.relation import GEOMETRY

_ROW_GROUP = 65_536


class _Extent:
    """The box and types of what was written."""

    def __init__(self) -> None:
        self.low, self.high = np.full(2, np.inf), np.full(2, -np.inf)
        self.types: set[str] = set()

    def add(self, shapes: pa.Array) -> None:
        found = shapely.from_wkb(shapes.drop_null().to_numpy(zero_copy_only=False))
        if not len(found):
            return
        bounds = shapely.total_bounds(found)
        self.low, self.high = np.minimum(self.low, bounds[:2]), np.maximum(self.high, bounds[2:])
        self.types |= {_TYPES[number] for number in np.unique(shapely.get_type_id(found)).tolist()}


_TYPES = {0: "Point", 1: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon",
          7: "GeometryCollection"}  # fmt: skip


def parquet(task: Task) -> None:
    crs = task.extraction.crs
    reader = relation.all_rows(task, {GEOMETRY: relation.wkb("geom", crs)})
    extent = _Extent()
    with pq.ParquetWriter(task.path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            extent.add(batch.column(GEOMETRY))
            writer.write_batch(batch, row_group_size=_ROW_GROUP)
        told = task.provenance
        writer.add_key_value_metadata(
            {"geo": json.dumps(_geo(extent, crs.srid)), "provenance": json.dumps(told.as_json(), ensure_ascii=False)}
        )


def _geo(extent: _Extent, srid: int) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(extent.types),
        "crs": pyproj.CRS.from_epsg(srid).to_json_dict(),
    }
    if extent.types:
        column["bbox"] = [*extent.low.tolist(), *extent.high.tolist()]
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
