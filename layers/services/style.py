"""One style declaration rendered to MapLibre."""

from __future__ import annotations

from typing import Any

from layers.layer import Layer


def maplibre(layer: Layer, tilejson_url: str, language: str) -> dict[str, Any]:
    """A complete MapLibre style (version 8) that a browser or QGIS loads as it is."""
    return {
        "version": 8,
        "name": layer.title(language),
        "sources": {layer.slug: {"type": "vector", "url": tilejson_url}},
        "layers": [
            {
                "id": f"{layer.slug}-{number}",
                "source": layer.slug,
                "source-layer": layer.slug,
                "minzoom": layer.min_zoom,
                **part,
            }
            for number, part in enumerate(_PARTS[layer.style.kind](layer))
        ],
    }


def _limits(layer: Layer) -> list[dict[str, Any]]:
    line = {"line-color": layer.style.color, "line-width": layer.style.width}
    return [{"type": "line", "paint": line, "layout": {"line-join": "round"}}]


def _point(layer: Layer) -> list[dict[str, Any]]:
    paint = {
        "circle-color": layer.style.fill or layer.style.color,
        "circle-radius": 5,
        "circle-opacity": layer.style.opacity,
        "circle-stroke-color": "#FFFFFF",
        "circle-stroke-width": 1.3,
    }
    return [{"type": "circle", "paint": paint}]


def _aggregate(layer: Layer) -> list[dict[str, Any]]:
    """Circles whose area follows the count `n` of each commune's aggregate."""
    part = _point(layer)[0]
    part["paint"]["circle-radius"] = ["*", 1.6, ["sqrt", ["get", "n"]]]
    return [part]


def _fill(layer: Layer) -> list[dict[str, Any]]:
    """Surfaces with their outline; where a tile holds a commune's aggregate instead (it has `n`), its circle."""
    surface = {"fill-color": layer.style.fill or layer.style.color, "fill-opacity": layer.style.opacity}
    circles = {**_aggregate(layer)[0], "filter": ["has", "n"]}
    return [{"type": "fill", "paint": surface, "filter": ["!", ["has", "n"]]}, *_limits(layer), circles]


_PARTS = {"limits": _limits, "point": _point, "aggregate": _aggregate, "fill": _fill}
