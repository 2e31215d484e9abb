"""Vector tiles: one SQL a tile, compressed once, cached under a key that knows the viewer.

No tile is heavier than the budget and no record is silently left out: what is not drawn is counted, by territory from
afar (`gathering`), by cell where records are too dense.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.cache import caches
from django.db import connection
from isal import igzip

from layers import sql
from layers.bands import band_of
from layers.errors import NotFound
from layers.layer import Field
from layers.query import LayerQuery
from layers.services import dense, gathering

MAX_ZOOM = 22
# What no tile may weigh, before compression; and the budget below it that makes one draw less.
MAX_BYTES, _BUDGET = 500_000, 480_000
# Most records drawn one by one in a tile: with all their properties, or with none but their colour's.
_FULL, _BARE, _BARE_AT_LAST = 2_500, 3_500, 20_000
_CELLS = 8
_WORLD_M = 2 * math.pi * 6378137
# ISA-L's best: within 4 % of zlib's level 6 on tiles, in a twelfth of its 6 ms.
_GZIP_LEVEL = 3
# A record's shape and the tile's box, on the plane of the map; from a zoom on in degrees as they are stored: over so
# small a tile the plane is straight to 0.12 of the 4,096 units it is cut in, and transforming costs an eighth of it.
_PLANE = "ST_Transform(n.geom, 3857), ST_TileEnvelope(%(tile_z)s, %(tile_x)s, %(tile_y)s)"
_FLAT = "n.geom, ST_MakeEnvelope(%(tile_west)s, %(tile_south)s, %(tile_east)s, %(tile_north)s)"
_FLAT_ZOOM = 14
_CASTS = {"integer": "bigint", "number": "float8", "boolean": "boolean"}
# What the bands carry (territory/tile.sql).
_OF_LEVELS = frozenset({"code", "name_fr", "name_ar", "kind", "parent"})
# What a count says of itself, beside `n`.
_GATHERED = {"code": "text", "name_fr": "text", "name_ar": "text", "level": "text", "n": "int"}


@dataclass(frozen=True)
class Stamp:
    """What a tile depends on beside the question: the layer's data, the territory's edition, and how tiles are made."""

    version: str
    edition: str
    places: str

    def etag(self, query: LayerQuery, z: int, x: int, y: int) -> str:
        return f'"{self.key(query)}-{z}-{x}-{y}"'

    def key(self, query: LayerQuery) -> str:
        recipe = f"{_recipe(query.layer.tile_query)}|{','.join(f.name for f in fields(query))}"
        digest = hashlib.sha256(recipe.encode()).hexdigest()[:8]
        return f"{self.version}-{self.edition}-{self.places}-{digest}-{query.fingerprint}"


def stamp(query: LayerQuery) -> Stamp:
    found = sql.stamp(query.layer.version_table)
    if found is None:
        raise NotFound(query.layer.slug, parameter="layer")
    return Stamp(f"{found['version']}.{found['changed_at']}", found["edition"], str(found["places"]))


@cache
def _recipe(file: str) -> str:
    """Other software, other tiles: the text of the query counts as a version."""
    made_with = (sql.load(file), _FULL, _BARE, _BARE_AT_LAST, _CELLS, _FLAT_ZOOM, _FLAT)
    return hashlib.sha256(repr(made_with).encode()).hexdigest()


def fields(query: LayerQuery) -> tuple[Field, ...]:
    """What a record carries in a tile: the properties asked for, or those the layer declares; and its colour's."""
    layer = query.layer
    if layer.is_level:
        return tuple(f for f in query.access.fields if f.name in _OF_LEVELS)
    asked = query.properties != query.access.fields
    wanted = {f.name for f in query.properties} if asked else set(layer.in_tiles)
    wanted |= {layer.style.by, "fictitious"}
    return tuple(f for f in query.access.fields if f.name in wanted)


