"""Reading tiles as a client does."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator
from typing import Any

import mapbox_vector_tile

from layers.query import LayerQuery
from layers.services import tiles
from layers.services.style import KINGDOM

Tile = tuple[int, int, int]


def tile_of(lon: float, lat: float, zoom: int) -> Tile:
    across = 2**zoom
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across
    return zoom, int((lon + 180) / 360 * across), int(down)


def over(box: tuple[float, float, float, float], zoom: int) -> Iterator[Tile]:
    """The tiles of a zoom that cover a box of degrees."""
    west, south, east, north = box
    (_, left, top), (_, right, bottom) = tile_of(west, north, zoom), tile_of(east, south, zoom)
    return ((zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))


def features(query: LayerQuery, tile: Tile) -> list[dict[str, Any]]:
    decoded = mapbox_vector_tile.decode(gzip.decompress(tiles.tile(query, tiles.stamp(query), *tile)))
    return list(decoded[query.layer.slug]["features"]) if decoded else []


def told(query: LayerQuery, zoom: int, box: tuple[float, float, float, float] = KINGDOM) -> int:
    """How many records the tiles of a zoom speak of: each drawn one once, and all that counts stand for."""
    ids: set[int] = set()
    counted = 0
    for tile in over(box, zoom):
        for feature in features(query, tile):
            if "n" in feature["properties"]:
                counted += feature["properties"]["n"]
            else:
                ids.add(feature["id"])
    return len(ids) + counted
