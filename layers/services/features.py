"""Features as GeoJSON text, written by PostgreSQL: Python joins a thousand strings and touches no row."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from layers import sql
from layers.layer import Field
from layers.query import LayerQuery

# About a centimetre in degrees, a millimetre in metres.
_DIGITS_DEGREES, _DIGITS_METRES = 7, 3


class Features(NamedTuple):
    """`body`: features joined by commas; `next`: the token of what follows ("" at the end)."""

    body: str
    returned: int
    next: str


def features(query: LayerQuery) -> Features:
    """One page. A record that is not located has a null geometry: it is never given a point as if exact."""
    size = query.page_size
    key = "".join(f', "{name}"' for name, _ in query.sort)
    text, params = query.page_sql(columns=f"{_feature(query)} as feature, id{key}")
    names, rows = sql.fetch(f"{text} limit %(limit)s", {**params, "limit": size + 1})
    shown = rows[:size]
    following = query.token(dict(zip(names, shown[-1], strict=True))) if len(rows) > size else ""
    return Features(",".join([row[0] for row in shown]), len(shown), following)


def one(query: LayerQuery) -> dict[str, Any] | None:
    """The first feature of the question."""
    text, params = query.page_sql("", f"{_feature(query)} as feature")
    rows = query.read(f"{text} limit 1", params)
    found: dict[str, Any] | None = json.loads(rows[0]["feature"]) if rows else None
    return found


def _feature(query: LayerQuery) -> str:
    """SQL of one feature. `%` is doubled for the driver; names of fields are identifiers of our own."""
    digits = _DIGITS_DEGREES if query.crs.is_degrees else _DIGITS_METRES
    geometry = f"ST_AsGeoJSON({query.crs.transformed('geom')}, {digits})"
    members = " || ',' || ".join(f"""'"{field.name}":' || {_value(field)}""" for field in query.properties) or "''"
    return (
        """'{"type":"Feature","id":' || id || ',"geometry":' || """
        f"""coalesce(case when lies then {geometry} end, 'null') || ',"properties":{{' || {members} || '}}}}'"""
    )


def _value(field: Field) -> str:
    name = f'"{field.name}"'
    if field.type in {"integer", "number", "boolean"}:
        return f"coalesce({name}::text, 'null')"
    if field.type == "date":
        return f"""coalesce('"' || {name}::text || '"', 'null')"""
    return f"coalesce(to_json({name}::text)::text, 'null')"
