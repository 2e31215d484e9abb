"""The style declaration as QGIS symbols: one place for files' default style, projects and vector tiles alike.

Elements follow what QGIS 3.22 reads (`Option` maps); lengths are millimetres, because a pixel is nothing in print.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
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


def data_defined(parent: Element, expressions: Mapping[str, str]) -> None:
    """Settings computed for each feature."""
    bag = SubElement(SubElement(parent, "data_defined_properties"), "Option", type="Map")
    SubElement(bag, "Option", name="name", value="", type="QString")
    rules = SubElement(bag, "Option", name="properties", type="Map")
    for name, text in expressions.items():
        rule = SubElement(rules, "Option", name=name, type="Map")
        SubElement(rule, "Option", name="active", value="true", type="bool")
        SubElement(rule, "Option", name="expression", value=text, type="QString")
        SubElement(rule, "Option", name="type", value="3", type="int")
    SubElement(bag, "Option", name="type", value="collection", type="QString")


def symbol(style: Style, geometry: Geometry, color: str, name: str) -> Element:
    """The symbol of one record: `color` is what its palette or its class gives it."""
    found = _symbol(name, geometry, alpha=1.0 if style.kind == "limits" else style.opacity)
    {"point": _dot, "line": _line, "polygon": _surface}[geometry](found, style, color)
    return found


def circle(style: Style, color: str, name: str, size: str) -> Element:
    """The symbol of an aggregate: `size` is a QGIS expression, in millimetres."""
    found = _symbol(name, "point", alpha=max(style.opacity, 0.75))
    _dot(found, style, color)
    data_defined(found[0], {"size": size})
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


def _dot(parent: Element, style: Style, color: str) -> None:
    _part(
        parent,
        "SimpleMarker",
        {
            "name": "circle",
            "color": rgba(color),
            "outline_color": "255,255,255,255",
            "outline_width": millimetres(_RIM_PX),
            "outline_width_unit": "MM",
            "size": millimetres(_DOT_PX),
            "size_unit": "MM",
        },
    )


def _line(parent: Element, style: Style, color: str) -> None:
    """A dark casing under the line, so that a yellow road is seen on any ground."""
    inner = style.width * 1.2
    casing = (rgba(style.color, _CASING_ALPHA), inner + _CASING_PX, True)
    for ink, width, locked in (casing, (rgba(color), inner, False)):
        _part(
            parent,
            "SimpleLine",
            {
                "line_color": ink,
                "line_width": millimetres(width),
                "line_width_unit": "MM",
                "capstyle": "round",
                "joinstyle": "round",
            },
            locked=locked,
        )


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
