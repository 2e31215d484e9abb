"""Vector tiles in a QGIS project: the layer's drawing, each part of it as one rule of the tiles' renderer."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from layers.layer import Layer
from layers.services import flat_styles, style
from layers.services import qgis_symbols as symbols
from layers.services.svg_map import RADIUS_M

_GEOMETRY: dict[str, symbols.Geometry] = {"circle": "point", "line": "line", "fill": "polygon"}
_OPERATORS = {"==": "=", "!=": "<>", ">=": ">=", "<": "<", ">": ">", "<=": "<="}


def source(tiles_url: str, layer: Layer, authcfg: str) -> str:
    """Data source of QGIS's tiles provider; `{z}/{x}/{y}` stay as they are, `&` would end the address."""
    url = quote(tiles_url, safe=":/{}?=%,")
    keep = f"&authcfg={authcfg}" if authcfg else ""
    return f"type=xyz&url={url}&zmin={layer.min_zoom}&zmax={layer.max_zoom}{keep}"


def metres(lon: float, lat: float) -> tuple[float, float]:
    """EPSG:3857."""
    return RADIUS_M * math.radians(lon), RADIUS_M * math.asinh(math.tan(math.radians(lat)))


def renderer(layer: Layer) -> Element:
    found = Element("renderer", type="basic")
    styles = SubElement(found, "styles")
    for drawing in (part for one in style.drawn(layer) for part in flat_styles.flat(one)):
        geometry = _GEOMETRY[drawing["type"]]
        rule = SubElement(
            styles,
            "style",
            {
                "name": drawing["id"],
                "layer": layer.slug,
                "geometry": symbols.GEOMETRY_NUMBER[geometry],
                "expression": expression(drawing.get("filter")),
                "min-zoom": str(layer.min_zoom),
                "max-zoom": "-1",
                "enabled": "1",
            },
        )
        SubElement(rule, "symbols").append(symbols.painted(drawing["paint"], geometry))
    return found


def expression(condition: list[Any] | None) -> str:
    """A filter of a style as QGIS writes it."""
    if condition is None:
        return ""
    operator, *rest = condition
    if operator == "all":
        return " and ".join(f"({expression(part)})" for part in rest)
    field = f'"{rest[0]}"'
    if rest[0] == "$type":
        return ""  # the rule's own geometry says it
    if operator == "has":
        return f"{field} is not null"
    if operator == "!has":
        return f"{field} is null"
    if operator == "!in":
        return f"{field} is null or {field} not in ({', '.join(_literal(value) for value in rest[1:])})"
    return f"{field} {_OPERATORS[operator]} {_literal(rest[1])}"


def _literal(value: Any) -> str:
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
