"""The two maps the portal draws itself: the Kingdom by commune, and a territory among its neighbours."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from geo_platform.portal.numbers import named, number, with_unit
from layers.queries import sheet
from layers.services import svg_map

KINGDOM = "MA"
KINGDOM_SIZE = 600
WATER = "amenities_running_water"
WATER_YEAR = 2024
# Round limits that readers know; the counts beside them show how the communes fall.
WATER_BREAKS = (0, 10, 30, 60, 80, 95, 100)


@dataclass(frozen=True)
class Label:
    """A city written on the Kingdom's map, moved off its dot so that no two names touch."""

    code: str
    dx: float
    dy: float
    anchor: str


CITIES = (
    Label("01.511.01.0", -7, 2, "end"),
    Label("02.411.01.23", 8, 8, "start"),
    Label("03.231.01.0", 9, 4, "start"),
    Label("04.421.01.0", -7, -3, "end"),
    Label("06.141.01.0", -7, 5, "end"),
    Label("07.351.01.0", -6, -8, "end"),
    Label("08.401.01.07", 8, 14, "start"),
    Label("09.001.01.01", -8, 4, "end"),
    Label("11.321.01.03", -6, -10, "end"),
    Label("12.391.01.01", -8, 3, "end"),
)


def kingdom_map() -> dict[str, Any]:
    """{"svg", "legend"}; kept per language until limits, names or figures change (drawing takes half a second)."""
    key = f"portal:kingdom:{get_language()}:{sheet.version()}".replace(" ", "_")
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = _draw_kingdom()
        cache.set(key, kept, None)
    return kept


def _draw_kingdom() -> dict[str, Any]:
    values = {row["code"]: row["value"] for row in sheet.level_figures(WATER, WATER_YEAR, "commune")}
    classes = {code: svg_map.class_of(value, WATER_BREAKS) for code, value in values.items()}
    frame = svg_map.frame_of(KINGDOM, KINGDOM_SIZE, KINGDOM_SIZE, 12)
    svg = _kingdom_svg(frame, values, classes) if frame else SafeString("")
    return {"svg": svg, "legend": _legend(classes)}


def _kingdom_svg(
    frame: svg_map.Frame, values: dict[str, float | None], classes: dict[str, int]
) -> SafeString:
    communes = svg_map.shapes(frame, "commune", step=0.2)
    for row in communes:
        row["cls"] = classes.get(row["code"], 0)
        value = values.get(row["code"])
        row["value"] = with_unit(value, 1, "%") if value is not None else ""
    places = {row["code"]: row for row in svg_map.labels(frame, [city.code for city in CITIES])}
    cities = [
        {
            "x": place["x"],
            "y": place["y"],
            "text_x": number_attribute(place["x"] + city.dx),
            "text_y": number_attribute(place["y"] + city.dy),
            "anchor": city.anchor,
            "name": named(place),
        }
        for city in CITIES
        if (place := places.get(city.code))
    ]
    context = {
        "size": KINGDOM_SIZE,
        "communes": communes,
        "regions": svg_map.shapes(frame, "region"),
        "country": svg_map.shapes(frame, "country"),
        "cities": cities,
    }
    return mark_safe(render_to_string("portal/_kingdom.svg", context))  # noqa: S308 (our own template, escaped)


def number_attribute(value: float) -> str:
    """A coordinate for SVG, whatever the page's language writes decimals with."""
    return f"{value:.1f}"


def _legend(classes: dict[str, int]) -> dict[str, Any]:
    counts = Counter(classes.values())
    most = max((counts[n] for n in range(1, len(WATER_BREAKS))), default=0) or 1
    bounds = itertools.pairwise(WATER_BREAKS)
    return {
        "rows": [
            {
                "cls": n,
                "range": f"{number(low)}–{number(high)}",
                "count": counts[n],
                "width": round(100 * counts[n] / most),
            }
            for n, (low, high) in enumerate(bounds, 1)
        ],
        "nodata": counts[0],
    }


@dataclass(frozen=True)
class Setting:
    """Where a level is shown: inside which ancestor, cut into which units."""

    frame: str
    units: str
    towns: int


SETTINGS = {
    "country": Setting("country", "region", 0),
    "region": Setting("country", "region", 0),
    "province": Setting("region", "province", 0),
    "district": Setting("province", "district", 0),
    "cercle": Setting("province", "cercle", 1),
    "commune": Setting("province", "commune", 2),
    "arrondissement": Setting("commune", "arrondissement", 0),
    "urban_centre": Setting("commune", "urban_centre", 0),
}
PLACE_WIDTH, PLACE_HEIGHT = 446, 318
CENTRE_BAND = 14


def place_map(territory: dict[str, Any]) -> dict[str, Any] | None:
    """A territory inside the one that contains it, or None when no limit is known."""
    setting = SETTINGS[territory["level"]]
    around = next((step for step in territory["breadcrumb"] if step["level"] == setting.frame), None)
    if around is None:
        return None
    frame = svg_map.frame_of(around["code"], PLACE_WIDTH, PLACE_HEIGHT, 14)
    if frame is None:
        return None
    code = territory["code"]
    band = CENTRE_BAND if territory["level"] == "urban_centre" else None
    units = svg_map.shapes(frame, setting.units, band=band)
    chosen = [row for row in units if row["code"] == code]
    scale = svg_map.scale_bar(frame)
    context = {
        "width": PLACE_WIDTH,
        "height": PLACE_HEIGHT,
        "around": named(around),
        "neighbours": svg_map.shapes(frame, "country" if around["code"] == KINGDOM else "province"),
        "frame_shape": svg_map.shapes(frame, around["level"], [around["code"]]),
        "units": units,
        "chosen": chosen,
        "inner": svg_map.shapes(frame, "arrondissement") if territory["has_arrondissements"] else [],
        "labels": _place_labels(frame, territory, setting, around),
        "scale": scale,
        "scale_x": number_attribute(PLACE_WIDTH - 12 - scale["width"]),
    }
    svg = mark_safe(render_to_string("portal/_place.svg", context))  # noqa: S308 (our own template, escaped)
    return {"svg": svg, "around": around, "whole": around["code"] == code}


def _place_labels(
    frame: svg_map.Frame, territory: dict[str, Any], setting: Setting, around: dict[str, Any]
) -> list[dict[str, Any]]:
    codes = [] if territory["level"] == "country" else [territory["code"]]
    found = svg_map.labels(frame, codes, around["code"], setting.towns)
    own = next((row for row in found if row["code"] == territory["code"]), None)
    written = []
    for row in found:
        near = own and row is not own and abs(row["x"] - own["x"]) < 70 and abs(row["y"] - own["y"]) < 18
        if near:
            continue
        end = row["x"] > PLACE_WIDTH - 110
        written.append(
            {
                "x": row["x"],
                "y": row["y"],
                "name": named(row),
                "self": row is own,
                "text_x": number_attribute(row["x"] if row is own else row["x"] + (-8 if end else 8)),
                "text_y": number_attribute(row["y"] + 4),
                "anchor": "middle" if row is own else "end" if end else "start",
            }
        )
    return written
