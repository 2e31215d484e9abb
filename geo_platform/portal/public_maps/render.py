"""A public map drawn with folium: one self-contained script, run by its hash, that loads nothing."""

from __future__ import annotations

import gzip
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import folium
from branca.element import MacroElement
from django.core.cache import cache
from django.utils.translation import gettext as _
from folium.features import GeoJson, GeoJsonPopup
from folium.template import Template

from geo_platform.portal.public_maps import local, overlay, shapes, theme
from layers.queries import indicators as figures
from layers.services.cube import read as cubes

if TYPE_CHECKING:
    from geo_platform.portal.models import PublicMap

# The look's map tokens: land, outlines of communes, of what contains them, of the Kingdom.
LAND, LAND_LINE, OUTLINE, HATCH = "#EFEFEA", "#D3D5CE", "#262E2D", "url(#hatch)"
LARGEST_CIRCLE = 20
_ABOVE = {"commune": "province", "province": "region", "region": "country"}


@dataclass(frozen=True)
class Drawn:
    """What a page needs to show the map; kept whole in the cache."""

    html: str
    script: str
    script_hash: str
    scripts: list[str]
    styles: list[str]
    theme: theme.Theme
    overlays: list[overlay.Overlay]
    circles: list[dict[str, Any]] = field(default_factory=list)

    @property
    def fictitious(self) -> bool:
        return self.theme.fictitious or any(layer.told.fictitious for layer in self.overlays)

    @property
    def weight(self) -> int:
        """Bytes of the map itself, gzipped."""
        return len(gzip.compress((self.html + self.script).encode()))


def drawn(shown: PublicMap, language: str) -> Drawn:
    """Drawn once per version of the map, of its data, and language."""
    key = f"public-map-{shown.pk}-{shown.version}-{language}-{data_version(shown)}"
    kept: Drawn | None = cache.get(key)
    if kept is None:
        kept = draw(shown, language)
        cache.set(key, kept, None)
    return kept


def data_version(shown: PublicMap) -> str:
    """Changes with the figures, the cube, the limits and the rows of each layer drawn; and each day, for what
    is said of the rows' age."""
    from django.conf import settings
    from django.utils import timezone

    from layers import registry, sql

    tables = {registry.get(chosen.layer).version_table for chosen in shown.layers.all()}
    versions = [sql.stamp(table) for table in sorted(tables)]
    parts = [
        figures.version(),
        cubes.version(),
        settings.FICTITIOUS_DATA,
        *([timezone.localdate()] if tables else []),
        *(v["version"] for v in versions if v),
    ]
    return "-".join(str(part) for part in parts)


def draw(shown: PublicMap, language: str) -> Drawn:
    extent = shapes.extent_of(shown.territory)
    subject = theme.of(shown, language)
    overlays = [overlay.read(chosen, extent, language) for chosen in shown.layers.all()]
    canvas = folium.Map(
        tiles=None,
        zoom_control=False,
        control_scale=False,
        attribution_control=False,
        scroll_wheel_zoom=False,
        zoom_snap=0.25,
        min_zoom=4,
        max_zoom=16,
    )
    canvas.default_js, canvas.default_css = canvas.default_js[:1], canvas.default_css[:1]
    _ground(canvas, extent, subject)
    circles = _subject(canvas, extent, subject)
    for layer in overlays:
        _layer(canvas, layer)
    _Controls(_("Agrandir"), _("Réduire")).add_to(canvas)
    canvas.fit_bounds(extent.bounds, padding=(12, 12))
    root: Any = canvas.get_root()  # a figure, which branca types as any element
    root.render()
    scripts, styles = local.links(root.header._children.values())
    script = local.refuse_addresses("\n" + root.script.render() + "\n")
    html = local.refuse_addresses(root.html.render())
    return Drawn(html, script, local.script_hash(script), scripts, styles, subject, overlays, circles)


class _Controls(MacroElement):
    """Zoom buttons named in the reader's language, and a metric scale."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        L.control.zoom({position: "topright", zoomInTitle: {{ this.more|tojson }},
            zoomOutTitle: {{ this.less|tojson }}}).addTo({{ this._parent.get_name() }});
        L.control.scale({position: "bottomright", imperial: false}).addTo({{ this._parent.get_name() }});
        {% endmacro %}"""
    )

    def __init__(self, more: str, less: str) -> None:
        super().__init__()
        self._name, self.more, self.less = "Controls", more, less


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _shape(row: dict[str, Any], properties: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "Feature", "id": row["code"], "geometry": row["geometry"], "properties": properties or {}}


def _flat(color: str, fill: str, weight: float, opacity: float = 1) -> Callable[[Any], dict[str, Any]]:
    look = {
        "color": color,
        "weight": weight,
        "fillColor": fill,
        "fillOpacity": 1 if fill else 0,
        "opacity": opacity,
    }
    return lambda _feature: look


def _ground(canvas: folium.Map, extent: shapes.Extent, subject: theme.Theme) -> None:
    """The Kingdom, whole, under everything; no neighbour is drawn."""
    country = [_shape(row) for row in shapes.level(extent, "country", everywhere=True)]
    GeoJson(
        _collection(country), style_function=_flat(OUTLINE, LAND, 1.4), interactive=False, smooth_factor=0.5
    ).add_to(canvas)


