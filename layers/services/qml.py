"""A layer's style as QGIS reads it (3.22 and later): the same declaration as the map's, written as QML.

Used as the default style of exported files and inside projects. Aliases name fields in the reader's language; only the
fields passed are named, because a file must not even tell of a field its reader may not see.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from layers.layer import Field, Layer
from layers.services import qgis_symbols as symbols

VERSION = "3.22.0"
_NO_GEOMETRY = "4"
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
# Denominator of the scale of zoom 0 with tiles of 512 pixels, at 96 dots an inch: how MapLibre counts zooms.
_SCALE_OF_ZOOM_0 = 279_541_132.0143589
_OTHERS = {"fr": "Autres", "ar": "أخرى"}


def qml(
    layer: Layer,
    language: str,
    fields: Iterable[Field] | None = None,
    geometry: symbols.Geometry | None = None,
) -> str:
    """`fields`: those in the file (by default, what anyone who may read the layer sees). `geometry`: of its rows."""
    named = layer.fields_up_to(layer.sensitivity) if fields is None else tuple(fields)
    return text_of(document(layer, language, named, geometry or symbols.geometry_of(layer)))


def table(language: str, fields: Sequence[Field]) -> str:
    """Of rows without geometry, to which QGIS refuses any other style: names of columns and words of codes."""
    root = _root(None)
    _words(root, language, fields)
    return text_of(root)


def choropleth(drawing: dict[str, Any], language: str, attribute: str = "value") -> str:
    """QML of one indicator (`services.choropleth.draw`): the very classes and colours the map shows."""
    return text_of(choropleth_document(drawing, language, attribute))


def choropleth_document(drawing: dict[str, Any], language: str, attribute: str = "value") -> Element:
    root = _root("polygon")
    root.append(graduated(drawing, language, attribute))
    info = drawing["indicator"]
    _aliases(root, [(attribute, info["short"] or info["title"])])
    return root


def text_of(root: Element) -> str:
    indent(root)
    return _DOCTYPE + tostring(root, encoding="unicode")


def scale_of(zoom: float) -> str:
    """Denominator below which a map is at `zoom` or nearer."""
    return f"{_SCALE_OF_ZOOM_0 / 2**zoom:.0f}"


def document(layer: Layer, language: str, fields: Sequence[Field], geometry: symbols.Geometry) -> Element:
    root = _root(geometry)
    if layer.min_zoom:
        root.attrib |= {
            "hasScaleBasedVisibilityFlag": "1",
            "minScale": scale_of(layer.min_zoom),
            "maxScale": "0",
        }
    root.append(renderer(layer, language, geometry))
    label = label_expression(layer, language, {f.name for f in fields})
    if label:
        root.append(_labeling(layer, label, geometry))
        root.attrib["labelsEnabled"] = "1"
    _words(root, language, fields)
    return root


def _words(root: Element, language: str, fields: Sequence[Field]) -> None:
    _value_maps(root, language, fields)
    _aliases(root, [(f.name, _alias(f, language)) for f in fields])


def _value_maps(root: Element, language: str, fields: Sequence[Field]) -> None:
    """Tables and forms show the words; the codes stay in the file."""
    parent = SubElement(root, "fieldConfiguration")
    for field in fields:
        if not field.values:
            continue
        widget = SubElement(SubElement(parent, "field", name=field.name), "editWidget", type="ValueMap")
        bag = SubElement(SubElement(widget, "config"), "Option", type="Map")
        pairs = SubElement(bag, "Option", name="map", type="List")
        for code, french, arabic in field.values:
            title = arabic if language == "ar" else french
            symbols.options(pairs, {title: code})


def _root(geometry: symbols.Geometry | None) -> Element:
    root = Element("qgis", version=VERSION, styleCategories="AllStyleCategories")
    SubElement(root, "layerGeometryType").text = symbols.GEOMETRY_NUMBER[geometry] if geometry else _NO_GEOMETRY
    return root


def renderer(layer: Layer, language: str, geometry: symbols.Geometry) -> Element:
    """Categories of the palette, the rest in the declared fill; or a single symbol."""
    style = layer.style
    rest = style.fill or style.color
    if not style.palette:
        found = Element("renderer-v2", type="singleSymbol")
        SubElement(found, "symbols").append(symbols.symbol(style, geometry, rest, "0"))
        return found
    found = Element("renderer-v2", type="categorizedSymbol", attr=style.by)
    categories, drawn = SubElement(found, "categories"), SubElement(found, "symbols")
    rows = [(value, color, ar if language == "ar" else fr) for value, color, fr, ar in style.palette]
    for number, (value, color, title) in enumerate([*rows, ("", rest, _OTHERS[language])]):
        SubElement(
            categories, "category", value=value, symbol=str(number), label=title, render="true", type="string"
        )
        drawn.append(symbols.symbol(style, geometry, color, str(number)))
    return found


def graduated(drawing: dict[str, Any], language: str, attribute: str) -> Element:
    """QGIS closes a class at both ends and takes the first that fits: ours end just under the next one's start."""
    found = Element(
        "renderer-v2",
        type="graduatedSymbol",
        attr=attribute,
        graduatedMethod="GraduatedColor",
        symbollevels="0",
    )
    ranges, drawn = SubElement(found, "ranges"), SubElement(found, "symbols")
    breaks, colors = drawing["breaks"], drawing["colors"]
    decimals = drawing["indicator"]["decimals"]
    for number, (low, high) in enumerate(pairwise(breaks)):
        last = number == len(colors) - 1
        upper = high if last else math.nextafter(high, -math.inf)
        label = f"{_written(low, decimals)} – {_written(high, decimals)}"
        SubElement(
            ranges,
            "range",
            lower=repr(low),
            upper=repr(upper),
            symbol=str(number),
            label=label,
            render="true",
        )
        drawn.append(symbols.plain_fill(colors[number], str(number)))
    return found


