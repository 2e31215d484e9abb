"""The SQL of the rows: the scope of the query, its properties typed, the geometry of located rows only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pyarrow as pa

from layers.crs import Crs
from layers.query import LayerQuery
from layers.services.export.extraction import Task, Tell
from layers.services.qgis_symbols import Geometry, geometry_of

GEOMETRY = "geometry"
# Declared types as PostgreSQL hands them to Arrow: text, int8, float8, date and bool need no conversion on the way.
_CASTS = {"text": "text", "code": "text", "integer": "bigint", "number": "float8", "date": "date", "boolean": "boolean"}


@dataclass(frozen=True)
class Kind:
    """A class of geometry: the suffix of its table, its OGC type, its dimension (None: no geometry), its symbols."""

    suffix: str
    ogc: str
    dimension: int | None
    drawn: Geometry | None = None


POINTS = Kind("points", "Point", 0, "point")
LINES = Kind("lines", "MultiLineString", 1, "line")
POLYGONS = Kind("polygons", "MultiPolygon", 2, "polygon")
UNPLACED = Kind("sans_geometrie", "", None)
_BY_DIMENSION = {kind.dimension: kind for kind in (POINTS, LINES, POLYGONS)}
_BY_SYMBOL = {kind.drawn: kind for kind in (POINTS, LINES, POLYGONS)}


def kinds(task: Task) -> list[tuple[Kind, int]]:
    """Which classes of geometry the rows fall into, with how many rows: never empty, each row in exactly one."""
    query, told = task.extraction.query, task.provenance
    found: list[tuple[Kind, int]] = []
    if told.located:
        scope, params = query.scope()
        text = f"select ST_Dimension(geom) as dimension, count(*) as n from ({scope}) s where lies group by 1"
        rows = sorted(task.session.all(text, params), key=itemgetter("dimension"))
        found = [(_BY_DIMENSION[row["dimension"]], row["n"]) for row in rows]
    if told.not_located:
        found.append((UNPLACED, told.not_located))
    empty = UNPLACED if query.layer.lies == "false" else _BY_SYMBOL[geometry_of(query.layer)]
    return found or [(empty, 0)]


def rows_of(task: Task, kind: Kind, alone: bool) -> pa.RecordBatchReader:
    """The rows of one class; `alone`: all rows are of it, so nothing is left to tell apart."""
    if kind is UNPLACED:
        return _rows(task, "" if alone else "not lies")
    shape = "ST_Multi(geom)" if kind.dimension else "geom"
    where = "" if alone else f"lies and ST_Dimension(geom) = {kind.dimension}"
    return _rows(task, where, {GEOMETRY: wkb(shape, task.extraction.crs)})


def located_rows(task: Task) -> pa.RecordBatchReader:
    """Every located row with its geometry, whatever its class."""
    return _rows(task, "lies", {GEOMETRY: wkb("geom", task.extraction.crs)})


def all_rows(task: Task, extra: dict[str, str]) -> pa.RecordBatchReader:
    """Every matched row in the asked order; `extra`: columns in SQL over `geom`, null where the row has no place."""
    return _rows(task, "", {name: f"case when lies then {sql} end" for name, sql in extra.items()})


def extent(task: Task) -> dict[str, Any]:
    """The box of the located rows in the system asked for, and the types of their geometry."""
    query = task.extraction.query
    scope, params = query.scope()
    text = (
        "select min(ST_XMin(box)) as west, min(ST_YMin(box)) as south, max(ST_XMax(box)) as east, "
        "max(ST_YMax(box)) as north, array_agg(type) as types "
        f"from (select GeometryType(geom) as type, ST_Extent({task.extraction.crs.transformed('geom')}) as box "
        f"from ({scope}) s where lies group by 1) e"
    )
    return task.session.one(text, params)


def wkb(geometry: str, crs: Crs) -> str:
    return f"ST_AsBinary({crs.transformed(geometry)}, 'NDR')"


def _rows(task: Task, where: str, extra: dict[str, str] | None = None) -> pa.RecordBatchReader:
    query = task.extraction.query
    scope, params = query.scope()
    columns = ["id", *(f'"{f.name}"::{_CASTS[f.type]} as "{f.name}"' for f in task.extraction.fields)]
    columns += [f'{sql} as "{name}"' for name, sql in (extra or {}).items()]
    condition = f" where {where}" if where else ""
    text = f"select {', '.join(columns)} from ({scope}) s{condition} order by {_order(query)}"
    return _watched(task.session.reader(text, params), task.tell)


def _order(query: LayerQuery) -> str:
    """The asked order, ties broken by id."""
    return "".join(f'"{name}" {"desc" if down else "asc"} nulls last, ' for name, down in query.sort) + "id"


def _watched(reader: pa.RecordBatchReader, tell: Tell) -> pa.RecordBatchReader:
    """The same rows; whoever waits hears of each batch."""

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in reader:
            tell(batch.num_rows)
            yield batch

    return pa.RecordBatchReader.from_batches(_bare(reader.schema), batches())


def _bare(schema: pa.Schema) -> pa.Schema:
    """Without the driver's notes on each column, which would be copied into the file."""
    return pa.schema([pa.field(field.name, field.type) for field in schema])

