"""A public map in small: an SVG of provinces or regions, for the list and the portal's home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from geo_platform.portal.public_maps import render as drawing
from geo_platform.portal.public_maps import theme
from layers.services import svg_map

if TYPE_CHECKING:
    from geo_platform.portal.models import PublicMap

WIDTH, HEIGHT, MARGIN = 240, 200, 6
_LARGEST = 12


def svg(shown: PublicMap) -> str:
    key = f"public-map-preview-{shown.pk}-{shown.version}-{get_language()}-{drawing.data_version(shown)}"
    kept: str | None = cache.get(key)
    if kept is None:
        kept = _draw(shown, get_language() or "fr")
        cache.set(key, kept, None)
    return kept


def _draw(shown: PublicMap, language: str) -> str:
    frame = svg_map.frame_of(shown.territory or "MA", WIDTH, HEIGHT, MARGIN)
    if frame is None:
        return ""
    subject = _small(shown, language)
    level = subject.level or "region"
    units = svg_map.shapes(frame, level, step=0.5)
    for unit in units:
        row = subject.by_code.get(unit["code"])
        unit["fill"] = subject.colors[row.cls] if row and row.cls >= 0 else drawing.LAND
    context = {
        "width": WIDTH,
        "height": HEIGHT,
        "units": units,
        "country": svg_map.shapes(frame, "country", step=0.5),
        "circles": _circles(frame, subject) if subject.kind == "circles" else _points(frame, shown, language),
    }
    return render_to_string("portal/_public_map.svg", context)


def _small(shown: PublicMap, language: str) -> theme.Theme:
    """Communes are too small to see here: the same indicator by province."""
    if shown.indicator and shown.level == "commune" and not shown.territory:
        return theme.of_indicator(shown, language, level="province")
    return theme.of(shown, language)


def _circles(frame: svg_map.Frame, subject: theme.Theme) -> list[dict[str, object]]:
    most = max((row.value for row in subject.rows if row.value), default=1.0)
    scale = _LARGEST / drawing.LARGEST_CIRCLE
    placed = svg_map.labels(frame, [row.code for row in subject.rows if row.value])
    return [
        {
            "x": round(place["x"]),
            "y": round(place["y"]),
            "r": round(scale * drawing.radius(subject.by_code[place["code"]].value or 0, most), 1),
            "fill": theme.CIRCLE,
        }
        for place in placed
    ]


def _points(frame: svg_map.Frame, shown: PublicMap, language: str) -> list[dict[str, object]]:
    """The records of point layers, as dots."""
    from geo_platform.portal.public_maps import overlay, shapes

    extent = shapes.extent_of(shown.territory)
    dots: list[dict[str, object]] = []
    for chosen in shown.layers.all():
        for feature in overlay.read(chosen, extent, language).features[:400]:
            if feature["geometry"]["type"] == "Point":
                x, y = frame.at(*_metres(*feature["geometry"]["coordinates"]))
                dots.append(
                    {"x": round(x, 1), "y": round(y, 1), "r": 2, "fill": feature["properties"]["color"]}
                )
    return dots


def _metres(lon: float, lat: float) -> tuple[float, float]:
    import math

    radius = svg_map.RADIUS_M
    return math.radians(lon) * radius, math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) * radius