def _written(value: float, decimals: int) -> str:
    """1 234,5: as the legend of the map writes it."""
    return f"{value:,.{decimals}f}".replace(",", "\u202f").replace(".", ",")


def label_expression(layer: Layer, language: str, names: Iterable[str]) -> str:
    """The first of the layer's label fields that holds a text; empty when the reader sees none of them."""
    known = set(names)
    wanted = [name.format(lang=language) for name in layer.label]
    found = [f"nullif(\"{name}\", '')" for name in wanted if name in known]
    return f"coalesce({', '.join(found)})" if found else ""


def _labeling(layer: Layer, expression: str, geometry: symbols.Geometry) -> Element:
    """Near enough only: names of a million parcels help nobody from afar."""
    found = Element("labeling", type="simple")
    settings = SubElement(found, "settings", calloutType="simple")
    look = {"fieldName": expression, "isExpression": "1", "fontSize": "8", "fontSizeUnit": "Point"}
    text = SubElement(settings, "text-style", look | {"textColor": "38,46,45,255", "textOpacity": "1"})
    SubElement(
        text,
        "text-buffer",
        {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": "255,255,255,220"},
    )
    # QGIS's own numbers: around a point, along a line, inside a surface.
    SubElement(
        settings, "placement", placement={"point": "6", "line": "2", "polygon": "1"}[geometry], dist="0.6"
    )
    SubElement(
        settings,
        "rendering",
        scaleVisibility="1",
        scaleMax=scale_of(layer.style.label_zoom),
        scaleMin="0",
        obstacle="1",
    )
    return found


def _alias(field: Field, language: str) -> str:
    title = field.title(language)
    return f"{title} ({field.unit})" if field.unit else title


def _aliases(root: Element, named: Sequence[tuple[str, str]]) -> None:
    aliases = SubElement(root, "aliases")
    for number, (name, title) in enumerate(named):
        SubElement(aliases, "alias", field=name, index=str(number), name=title)
