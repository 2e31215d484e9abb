"""A QGIS project of the layers someone may see: live sources, the platform's styles, his filters, his language.

Light layers of records come through OGC API – Features, so that their table opens; heavy ones, levels of the territory
and layers that are only counted come as vector tiles. No secret is written: restricted sources name an authentication
configuration (`AUTHCFG`) that each person makes in his own QGIS.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pyproj import CRS

from layers.layer import THEMES, Layer, Sensitivity
from layers.query import LayerQuery
from layers.services import qgis_symbols, qgis_tiles, qml
from layers.services.style import KINGDOM

# QGIS names an authentication configuration by seven characters.
AUTHCFG = "geoplat"
# More records than this are drawn from tiles: QGIS would page through them all.
MOST_FEATURES = 20_000
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_SOURCES = {"vectortile": "vector-tile", "OAPIF": "vector", "ogr": "vector"}


@dataclass(frozen=True)
class Source:
    """One layer of the project. `style`: what follows the source in QGIS's description of a layer."""

    id: str
    title: str
    group: str
    provider: str
    uri: str
    crs: str
    style: Sequence[Element]
    abstract: str = ""
    rights: str = ""
    shown: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Project:
    title: str
    abstract: str
    language: str
    author: str
    made_on: dt.date
    extent: tuple[float, float, float, float] = KINGDOM


def identifier(name: str) -> str:
    """QGIS gives another identifier to a layer whose own has ten characters or less."""
    return f"geo_platform_{name}"


def of_layer(
    query: LayerQuery, question: Mapping[str, Sequence[str]], base: str, language: str, shown: bool
) -> Source:
    """`question`: the parameters of the layer, as in its address; `base`: the platform's, without a slash."""
    layer = query.layer
    asked = urlencode([(name, value) for name, values in question.items() for value in values])
    authcfg = AUTHCFG if layer.sensitivity > Sensitivity.PUBLIC else ""
    common: dict[str, Any] = {
        "id": identifier(layer.slug),
        "title": layer.title(language),
        "group": layer.theme_title(language),
        "abstract": layer.source_ar if language == "ar" else layer.source_fr,
        "rights": layer.licence,
        "shown": shown,
    }
    if layer.is_level or layer.lies == "false" or query.located().count() > MOST_FEATURES:
        tail = f"?{asked}" if asked else ""
        uri = qgis_tiles.source(f"{base}/tiles/{layer.slug}/{{z}}/{{x}}/{{y}}.pbf{tail}", layer, authcfg)
        return Source(**common, provider="vectortile", uri=uri, crs="EPSG:3857", style=[qgis_tiles.renderer(layer)])
    style = qml.document(layer, language, query.properties, qgis_symbols.geometry_of(layer))
    return Source(
        **common,
        provider="OAPIF",
        uri=_features(f"{base}/ogc/?{urlencode({'lang': language})}{'&' if asked else ''}{asked}", layer, authcfg),
        crs="EPSG:4326",
        style=list(style),
        attributes=style.attrib,
    )


def _features(url: str, layer: Layer, authcfg: str) -> str:
    parts = {
        "authcfg": authcfg,
        "pagingEnabled": "true",
        "pageSize": "1000",
        "restrictToRequestBBOX": "1",
        "srsname": "EPSG:4326",
        "typename": layer.slug,
        "url": url,
    }
    return " ".join(f"{name}='{value}'" for name, value in parts.items() if value)


def of_indicator(drawing: dict[str, Any], url: str, language: str) -> Source:
    """The choropleth shown by the explorer: the same classes and colours, over the published values."""
    style = list(qml.choropleth_document(drawing, language))
    info = drawing["indicator"]
    return Source(
        id=identifier(info["code"]),
        title=f"{info['title']} ({drawing['year']})" if drawing["year"] != "change" else info["title"],
        group=THEMES["territory"][language == "ar"],
        provider="ogr",
        uri=url,
        crs="EPSG:4326",
        style=style,
        abstract=f"{drawing['source']['title']} {drawing['source']['note']}",
    )


