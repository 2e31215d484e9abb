"""One box finds places and records: each layer is asked for what names its records, under the viewer's own rights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from layers import registry
from layers.access import Viewer, access_to
from layers.layer import Field, Layer
from layers.query import LayerQuery

# Shorter texts are in every record.
SHORTEST = 3
TERRITORY = "territory"


def key_of(layer: Layer, fields: tuple[Field, ...]) -> str:
    """The field that tells one record from all others, if the viewer may see it; "" otherwise."""
    columns = {f.name: f for f in layer.model._meta.local_concrete_fields}
    unique = (f.name for f in fields if f.name in columns and columns[f.name].unique)
    return next(unique, "")


def records(text: str, viewer: Viewer, language: str, limit: int) -> list[dict[str, Any]]:
    """At most `limit` records of each layer whose key begins with the text or whose name holds it."""
    wanted = " ".join(text.split())
    if len(wanted) < SHORTEST:
        return []
    return [found for query in _asked(viewer) for found in _found(query, wanted, language, limit)]


def _asked(viewer: Viewer) -> Iterator[LayerQuery]:
    """Territories have a search of their own, by sound and in both scripts."""
    for layer in registry.layers().values():
        access = access_to(viewer, layer)
        if access.allowed and layer.theme != TERRITORY:
            yield LayerQuery(layer, access, properties=access.fields)


def _found(query: LayerQuery, text: str, language: str, limit: int) -> Iterator[dict[str, Any]]:
    layer, fields = query.layer, query.access.fields
    names = [name.format(lang=language) for name in layer.label]
    condition = _condition(layer, fields)
    if not condition:
        return
    asked = query.where(condition, _patterns(text))
    for row in asked.run("features/search.sql", {"limit": limit}):
        told = json.loads(row["fields"])
        named = (told.get(name) for name in (*names, key_of(layer, fields)))
        yield {
            "type": "record",
            "layer": layer.slug,
            "group": layer.title(language),
            "id": row["id"],
            "name": next((str(name) for name in named if name), str(row["id"])),
            "code": told.get(key_of(layer, fields)) or "",
            "place": row[f"name_{language}"] or "",
        }


def _condition(layer: Layer, fields: tuple[Field, ...]) -> str:
    """A key is looked up by its beginning, which its index answers at any size; a title anywhere in it."""
    key = key_of(layer, fields)
    titles = {name.format(lang=lang) for name in layer.label for lang in ("fr", "ar")}
    inside = [
        f"layers_plain({f.sql}) like layers_plain(%(search_inside)s)"
        for f in fields
        if f.name in titles and f.type == "text"
    ]
    start = [f"r.{key} like %(search_start)s or r.{key} like %(search_upper)s"] if key else []
    return " or ".join([*start, *inside])


def _patterns(text: str) -> dict[str, str]:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "search_start": f"{escaped}%",
        "search_upper": f"{escaped.upper()}%",
        "search_inside": f"%{escaped}%",
    }
