"""GeoParquet by pyarrow, as Arrow batches: plain columns, WKB, and the system of coordinates its metadata tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.sandbox import vector
from etl.sandbox.limits import BATCH_ROWS, MAX_COLUMNS
from etl.sandbox.wire import Note, Out, Refusal

_WGS84 = 4326
# Systems of degrees that differ from EPSG:4326 by the order a text would be read in: WKB holds x first in both.
_DEGREES = frozenset({("OGC", "CRS84"), ("OGC", "CRS84h")})


def read(path: Path, out: Out, name: str = "", notes: list[Note] | None = None) -> None:
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            _read(file, out, name or path.stem, notes or [])
    except (pa.ArrowException, ValueError, OSError, TypeError, AttributeError, KeyError) as error:
        if isinstance(error, pa.ArrowMemoryError):
            raise Refusal("file_too_heavy") from error
        raise Refusal("vector_unreadable", detail=str(error).replace(str(path.parent), "")[:150]) from error


def _read(file: pq.ParquetFile, out: Out, name: str, notes: list[Note]) -> None:
    schema = file.schema_arrow
    # Of the file: a writer that adds it at the end, as ours does, leaves it out of the schema's own.
    told = (file.metadata.metadata or {}).get(b"geo")
    if told is None:
        raise Refusal("vector_unreadable", detail="sans métadonnées GeoParquet")
    geo = json.loads(told)
    geometry = str(geo["primary_column"])
    described = geo["columns"][geometry]
    if described["encoding"] != "WKB":
        raise Refusal("vector_unreadable", detail=f"géométrie codée {described['encoding']}"[:100])
    # A box of each row, say, is a structure: nothing a column of ours reads.
    plain = [field.name for field in schema if not pa.types.is_nested(field.type) and field.name != geometry]
    if len(plain) > MAX_COLUMNS:
        raise Refusal("too_many_columns", value=len(plain), limit=MAX_COLUMNS)
    if not file.metadata.num_rows:
        raise Refusal("file_empty")
    kept = vector.sheet_schema(pa.schema([schema.field(column) for column in [*plain, geometry]]), geometry)
    srid, text = _system(described)
    with out.sheet(
        name, "vector", kept, notes, columns=plain, srid=srid, crs_wkt=text,
        geometry_type=", ".join(map(str, described.get("geometry_types") or ["Unknown"])),
        features=file.metadata.num_rows,
    ) as writer:  # fmt: skip
        read = file.iter_batches(BATCH_ROWS, columns=[*plain, geometry], use_threads=False)
        for batch in vector.sheet_batches(read, geometry, kept):
            writer.write_batch(batch)


def _system(described: dict[str, Any]) -> tuple[int | None, str]:
    """EPSG code and text of a geometry's system; when nothing is said it is degrees; null: its writer did not know."""
    crs = described.get("crs", {})
    if crs is None:
        return None, ""
    known = crs.get("id") or {}
    authority, code = str(known.get("authority", "OGC")), known.get("code", "CRS84")
    if not crs or (authority, code) in _DEGREES:
        return _WGS84, f"EPSG:{_WGS84}"
    if authority == "EPSG" and str(code).isdigit():
        return int(code), f"EPSG:{code}"
    return None, json.dumps(crs)
