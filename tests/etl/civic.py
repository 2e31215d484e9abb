"""What the tests of complaints, equipment, networks and deployments share."""

from __future__ import annotations

import gzip
from importlib import import_module
from pathlib import Path
from typing import Any

import mapbox_vector_tile

from etl import runner, source
from etl.models import Discrepancy
from layers import registry
from layers.access import Grant, Viewer
from layers.models import TerritoryVersion
from layers.query import LayerQuery
from layers.services import tiles

BENI_MELLAL, OUJDA = "05.091.01.01", "02.411.01.23"


def place(code: str) -> int:
    found: int = TerritoryVersion.objects.get(code=code, edition__is_current=True).territory_id
    return found


def viewer(code: str | None, role: str = "governor") -> Viewer:
    return Viewer(7, (Grant(role, None if code is None else place(code), frozenset()),))


def query(layer: str, who: Viewer, **params: list[str]) -> LayerQuery:
    return LayerQuery.from_params(registry.get(layer), params, who)


def load(slug: str, folder: Path, content: str, **options: bool) -> runner.Report:
    file = folder / f"{slug}.csv"
    file.write_text(content, encoding="utf-8")
    return runner.run(source.get(slug), file, **options)


def load_good(slug: str) -> None:
    corpus = import_module(f"fixtures.{slug}.corpus")
    for name in corpus.GOOD:
        runner.run(source.get(slug), corpus.FOLDER / name)


def discrepancies(slug: str) -> list[tuple[str, str]]:
    return sorted(Discrepancy.objects.filter(source=slug).values_list("code", "key"))


def tile_at(question: LayerQuery, lon: float, lat: float, zoom: int) -> list[dict[str, Any]]:
    """Features of the tile that holds a point: properties with `type`, the geometry's."""
    import math

    side = 2**zoom
    x = int((lon + 180) / 360 * side)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side)
    content = gzip.decompress(tiles.tile(question, tiles.stamp(question), zoom, x, y))
    layer = mapbox_vector_tile.decode(content).get(question.layer.slug, {"features": []})
    return [{**f["properties"], "type": f["geometry"]["type"]} for f in layer["features"]]