def _outlines(canvas: folium.Map, extent: shapes.Extent, level: str) -> None:
    rows = [_shape(row) for row in shapes.level(extent, level)]
    GeoJson(
        _collection(rows), style_function=_flat(OUTLINE, "", 1.1), interactive=False, smooth_factor=0.5
    ).add_to(canvas)


def _popup(fields: tuple[tuple[str, str], ...]) -> GeoJsonPopup:
    """Names and values are escaped: the popup writes them as HTML."""
    names = [name for name, _title in fields]
    return GeoJsonPopup(
        names, [escape(title) for _name, title in fields], localize=False, style="", max_width=280
    )


def _subject(canvas: folium.Map, extent: shapes.Extent, subject: theme.Theme) -> list[dict[str, Any]]:
    if subject.kind == "none":
        _outlines(canvas, extent, "region")
        return []
    rows = shapes.level(extent, subject.level)
    if subject.kind == "choropleth":
        _choropleth(canvas, rows, subject)
        _outlines(canvas, extent, _ABOVE[subject.level])
        return []
    return _circles(canvas, rows, subject)


def _said(row: theme.Row) -> dict[str, str]:
    return {"n": escape(row.name), "v": escape(row.text)}


def _fields(subject: theme.Theme) -> tuple[tuple[str, str], ...]:
    return (("n", _("Territoire")), ("v", subject.title))


def _choropleth(canvas: folium.Map, rows: list[dict[str, Any]], subject: theme.Theme) -> None:
    features = [
        _shape(row, _said(subject.by_code[row["code"]])) for row in rows if row["code"] in subject.by_code
    ]
    width = 0.4 if subject.level == "commune" else 0.8

    def look(feature: dict[str, Any]) -> dict[str, Any]:
        cls = subject.by_code[feature["id"]].cls
        color = subject.colors[cls] if cls >= 0 else HATCH
        return {"color": "#FFFFFF", "weight": width, "fillColor": color, "fillOpacity": 1}

    GeoJson(
        _collection(features),
        style_function=look,
        highlight_function=lambda _feature: {"color": "#151C1B", "weight": 2.2},
        popup=_popup(_fields(subject)) if features else None,
        smooth_factor=0.5,
    ).add_to(canvas)


def radius(value: float, most: float) -> float:
    """Area follows the number."""
    return round(max(2.5, LARGEST_CIRCLE * math.sqrt(value / most)), 1)


def _circles(canvas: folium.Map, rows: list[dict[str, Any]], subject: theme.Theme) -> list[dict[str, Any]]:
    """One circle a territory, hollow where the count is masked; the legend's three sizes."""
    _outlines(canvas, extent=shapes.extent_of(""), level="region")
    counts = [row.value for row in subject.rows if row.value]
    most = max(counts, default=1.0)
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": _said(subject.by_code[row["code"]]),
        }
        for row in rows
        if row["code"] in subject.by_code
    ]

    def look(feature: dict[str, Any]) -> dict[str, Any]:
        value = subject.by_code[feature["id"]].value
        if value is None:
            return {
                "radius": 4,
                "color": "#545D5A",
                "weight": 1.2,
                "fill": True,
                "fillColor": HATCH,
                "fillOpacity": 1,
            }
        size = radius(value, most)
        blue = {"fill": True, "fillColor": theme.CIRCLE, "fillOpacity": 0.7}
        return {"radius": size, "color": "#FFFFFF", "weight": 1.3, **blue}

    GeoJson(
        _collection(sorted(features, key=lambda f: -(subject.by_code[f["id"]].value or 0))),
        marker=folium.CircleMarker(),
        style_function=look,
        popup=_popup(_fields(subject)) if features else None,
    ).add_to(canvas)
    return [{"radius": radius(n, most), "value": n} for n in _steps(most)] if counts else []


def _steps(most: float) -> list[int]:
    """Three round numbers under the greatest count, for the legend."""
    power = 10 ** math.floor(math.log10(max(most, 1)))
    top = max(int(step * power) for step in (1, 2, 5) if step * power <= most)
    return sorted({n for n in (top, top // 4, top // 20) if n >= 1}, reverse=True)


def _layer(canvas: folium.Map, layer: overlay.Overlay) -> None:
    point = layer.kind in {"point", "aggregate"}
    escaped = [
        {**f, "properties": {k: escape(str(v)) for k, v in f["properties"].items()}} for f in layer.features
    ]

    def look(feature: dict[str, Any]) -> dict[str, Any]:
        color = feature["properties"]["color"]
        if point:
            return {
                "radius": 4.5,
                "color": "#FFFFFF",
                "weight": 1.2,
                "fill": True,
                "fillColor": color,
                "fillOpacity": 1,
            }
        if layer.kind == "line":
            return {"color": color, "weight": 2.2, "opacity": 1}
        return {"color": OUTLINE, "weight": 0.7, "fillColor": color, "fillOpacity": 0.6}

    GeoJson(
        _collection(escaped),
        marker=folium.CircleMarker() if point else None,
        style_function=look,
        popup=_popup(layer.fields) if layer.fields and escaped else None,
        smooth_factor=0.5,
    ).add_to(canvas)
