"""The map of a printed page as SVG, in millimetres: land, classes, limits, records, names, scale bar, north."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from geo_platform.portal.numbers import MINUS, named
from geo_platform.portal.printing import ink, rasters, records
from geo_platform.portal.printing.paper import Box
from geo_platform.portal.printing.wanted import Wanted
from layers.errors import NotFound
from layers.services import svg_map

MARGIN = 3.0
STEP = 0.05
BAR = 45.0
FAR_M = 4000
# Levels from the finest to the widest: white casing, ink, both in millimetres.
LIMITS = {
    "commune": (0, 0.12),
    "arrondissement": (0, 0.15),
    "cercle": (0, 0.18),
    "province": (0.75, 0.25),
    "region": (0.95, 0.38),
}
UNDER = {"country": "region", "region": "province"}
MOST_LABELS, LABEL_SIZE = 14, 2.75
# Width of a letter and height of a line of a label, in sizes of its text.
WIDE, TALL = 0.56, 1.25


@dataclass(frozen=True)
class Map:
    svg: SafeString
    frame: svg_map.Frame
    denominator: int
    records: list[records.Drawn]
    names: list[dict[str, Any]]
    pictures: dict[str, bytes]


def draw(wanted: Wanted, choropleth: dict[str, Any], territory: dict[str, Any], box: Box) -> Map:
    frame, denominator = _frame(wanted, territory, box)
    pictures = {rasters.name(one): rasters.picture(frame, one, wanted.grey) for one in wanted.rasters}
    drawn = [records.draw(frame, shown, wanted.grey) for shown in wanted.layers]
    regions = svg_map.shapes(frame, "region", step=STEP)
    tone = ink.grey if wanted.grey else str
    parts = [
        ink.tag("rect", width=frame.width, height=frame.height, fill="#fff" if wanted.grey else ink.SEA),
        _surface(regions, "#fff" if wanted.grey else ink.LAND),
        _outline(svg_map.shapes(frame, "province", step=STEP), tone(ink.QUIET), 0.2),
        _outline(regions, tone(ink.QUIET_STRONG), 0.28),
        _classes(frame, wanted, choropleth),
        *(rasters.drawn(frame, one) for one in reversed(wanted.rasters) if pictures[rasters.name(one)]),
        _limits(frame, wanted, territory),
        *(part.svg for part in reversed(drawn)),
        _scale_and_north(frame),
    ]
    size = f'width="{frame.width}mm" height="{frame.height}mm" viewBox="0 0 {frame.width:.2f} {frame.height:.2f}"'
    text = f'<svg xmlns="http://www.w3.org/2000/svg" font-family="Geo Sans" {size}>{"".join(parts)}</svg>'
    svg = mark_safe(text)  # noqa: S308 (our own numbers; no text of the data)
    return Map(svg, frame, denominator, drawn, _names(frame, wanted, territory), pictures)


def _frame(wanted: Wanted, territory: dict[str, Any], box: Box) -> tuple[svg_map.Frame, int]:
    if wanted.frame:
        extent: dict[str, float] | None = svg_map.metres(wanted.frame)
        frame = svg_map.frame_around(extent, box.width, box.height, 0) if extent else None
    else:
        frame = svg_map.frame_of(territory["code"], box.width, box.height, MARGIN)
    if frame is None:
        raise NotFound(territory["code"], parameter="territory")
    return svg_map.at_round_scale(frame)


def _group(shapes: list[dict[str, Any]], **attributes: Any) -> str:
    drawn = "".join(f'<path d="{data}"/>' for data in ink.chunks([row["path"] for row in shapes]))
    return ink.tag("g", drawn, **attributes) if shapes else ""


def _surface(shapes: list[dict[str, Any]], fill: str) -> str:
    return _group(shapes, fill=fill)


def _outline(shapes: list[dict[str, Any]], color: str, width: float) -> str:
    return _group(shapes, fill="none", stroke=color, stroke_width=width, stroke_linejoin="round")


def _classes(frame: svg_map.Frame, wanted: Wanted, choropleth: dict[str, Any]) -> str:
    """One path a class: what has no figure is hatched, never left blank."""
    by_class: dict[int, list[dict[str, Any]]] = {}
    shapes = svg_map.shapes(frame, wanted.question.level, step=STEP)
    for row in shapes:
        number = choropleth["classes"].get(row["code"])
        if number is not None:
            by_class.setdefault(number, []).append(row)
    ground, line = (ink.grey(c) if wanted.grey else c for c in (ink.HATCH_GROUND, ink.HATCH_LINE))
    parts = [f"<defs>{ink.hatch('nodata', ground, line)}</defs>"]
    # At the scale of the Kingdom a commune is a few millimetres: its edge must not eat its colour.
    far = frame.ground_m() > FAR_M
    edge = {"stroke": ink.BLACK if wanted.grey else "#fff", "stroke_width": 0.05 if far else 0.15}
    for number, rows in sorted(by_class.items()):
        fill = "url(#nodata)" if number < 0 else class_color(wanted, choropleth, number)
        parts.append(_group(rows, fill=fill, stroke_linejoin="round", **edge))
    if wanted.grey and wanted.question.other_year:
        parts.append(_signs(frame, choropleth))
    return "".join(parts)


def class_color(wanted: Wanted, choropleth: dict[str, Any], number: int) -> str:
    color = choropleth["colors"][number]
    return ink.grey(color) if wanted.grey else str(color)


def _signs(frame: svg_map.Frame, choropleth: dict[str, Any]) -> str:
    """Without colour the two arms of a change look alike: a sign in each polygon says which is which."""
    middle = len(choropleth["colors"]) // 2
    values = choropleth["values"]
    codes = [code for code, n in choropleth["classes"].items() if n >= 0 and n != middle]
    rows = svg_map.labels(frame, codes)
    return "".join(_sign(row["x"], row["y"] + 1, "+" if values[row["code"]] > 0 else MINUS) for row in rows)


def _limits(frame: svg_map.Frame, wanted: Wanted, territory: dict[str, Any]) -> str:
    """Limits inside the perimeter with their weights, then the perimeter itself, heavier than any of them."""
    parts = []
    code = territory["code"]
    ink_color = ink.BLACK if wanted.grey else ink.DARK
    for level, (casing, width) in LIMITS.items():
        if level not in wanted.limits or level == wanted.question.level:
            continue
        rows = [row for row in svg_map.shapes(frame, level, step=STEP) if _within(row, territory)]
        if casing:
            parts.append(_outline(rows, "#fff", casing))
        parts.append(_outline(rows, ink_color, width))
    if territory["level"] == "country":
        around = svg_map.shapes(frame, "country", step=STEP)
    else:
        around = svg_map.shapes(frame, territory["level"], [code], step=STEP)
    return "".join([*parts, _outline(around, "#fff", 1.1), _outline(around, ink_color, 0.5)])


def _within(row: dict[str, Any], territory: dict[str, Any]) -> bool:
    level = territory["level"]
    if level == "country":
        return True
    code = territory["code"]
    return code in {row["code"], row["province_code"], row["region_code"]}


def _names(
    frame: svg_map.Frame, wanted: Wanted, territory: dict[str, Any]
) -> list[dict[str, Any]]:
    """Names written on the map, the widest territories first, none over another. They are HTML over the drawing:
    the text of an SVG is not shaped from right to left."""
    level = UNDER.get(territory["level"], wanted.question.level)
    rows = [row for row in svg_map.shapes(frame, level, step=1) if _within(row, territory)]
    sizes = {row["code"]: len(row["path"]) for row in rows}
    places = svg_map.labels(frame, list(sizes))
    places.sort(key=lambda row: -sizes[row["code"]])
    taken: list[tuple[float, float, float, float]] = []
    written: list[dict[str, Any]] = []
    for row in places:
        name = named(row)
        width, height = len(name) * LABEL_SIZE * WIDE, LABEL_SIZE * TALL
        box = (row["x"] - width / 2, row["y"] - height / 2, row["x"] + width / 2, row["y"] + height / 2)
        fits = box[0] > 1 and box[2] < frame.width - 1 and box[1] > 1 and box[3] < frame.height - 1
        if fits and not any(_touch(box, other) for other in taken) and len(written) < MOST_LABELS:
            taken.append(box)
            written.append({"name": name, "x": row["x"], "y": row["y"]})
    return written


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return not (one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1])


def _sign(x: float, y: float, text: str) -> str:
    """With a white halo, which is the same text under it."""
    common = f'x="{x:.2f}" y="{y:.2f}" text-anchor="middle" font-size="{LABEL_SIZE}" font-weight="600"'
    halo = f'<text {common} fill="#fff" stroke="#fff" stroke-width=".9" stroke-linejoin="round">{text}</text>'
    return f'{halo}<text {common} fill="#151C1B">{text}</text>'


def _scale_and_north(frame: svg_map.Frame) -> str:
    """The bar is true on paper: its units are millimetres."""
    bar = svg_map.scale_bar(frame, BAR)
    words = f"{bar['km']:g} km" if bar["km"] >= 1 else f"{bar['km'] * 1000:g} m"
    right, foot = frame.width - 4, frame.height - 4
    left, width = right - bar["width"], bar["width"]
    veil = {"fill": "#fff", "fill_opacity": ".85"}
    edge: dict[str, Any] = {"y": foot - 1.2, "height": 1.2, "stroke": "#000", "stroke_width": ".15"}
    figure: dict[str, Any] = {"y": foot - 2.4, "font_size": "2.6"}
    x = right - 3
    parts = (
        ink.tag("rect", x=left - 3, y=foot - 6.4, width=width + 6, height=8.4, **veil),
        ink.tag("rect", x=left, width=width / 2, fill="#000", **edge),
        ink.tag("rect", id_="scale-bar", x=left, width=float(width), fill="none", **edge),
        ink.tag("text", "0", x=left, text_anchor="middle", **figure),
        ink.tag("text", words, x=right, text_anchor="end", **figure),
        ink.tag("rect", x=x - 4, y=3.0, width=8.0, height=12.5, **veil),
        ink.tag("path", d=f"M{x} 7.2L{x + 2.2} 14L{x} 12.4Z", fill="#000"),
        ink.tag("path", d=f"M{x} 7.2L{x - 2.2} 14L{x} 12.4Z", fill="#fff", stroke="#000", stroke_width=".2"),
        ink.tag("text", "N", x=x, y=6.4, text_anchor="middle", font_size="3", font_weight="600"),
    )
    return "".join(parts)
