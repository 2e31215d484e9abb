"""What a typed batch is in the tables: the model's columns, filled; its digest; its companions."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import shapely
from django.db import connection

from etl.batch import Batch
from etl.typed import arrow_type

WRITTEN_BY_LOADER = frozenset({"row_hash", "source_run", "recorded_from"})


@dataclass(frozen=True)
class Target:
    """A table's columns in order, with their type in Arrow, in the database, and what an empty cell means."""

    name: str
    columns: tuple[tuple[str, pa.DataType, str, Any], ...]


def target(model: Any, skipped: frozenset[str] = frozenset()) -> Target:
    found = []
    for field in model._meta.local_concrete_fields:
        if not field.primary_key and field.attname not in WRITTEN_BY_LOADER | skipped:
            kind = pa.binary() if hasattr(field, "geom_type") else arrow_type(field)
            default = None if field.null else _plain(field.get_default())
            found.append((field.attname, kind, str(field.db_type(connection)), default))
    return Target(model._meta.db_table, tuple(found))


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value


def columns(batch: Batch, of: Target, rows: pa.Array, prefix: str = "") -> dict[str, pa.Array]:
    """Every column of the target for the kept rows; one the file lacks has its default."""
    found = {}
    for name, kind, _, default in of.columns:
        own = batch.columns.get(prefix + name)
        if own is not None and kind == pa.binary() and pa.types.is_string(own.type):
            own = _drawn(own)
        if own is None:
            array = pa.nulls(len(rows), kind)
        else:
            array = own.take(rows)
            array = array if array.type.equals(kind) else pc.cast(array, kind)
        if default is not None and array.null_count:
            array = _filled(array, default, kind)
        found[name] = array
    return found


def _drawn(texts: pa.Array) -> pa.Array:
    """A drawing a converter left as EWKT, as WKB."""
    plain = pc.replace_substring_regex(texts, r"^SRID=\d+;", "")
    return pa.array(shapely.to_wkb(shapely.from_wkt(plain.to_numpy(False))), pa.binary())


def _filled(array: pa.Array, default: Any, kind: pa.DataType) -> pa.Array:
    if pa.types.is_list(kind):
        repeated = pa.array([default] * len(array), kind)
        return pc.if_else(array.is_valid(), array, repeated)
    return pc.fill_null(array, pa.scalar(default, kind))


def as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def companion_json(parts: dict[str, dict[str, pa.Array]]) -> pa.Array:
    """The companions of each row as one JSON text, for rows that go through the staging table."""
    lists = {name: (list(part), [part[c].to_pylist() for c in part]) for name, part in parts.items()}
    size = len(next(iter(next(iter(parts.values())).values())))
    texts = []
    for row in range(size):
        one = {
            n: {c: as_json(v[row]) for c, v in zip(names, vs, strict=True)}
            for n, (names, vs) in lists.items()
        }
        texts.append(json.dumps(one, ensure_ascii=False))
    return pa.array(texts, pa.string())
