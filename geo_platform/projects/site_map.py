"""The site of a project as a drawing: communes around, sites as marks. It prints; the page shows the live map."""

from __future__ import annotations

import json
import math
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from layers.queries.project_sheet import ProjectSheet
from layers.services import svg_map

WIDTH, HEIGHT = 446, 300
MARGIN = 26
LEAST_M = 14_000  # a lone point is shown with some ground around it


def bounds(sheet: ProjectSheet) -> list[float] | None:
    """West, south, east, north in degrees, never narrower than what lets a reader recognise the place."""
    box = sheet.box
    if box is None:
        return None
    pad = LEAST_M / 2 / 111_000
    middle = math.cos(math.radians((box["south"] + box["north"]) / 2))
    return [box["west"] - pad / middle, box["south"] - pad, box["east"] + pad / middle, box["north"] + pad]


def drawing(sheet: ProjectSheet) -> dict[str, Any] | None:
    box = bounds(sheet)
    if box is None:
        return None
    west, south, east, north = box
    frame = svg_map.frame_around(svg_map.metres((west, south, east, north)), WIDTH, HEIGHT, MARGIN)
    communes = svg_map.shapes(frame, "commune")
    scale = svg_map.scale_bar(frame)
    context = {
        "width": WIDTH,
        "height": HEIGHT,
        "communes": communes,
        "provinces": svg_map.shapes(frame, "province"),
        "lines": [line for site in sheet.sites for line in _lines(frame, site["geojson"])],
        "marks": [_mark(frame, site) for site in sheet.sites if site["placed"]]
        or (
            [{**_at(frame, sheet.box or {}), "number": ""}]
            if (sheet.box or {}).get("lon") is not None
            else []
        ),
        "scale": scale,
        "scale_x": f"{WIDTH - 12 - scale['width']:.1f}",
    }
    svg = mark_safe(render_to_string("projects/_site_map.svg", context))  # noqa: S308 (our own template, escaped)
    return {"svg": svg, "labels": _labels(frame, communes)}


def _labels(frame: svg_map.Frame, communes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names laid over the drawing as text of the page, which joins Arabic letters where an SVG in a PDF does not."""
    found = svg_map.labels(frame, [row["code"] for row in communes])[:8]
    return [
        {**row, "left": f"{row['x'] / WIDTH * 100:.1f}", "top": f"{row['y'] / HEIGHT * 100:.1f}"}
        for row in found
    ]


def _at(frame: svg_map.Frame, row: dict[str, Any]) -> dict[str, str]:
    plane = svg_map.metres((row["lon"], row["lat"], row["lon"], row["lat"]))
    x, y = frame.at(plane["west"], plane["south"])
    return {"x": f"{x:.1f}", "y": f"{y:.1f}"}


def _mark(frame: svg_map.Frame, site: dict[str, Any]) -> dict[str, Any]:
    return {**_at(frame, site), "number": site["number"]}


def _lines(frame: svg_map.Frame, geojson: str | None) -> list[dict[str, Any]]:
    """Path data of a site's line or surface; a point has none."""
    shape = json.loads(geojson) if geojson else {}
    parts: list[Any] = {
        "LineString": lambda c: [c],
        "MultiLineString": lambda c: c,
        "Polygon": lambda c: c,
        "MultiPolygon": lambda c: [ring for polygon in c for ring in polygon],
    }.get(shape.get("type", ""), lambda _: [])(shape.get("coordinates"))
    paths = []
    for part in parts:
        steps = [_at(frame, {"lon": lon, "lat": lat}) for lon, lat, *_ in part]
        closed = "Z" if shape["type"].endswith("Polygon") else ""
        paths.append(
            {"d": "M" + "L".join(f"{p['x']} {p['y']}" for p in steps) + closed, "closed": bool(closed)}
        )
    return paths