def write(project: Project, sources: Sequence[Source]) -> bytes:
    """The project as QGIS packs it; the same bytes on the same day for the same question."""
    root = _document(project, sources)
    indent(root)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("project.qgs", date_time=(*project.made_on.timetuple()[:3], 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, _DOCTYPE + tostring(root, encoding="unicode"))
    return out.getvalue()


def _document(project: Project, sources: Sequence[Source]) -> Element:
    root = Element("qgis", projectname=project.title, version=qml.VERSION)
    SubElement(root, "title").text = project.title
    _crs(SubElement(root, "projectCrs"), "EPSG:3857")
    _tree(root, sources)
    canvas = SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    SubElement(canvas, "units").text = "meters"
    extent = SubElement(canvas, "extent")
    for name, value in _corners(project.extent).items():
        SubElement(extent, name).text = value
    _crs(SubElement(canvas, "destinationsrs"), "EPSG:3857")
    layers = SubElement(root, "projectlayers")
    for source in sources:
        layers.append(_layer(source))
    _metadata(SubElement(root, "projectMetadata"), project.title, project.abstract, project.language, project.author)
    properties = SubElement(root, "properties")
    SubElement(SubElement(properties, "SpatialRefSys"), "ProjectionsEnabled", type="int").text = "1"
    SubElement(SubElement(properties, "Measure"), "Ellipsoid", type="QString").text = "EPSG:7030"
    view = SubElement(SubElement(root, "ProjectViewSettings"), "DefaultViewExtent", _corners(project.extent))
    _crs(view, "EPSG:3857")
    return root


def _tree(root: Element, sources: Iterable[Source]) -> None:
    tree = SubElement(root, "layer-tree-group")
    groups: dict[str, Element] = {}
    for source in sources:
        group = groups.get(source.group)
        if group is None:
            group = SubElement(tree, "layer-tree-group", name=source.group, checked="Qt::Checked", expanded="1")
            groups[source.group] = group
        checked = "Qt::Checked" if source.shown else "Qt::Unchecked"
        common = {"id": source.id, "name": source.title, "providerKey": source.provider, "source": source.uri}
        SubElement(group, "layer-tree-layer", common | {"checked": checked, "expanded": "0"})


def _layer(source: Source) -> Element:
    visible = {k: v for k, v in source.attributes.items() if k != "version"}
    found = Element("maplayer", {**visible, "type": _SOURCES[source.provider]})
    SubElement(found, "id").text = source.id
    SubElement(found, "datasource").text = source.uri
    SubElement(found, "layername").text = source.title
    _crs(SubElement(found, "srs"), source.crs)
    _metadata(SubElement(found, "resourceMetadata"), source.title, source.abstract, "", "", source.rights)
    SubElement(found, "provider", encoding="UTF-8").text = source.provider
    found.extend(source.style)
    return found


def _metadata(parent: Element, title: str, abstract: str, language: str, author: str, rights: str = "") -> None:
    for name, text in (("title", title), ("abstract", abstract), ("language", language), ("author", author)):
        SubElement(parent, name).text = text
    if rights:
        SubElement(parent, "license").text = rights


def _crs(parent: Element, name: str) -> None:
    """QGIS 3.22 takes a system it is only told the name of for an invalid one."""
    known = CRS(name)
    system = SubElement(parent, "spatialrefsys")
    SubElement(system, "wkt").text = known.to_wkt()
    SubElement(system, "srid").text = name.removeprefix("EPSG:")
    SubElement(system, "authid").text = name
    SubElement(system, "description").text = known.name
    SubElement(system, "geographicflag").text = str(known.is_geographic).lower()


def _corners(degrees: tuple[float, float, float, float]) -> dict[str, str]:
    west, south, east, north = degrees
    (left, bottom), (right, top) = qgis_tiles.metres(west, south), qgis_tiles.metres(east, north)
    corners = {"xmin": left, "ymin": bottom, "xmax": right, "ymax": top}
    return {name: f"{value:.1f}" for name, value in corners.items()}
