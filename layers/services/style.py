"""One style declaration rendered to MapLibre."""

from __future__ import annotations

from typing import Any

from layers.layer import Layer
from layers.query import LayerQuery
from layers.services import flat_styles, tiles


def maplibre(layer: Layer, tilejson_url: str, language: str) -> dict[str, Any]:
    """A complete MapLibre style (version 8) that a browser or QGIS loads as it is: its values are constants."""
    return {
        "version": 8,
        "name": layer.title(language),
        "sources": {layer.slug: {"type": "vector", "url": tilejson_url}},
        "layers": [part for drawing in drawn(layer) for part in flat_styles.flat(drawing)],
    }


KINGDOM = (-17.16, 20.71, -1.01, 35.97)
_COUNTED = {
    "code": ("Code du territoire compté", "رمز الوحدة المعدودة"),
    "level": ("Regroupement", "مستوى التجميع"),
    "n": ("Nombre d’éléments", "عدد العناصر"),
}


def tilejson(query: LayerQuery, tiles_url: str, language: str) -> dict[str, Any]:
    """TileJSON 3.0.0: where the tiles are, between which zooms, and what each property is in the reader's language."""
    layer, arabic = query.layer, language == "ar"
    records = {f.name: f.title(language) for f in tiles.fields(query)}
    counts = {} if layer.is_level else {name: ar if arabic else fr for name, (fr, ar) in _COUNTED.items()}
    described = {
        "id": layer.slug,
        "description": layer.title(language),
        "minzoom": layer.min_zoom,
        "maxzoom": layer.max_zoom,
        "fields": {**counts, **records},
    }
    return {
        "tilejson": "3.0.0",
        "name": layer.title(language),
        "attribution": layer.source_ar if arabic else layer.source_fr,
        "scheme": "xyz",
        "tiles": [tiles_url],
        "minzoom": layer.min_zoom,
        "maxzoom": layer.max_zoom,
        "bounds": list(KINGDOM),
        "vector_layers": [described],
    }


def drawn(layer: Layer) -> list[dict[str, Any]]:
    """The MapLibre layers of one declared layer, over a source of its own name."""
    common = {"source": layer.slug, "source-layer": layer.slug, "minzoom": layer.min_zoom}
    parts = _PARTS[layer.style.kind](layer)
    return [{"id": f"{layer.slug}-{number}", **common, **part} for number, part in enumerate(parts)]


def legend(layer: Layer, language: str) -> dict[str, Any]:
    """What a legend says of it: how it is drawn, its colours, and what each stands for."""
    look = layer.style
    marks = dict(look.marks)
    key = [
        {"color": color, "title": ar if language == "ar" else fr}
        | ({"mark": marks[value]} if value in marks else {})
        for value, color, fr, ar in look.palette
    ]
    return {
        **({"by": look.by, "marks": marks} if marks else {}),
        "kind": look.kind,
        "color": look.color,
        "fill": look.fill or look.color,
        "opacity": look.opacity,
        "gathers": look.gathers,
        "key": key,
    }


def _limits(layer: Layer) -> list[dict[str, Any]]:
    line = {"line-color": layer.style.color, "line-width": layer.style.width}
    return [{"type": "line", "paint": line, "layout": {"line-join": "round"}}]


def _line(layer: Layer) -> list[dict[str, Any]]:
    """A dark casing under the line, so that a yellow road is seen on any ground; dots where only a commune is known."""
    width = layer.style.width
    grows = ["interpolate", ["linear"], ["zoom"], 6, width * 0.5, 12, width * 2]
    casing = {"line-color": layer.style.color, "line-width": _wider(grows, 1.2), "line-opacity": 0.55}
    line = {"line-color": _color(layer), "line-width": grows, "line-opacity": layer.style.opacity}
    round_ends = {"line-join": "round", "line-cap": "round"}
    lines, circles = ["!has", "n"], ["has", "n"]
    return [
        {"type": "line", "paint": casing, "layout": round_ends, "filter": lines},
        {"type": "line", "paint": line, "layout": round_ends, "filter": lines},
        {**_aggregate(layer)[0], "filter": circles},
    ]


def _wider(grows: list[Any], more: float) -> list[Any]:
    return [*grows[:4], grows[4] + more, grows[5], grows[6] + more]


def _color(layer: Layer) -> Any:
    fallback = layer.style.fill or layer.style.color
    if not layer.style.palette:
        return fallback
    pairs = [part for value, color, *_ in layer.style.palette for part in ([value], color)]
    return ["match", ["get", layer.style.by], *pairs, fallback]


# Area follows the number; small ones stay visible, big ones stay bounded. The legend's `radiusOf` says the same.
_BY_COUNT = ["min", 34, ["max", 2.5, ["*", 1.6, ["sqrt", ["to-number", ["get", "n"], 1]]]]]


def _point(layer: Layer) -> list[dict[str, Any]]:
    """A dot a record; a tile may also hold aggregates, whose area follows their count `n`."""
    paint = {
        "circle-color": _color(layer),
        # Wide enough for its sign.
        "circle-radius": ["case", ["has", "n"], _BY_COUNT, 6.5 if layer.style.marks else 5],
        "circle-opacity": layer.style.opacity,
        "circle-stroke-color": "#FFFFFF",
        "circle-stroke-width": 1.3,
    }
    return [{"type": "circle", "paint": paint}]


def _aggregate(layer: Layer) -> list[dict[str, Any]]:
    """Circles whose area follows the count `n` of each commune's aggregate; never as faint as a surface may be."""
    part = _point(layer)[0]
    part["paint"] |= {"circle-radius": _BY_COUNT, "circle-opacity": max(layer.style.opacity, 0.75)}
    return [part]


def _fill(layer: Layer) -> list[dict[str, Any]]:
    """Surfaces with their outline; where a tile holds a commune's aggregate instead (it has `n`), its circle."""
    surface = {"fill-color": layer.style.fill or layer.style.color, "fill-opacity": layer.style.opacity}
    parts = [{"type": "fill", "paint": surface, "filter": ["!has", "n"]}, *_limits(layer)]
    return [*parts, {**_aggregate(layer)[0], "filter": ["has", "n"]}] if layer.style.gathers else parts


def _place(layer: Layer) -> list[dict[str, Any]]:
    """Whatever a place is: surface, line or dot; and counts."""
    surface, outline, *_ = _fill(layer)
    line, dot = _line(layer)[1], _point(layer)[0]
    kinds = ((surface, "Polygon"), (outline, "Polygon"), (line, "LineString"), (dot, "Point"))
    return [{**part, "filter": ["==", "$type", kind]} for part, kind in kinds]


_PARTS = {
    "limits": _limits,
    "point": _point,
    "aggregate": _aggregate,
    "line": _line,
    "fill": _fill,
    "place": _place,
}
