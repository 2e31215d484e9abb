"""Records of any layer for programs: pages of rows, one record whole, what may be filtered, where records lie."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from layers import paging, sql
from layers.errors import NotFound
from layers.layer import Field
from layers.query import LayerQuery

# A field with more values than this is searched by text, not picked from a list.
MAX_VALUES = 200
_SAMPLE = 3000


def page(query: LayerQuery, language: str) -> dict[str, Any]:
    """`matched` rows of the question, `located` among them, of the `total` the viewer may read."""
    found: paging.Page = query.page()
    return {
        "layer": query.layer.slug,
        "matched": query.count(),
        "total": query.unfiltered().count(),
        "located": query.located().count(),
        "next": found.next,
        "columns": [column(field, language) for field in query.properties],
        "rows": [plain(row) for row in found.rows],
    }


def column(field: Field, language: str) -> dict[str, Any]:
    place = 2 if language == "ar" else 1
    return {
        "name": field.name,
        "title": field.title(language),
        "type": field.type,
        "unit": field.unit,
        "values": [{"value": value[0], "title": value[place]} for value in field.values],
    }


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """What JSON can say: numbers as numbers, days as ISO dates."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def one(query: LayerQuery, identifier: int, language: str) -> dict[str, Any]:
    """One record with its titles, its place and where it comes from; NotFound when the viewer may not read it."""
    narrowed = at(query, [identifier])
    rows = narrowed.page(1).rows
    if not rows:
        raise NotFound(identifier, parameter="id")
    layer = query.layer
    place = _where(narrowed)
    return {
        "layer": layer.slug,
        "id": identifier,
        "columns": [column(field, language) for field in narrowed.properties],
        "values": plain(rows[0]),
        "located": place["located"] > 0,
        "bbox": place["bbox"],
        "territory": territory_path(narrowed, language),
        "provenance": {
            "title": layer.title(language),
            "source": layer.source_ar if language == "ar" else layer.source_fr,
            "licence": layer.licence,
            **_recorded(query, identifier),
        },
    }


def _recorded(query: LayerQuery, identifier: int) -> dict[str, Any]:
    """Since when the platform knows this state, and from which import, where the layer keeps both."""
    if not query.layer.history or query.as_of is not None:
        return {}
    found = query.layer.model._default_manager.values("recorded_from", "source_run").filter(pk=identifier).first()
    return {"recorded_from": found["recorded_from"].isoformat(), "import": found["source_run"]} if found else {}


def territory_path(query: LayerQuery, language: str) -> list[dict[str, str]]:
    """From region to the finest territory of the first row."""
    text, params = query.page_sql("", "territory_id")
    found = query.read(f"{text} limit 1", params)
    steps = sql.rows("records/path.sql", {"territory": found[0]["territory_id"]}) if found else []
    name = "name_ar" if language == "ar" else "name_fr"
    return [{"code": s["code"], "level": s["level"], "name": s[name] or s["name_fr"]} for s in steps]


def at(query: LayerQuery, identifiers: list[int]) -> LayerQuery:
    """The query narrowed to some ids."""
    return query.where(f"{query.layer.id_column} = any(%(ids)s)", {"ids": identifiers})


def locate(query: LayerQuery) -> dict[str, Any]:
    """Where the rows lie: `bbox` is null when none does; `gathered` stand for their territory's limits, and
    are counted on maps under its code or one above (`codes`)."""
    return {"layer": query.layer.slug, **_where(query)}


def _where(query: LayerQuery) -> dict[str, Any]:
    found = query.remembered("extent", lambda: query.run("records/extent.sql")[0])
    corners = [found[side] for side in ("west", "south", "east", "north")]
    return {
        "codes": found["codes"],
        "bbox": None if corners[0] is None else corners,
        "located": found["located"],
        "gathered": found["gathered"],
    }


def fields(query: LayerQuery, language: str) -> dict[str, Any]:
    """What a filter may be built from: each field with its values or its bounds among the rows the viewer may read."""
    told = query.remembered("fields", lambda: _told(query))
    described = []
    for field in query.properties:
        shape = column(field, language)
        counts = told["values"].get(field.name)
        if counts is not None:
            titles = {value["value"]: value["title"] for value in shape["values"]}
            seen = list(titles) + [value for value in counts if value not in titles]
            shape["values"] = [{"value": v, "title": titles.get(v, v), "count": counts.get(v, 0)} for v in seen]
        described.append(shape | told["bounds"].get(field.name, {}))
    return {"layer": query.layer.slug, "fields": described, "time": told["time"], "history": query.layer.history}


def _told(query: LayerQuery) -> dict[str, Any]:
    time = query.layer.time_column
    return {
        "bounds": _bounds(query),
        "values": _values(query),
        "time": _time(query, time.removeprefix("r.")) if time else None,
    }


def _time(query: LayerQuery, name: str) -> dict[str, Any] | None:
    """The field `datetime` reads, with its first and last day."""
    field = next((f for f in query.access.fields if f.name == name), None)
    if field is None:
        return None
    found = query.select(f'min("{name}") as min, max("{name}") as max')[0]
    return {"name": name, **plain(found)}


def _bounds(query: LayerQuery) -> dict[str, dict[str, Any]]:
    ranged = [f.name for f in query.properties if f.type in {"integer", "number", "date"}]
    if not ranged:
        return {}
    asked = ", ".join(f'min("{name}") as "{name}_min", max("{name}") as "{name}_max"' for name in ranged)
    found = plain(query.select(asked)[0])
    return {name: {"min": found[f"{name}_min"], "max": found[f"{name}_max"]} for name in ranged}


def _values(query: LayerQuery) -> dict[str, dict[Any, int]]:
    """Field → value → rows, for fields that hold few values. A sample says which, so that no unique key is counted."""
    coded = [f.name for f in query.properties if f.type in {"code", "boolean", "text"}]
    if not coded:
        return {}
    sample = query.select(", ".join(f'"{name}"' for name in coded), f"limit {_SAMPLE}")
    few = [name for name in coded if len({row[name] for row in sample}) <= MAX_VALUES]
    found: dict[str, dict[Any, int]] = {}
    for name in few:
        tail = f'where "{name}" is not null group by 1 order by n desc, value limit {MAX_VALUES + 1}'
        rows = query.select(f'"{name}" as value, count(*) as n', tail)
        if len(rows) <= MAX_VALUES:
            found[name] = {row["value"]: row["n"] for row in rows if row["value"] != ""}
    return found