def tile(query: LayerQuery, current: Stamp, z: int, x: int, y: int) -> bytes:
    """Gzipped MVT. NotFound outside the tile grid."""
    if not (0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(f"{z}/{x}/{y}", parameter="tile")
    key = f"{query.layer.slug}:{current.key(query)}"
    cached: bytes | None = caches["tiles"].get(f"{key}-{z}-{x}-{y}")
    if cached is None:
        render = _limits if query.layer.is_level else _records
        cached = igzip.compress(render(query, current, key, z, x, y), _GZIP_LEVEL, mtime=0)
        caches["tiles"].set(f"{key}-{z}-{x}-{y}", cached)
    return cached


def _limits(query: LayerQuery, current: Stamp, key: str, z: int, x: int, y: int) -> bytes:
    """A level of the territory, from its generalised bands."""
    text = sql.load(query.layer.tile_query)
    place = {"slug": query.layer.slug, "z": z, "x": x, "y": y}
    params = {**query.layer.relation_params, **place, "edition": current.edition, "band": band_of(z)}
    # A whole public level needs no second look at its own rows: the band table holds exactly them.
    inside = "true"
    if query.is_filtered:
        scope, scope_params = query.scope()
        inside = f"b.territory_id in (select territory_id from ({scope}) s)"
        params |= scope_params
    return bytes(_one(text.replace("{{in_scope}}", inside), params)[0])


def _records(query: LayerQuery, current: Stamp, key: str, z: int, x: int, y: int) -> bytes:
    """Records and counts; drawn with less when they would weigh more than the budget."""
    known = gathering.places(current.edition, current.places)
    counts = _columns(gathering.gathered(query, key, known, z, _box(z, x, y)))
    if z < query.layer.near_zoom or query.layer.lies == "false":
        return bytes(_one(sql.load("features/tile_counts.sql"), {**_place(query, z, x, y), **counts})[0])
    text, params = statement(query, z, x, y)
    params |= counts
    most = _BARE_AT_LAST if z >= gathering.LAST_ZOOM else _BARE
    body = b""
    for full, bare in ((_FULL, most), (0, most), (-1, -1)):
        _, body = _one(text, {**params, "tile_full": full, "tile_bare": bare})
        if len(body) <= _BUDGET:
            break
    return bytes(body)


def statement(query: LayerQuery, z: int, x: int, y: int) -> tuple[str, dict[str, Any]]:
    """SQL of a tile of records, and its parameters but the limits and the territories' counts."""
    scope, params = query.scope()
    shown = fields(query)
    zoom, zoom_params = gathering.drawn_from(query.layer.near_zoom)
    types = {f.name: _CASTS.get(f.type, "text") for f in shown}
    of_cells = {"level": "'cell'", "n": "count(*)::int", "fictitious": "bool_or(c.fictitious)"}
    fragments = {
        "columns": ", ".join(f's."{name}"' for name in types),
        "of_records": _listed(types, {f.name: _of_record(f, query.layer.style.by) for f in shown}),
        "of_cells": _listed(types, of_cells),
        "of_territories": _listed(types, {name: f"t.{name}" for name in (*_GATHERED, "fictitious")}),
        **dense.fragments(query, z),
        "shape_and_box": _FLAT if z >= _FLAT_ZOOM else _PLANE,
        "drawn_from": zoom,
        "scope": scope,
    }
    text = sql.load(query.layer.tile_query)
    for name, fragment in fragments.items():
        text = text.replace("{{" + name + "}}", fragment)
    where = {**_place(query, z, x, y), **_degrees(z, x, y), **dense.cells(z, x, y), "tile_cells": _CELLS}
    return text, {**params, **zoom_params, **where}


def _place(query: LayerQuery, z: int, x: int, y: int) -> dict[str, Any]:
    """Parameters of a tile have a name of their own: those of scope may be anything."""
    return {"tile_slug": query.layer.slug, "tile_z": z, "tile_x": x, "tile_y": y}


def _listed(types: dict[str, str], expressions: dict[str, str]) -> str:
    """The columns every branch has, in one order: fields, then what only counts have; null where a branch has none."""
    every = types | {name: kind for name, kind in _GATHERED.items() if name not in types}
    return ", ".join(
        f'({expressions.get(name, "null")})::{kind} as "{name}"' for name, kind in every.items()
    )


def _of_record(field: Field, by: str) -> str:
    column = f'n."{field.name}"'
    value = f"nullif({column}::text, '')" if field.type in {"text", "code", "date"} else column
    always = field.name in {by, "fictitious"}
    return value if always else f"case when (select records from size) <= %(tile_full)s then {value} end"


def _columns(counts: list[dict[str, Any]]) -> dict[str, list[Any]]:
    names = {"codes": "code", "names_fr": "name_fr", "names_ar": "name_ar", "levels": "level", "ns": "n"}
    names |= {"fictions": "fictitious", "xs": "x", "ys": "y"}
    return {f"tile_{plural}": [row[name] for row in counts] for plural, name in names.items()}


def _box(z: int, x: int, y: int) -> gathering.Box:
    side = _WORLD_M / 2**z
    left, top = x * side - _WORLD_M / 2, _WORLD_M / 2 - y * side
    return gathering.Box(left, top - side, left + side, top)


def _degrees(z: int, x: int, y: int) -> dict[str, float]:
    def latitude(row: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**z))))

    width = 360 / 2**z
    west = x * width - 180
    box = {"west": west, "east": west + width, "south": latitude(y + 1), "north": latitude(y)}
    return {f"tile_{name}": value for name, value in (box | {"margin": width * 0.02}).items()}


def _one(text: str, params: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        row: tuple[Any, ...] = cursor.fetchone()
        return row
