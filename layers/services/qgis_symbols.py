"""The style declaration as QGIS symbols: one place for files' default style, projects and vector tiles alike.

Elements follow what QGIS 3.22 reads (`Option` maps); lengths are millimetres, because a pixel is nothing in print.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from xml.etree.ElementTree import Element, SubElement

from layers.layer import Layer, Style

Geometry = Literal["point", "line", "polygon"]

# The geometry a kind of style draws its records with when nobody says otherwise.
GEOMETRY: dict[str, Geometry] = {
    "limits": "polygon",
    "aggregate": "point",
    "point": "point",
    "line": "line",
    "fill": "polygon",
    "place": "point",
}
_QGIS_TYPE: dict[Geometry, str] = {"point": "marker", "line": "line", "polygon": "fill"}
GEOMETRY_NUMBER: dict[Geometry, str] = {"point": "0", "line": "1", "polygon": "2"}
MM_PER_PIXEL = 25.4 / 96
_CASING_PX, _CASING_ALPHA = 1.2, 0.55
_DOT_PX, _RIM_PX = 10, 1.3


def geometry_of(layer: Layer) -> Geometry:
    return GEOMETRY[layer.style.kind]


def millimetres(pixels: float) -> str:
    return f"{pixels * MM_PER_PIXEL:.3f}"


def rgba(color: str, alpha: float = 1.0) -> str:
    """`#RRGGBB` → QGIS's `r,g,b,a`."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(alpha * 255)}"


def options(parent: Element, values: Mapping[str, str]) -> None:
    """A map of named strings, as QGIS writes any bag of settings."""
    bag = SubElement(parent, "Option", type="Map")
    for name, value in values.items():
        SubElement(bag, "Option", name=name, value=value, type="QString")


def symbol(style: Style, geometry: Geometry, color: str, name: str) -> Element:
    """The symbol of one record: `color` is what its palette or its class gives it."""
    found = _symbol(name, geometry, alpha=1.0 if style.kind == "limits" else style.opacity)
    if geometry == "point":
        _dot(found, color, _DOT_PX)
    else:
        {"line": _line, "polygon": _surface}[geometry](found, style, color)
    return found


def painted(paint: Mapping[str, Any], geometry: Geometry) -> Element:
    """The symbol of one part of a map's drawing; a width that grows with the zoom is taken at its middle."""
    if geometry == "point":
        found = _symbol("0", geometry, alpha=paint["circle-opacity"])
        _dot(found, paint["circle-color"], 2 * paint["circle-radius"])
    elif geometry == "line":
        found = _symbol("0", geometry, alpha=paint.get("line-opacity", 1.0))
        width = paint["line-width"]
        _stroke(found, rgba(paint["line-color"]), (width[4] + width[6]) / 2 if isinstance(width, list) else width)
    else:
        found = _symbol("0", geometry, alpha=paint["fill-opacity"])
        fill = _fill_options(rgba(paint["fill-color"]), rgba(paint["fill-color"]), 0)
        _part(found, "SimpleFill", fill | {"outline_style": "no"})
    return found


def plain_fill(color: str, name: str, line: str = "#FFFFFF", width: float = 0.4) -> Element:
    """An opaque class of a choropleth under a hair line."""
    found = _symbol(name, "polygon", alpha=1.0)
    _part(found, "SimpleFill", _fill_options(rgba(color), rgba(line), width))
    return found


def _symbol(name: str, geometry: Geometry, alpha: float) -> Element:
    kind = _QGIS_TYPE[geometry]
    return Element("symbol", name=name, type=kind, alpha=f"{alpha:g}", clip_to_extent="1", force_rhr="0")


def _part(parent: Element, kind: str, values: Mapping[str, str], *, locked: bool = False) -> None:
    """`locked`: keeps its colour when someone gives the symbol another."""
    layer = SubElement(parent, "layer", {"class": kind, "enabled": "1", "locked": str(int(locked)), "pass": "0"})
    options(layer, values)


def _dot(parent: Element, color: str, diameter: float) -> None:
    _part(
        parent,
        "SimpleMarker",
        {
            "name": "circle",
            "color": rgba(color),
            "outline_color": "255,255,255,255",
            "outline_width": millimetres(_RIM_PX),
            "outline_width_unit": "MM",
            "size": millimetres(diameter),
            "size_unit": "MM",
        },
    )


def _line(parent: Element, style: Style, color: str) -> None:
    """A dark casing under the line, so that a yellow road is seen on any ground."""
    inner = style.width * 1.2
    _stroke(parent, rgba(style.color, _CASING_ALPHA), inner + _CASING_PX, locked=True)
    _stroke(parent, rgba(color), inner)


def _stroke(parent: Element, ink: str, width: float, *, locked: bool = False) -> None:
    values = {"line_color": ink, "line_width": millimetres(width), "line_width_unit": "MM"}
    _part(parent, "SimpleLine", values | {"capstyle": "round", "joinstyle": "round"}, locked=locked)


def _surface(parent: Element, style: Style, color: str) -> None:
    bare = style.kind == "limits"
    fill = _fill_options(rgba(color), rgba(style.color), style.width)
    _part(parent, "SimpleFill", fill | ({"style": "no"} if bare else {}))


def _fill_options(color: str, outline: str, width: float) -> dict[str, str]:
    return {
        "color": color,
        "style": "solid",
        "outline_color": outline,
        "outline_style": "solid",
        "outline_width": millimetres(width),
        "outline_width_unit": "MM",
        "joinstyle": "round",
    }
