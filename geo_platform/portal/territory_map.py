"""The map of a printed sheet: the territory in what contains it, classed by running water; millimetres, no text.

Names are HTML over the drawing: the text of an SVG is not shaped from right to left."""

from __future__ import annotations

import itertools
from typing import Any

from django.utils.safestring import mark_safe

from geo_platform.portal.maps import CENTRE_BAND, KINGDOM, SETTINGS, WATER, WATER_BREAKS, WATER_YEAR
from geo_platform.portal.numbers import named, number
from geo_platform.portal.printing import ink
from layers.queries import sheet
from layers.services import svg_map

WIDTH, HEIGHT, STEP = 92.0, 74.0, 0.05
RAMP = ("#EFF4BA", "#97D9A5", "#3DB4A6", "#00899F", "#005D87", "#123560")
MOST_NAMES = 7


def draw(territory: dict[str, Any]) -> dict[str, Any] | None:
    """{"svg", "names", "around", "legend"}, or None when no limit is known."""
    setting = SETTINGS[territory["level"]]
    around = next((step for step in territory["breadcrumb"] if step["level"] == setting.frame), None)
    frame = svg_map.frame_of(around["code"], WIDTH, HEIGHT, 4) if around else None
    if around is None or frame is None:
        return None
    band = CENTRE_BAND if territory["level"] == "urban_centre" else None
    units = svg_map.shapes(frame, setting.units, band=band, step=STEP)
    inside = [row for row in units if _within(row, around)]
    chosen = [row for row in units if row["code"] == territory["code"]]
    neighbours = svg_map.shapes(frame, "country" if around["code"] == KINGDOM else "province", step=STEP)
    edge = svg_map.shapes(frame, around["level"], [around["code"]], step=STEP)
    parts = [
        ink.tag("rect", width=frame.width, height=frame.height, fill=ink.SEA),
        _paths(neighbours, fill=ink.LAND, stroke=ink.QUIET, stroke_width=0.2),
        *_classes(inside, setting.units),
        _paths(edge, fill="none", stroke=ink.DARK, stroke_width=0.4),
        _paths(chosen, fill="none", stroke="#fff", stroke_width=1.5),
        _paths(chosen, fill="none", stroke=ink.BLACK, stroke_width=0.7),
        _bar(frame),
    ]
    size = f'width="{WIDTH}mm" height="{HEIGHT}mm" viewBox="0 0 {WIDTH} {HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" font-family="Geo Sans" {size}>{"".join(parts)}</svg>'
    return {
        "svg": mark_safe(svg),  # noqa: S308 (our own numbers; no text of the data)
        "names": _names(frame, territory, around, inside),
        "around": around,
        "whole": around["code"] == territory["code"],
        "legend": _legend(),
    }


def _within(row: dict[str, Any], around: dict[str, Any]) -> bool:
    found = {row["code"], row.get("province_code"), row.get("region_code")}
    return around["code"] == KINGDOM or around["level"] == "commune" or around["code"] in found


def _paths(rows: list[dict[str, Any]], **style: Any) -> str:
    drawn = "".join(f'<path d="{data}"/>' for data in ink.chunks([row["path"] for row in rows]))
    return ink.tag("g", drawn, stroke_linejoin="round", **style) if rows else ""


def _classes(rows: list[dict[str, Any]], level: str) -> list[str]:
    """What has no figure is hatched, never left blank."""
    values = {row["code"]: row["value"] for row in sheet.level_figures(WATER, WATER_YEAR, level)}
    by_class: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_class.setdefault(svg_map.class_of(values.get(row["code"]), WATER_BREAKS), []).append(row)
    hatch = f"<defs>{ink.hatch('nodata', ink.HATCH_GROUND, ink.HATCH_LINE)}</defs>"
    edge = {"stroke": "#fff", "stroke_width": 0.15}
    drawn = [_paths(found, fill=RAMP[n - 1] if n else "url(#nodata)", **edge) for n, found in sorted(by_class.items())]
    return [hatch, *drawn]


def _legend() -> list[dict[str, str]]:
    bounds = itertools.pairwise(WATER_BREAKS)
    return [
        {"color": RAMP[n], "range": f"{number(low)}–{number(high)}"}
        for n, (low, high) in enumerate(bounds)
    ]


def _names(
    frame: svg_map.Frame, territory: dict[str, Any], around: dict[str, Any], units: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Its own name first, then the biggest units', none over another."""
    own = [] if territory["code"] == around["code"] else [territory["code"]]
    biggest = sorted(units, key=lambda row: -len(row["path"]))[:MOST_NAMES]
    wanted = [*own, *(row["code"] for row in biggest if row["code"] not in own)]
    found = {row["code"]: row for row in svg_map.labels(frame, wanted)}
    written: list[dict[str, Any]] = []
    for code in wanted:
        row = found.get(code)
        half = len(named(row)) * 0.75 if row else 0
        if row is None or not half < row["x"] < frame.width - half:
            continue
        if any(abs(row["x"] - o["x"]) < half + o["half"] and abs(row["y"] - o["y"]) < 4 for o in written):
            continue
        written.append({"name": named(row), "x": row["x"], "y": row["y"], "half": half, "self": code in own})
    return written


def _bar(frame: svg_map.Frame) -> str:
    bar = svg_map.scale_bar(frame, 26)
    right, foot = frame.width - 3, frame.height - 2.4
    left = right - bar["width"]
    line = f"M{left:.2f} {foot - 1:.2f}V{foot:.2f}H{right:.2f}V{foot - 1:.2f}"
    return (
        ink.tag("path", d=line, fill="none", stroke="#000", stroke_width=0.25)
        + ink.tag("text", f"{bar['km']:g} km", x=right, y=foot - 1.6, text_anchor="end", font_size=2.4)
    )
