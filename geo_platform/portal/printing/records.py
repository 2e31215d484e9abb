"""Layers of records on a printed map: the rows their tiles, table and files have, drawn once, in millimetres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from geo_platform.portal.numbers import number
from geo_platform.portal.printing import ink
from geo_platform.portal.printing.wanted import Shown
from layers.services import svg_map
from layers.services.tiles import stamp

# Beyond so many, dots are a stain: they are counted by commune, as the map itself does from far.
MOST_APART, MOST_DRAWN = 4000, 30000
DOT = 1.0
SMALLEST, LARGEST, GROWTH, READABLE = 0.9, 7.0, 0.34, 2.1
DEGREE_M = 111_320


def radius(n: float) -> float:
    """Millimetres of a count's circle: area follows the number."""
    return min(LARGEST, max(SMALLEST, GROWTH * math.sqrt(n)))


@dataclass(frozen=True)
class Drawn:
    """What of a layer is on the page."""

    shown: Shown
    svg: str
    apart: int
    counted: int
    gathers: bool


def draw(frame: svg_map.Frame, shown: Shown, black: bool) -> Drawn:
    query, layer = shown.query, shown.query.layer
    box = frame.degrees()
    gathers = layer.style.gathers and layer.style.kind != "limits"
    apart = layer.style.kind != "aggregate"
    if apart and gathers:
        (few,) = query.run("features/in_box.sql", {**box, "most": MOST_APART + 1})
        apart = few["n"] <= MOST_APART
    rows = query.run(
        "features/printed.sql",
        {
            **box,
            "edition": stamp(query).edition,
            "left": frame.left,
            "top": frame.top,
            "scale": frame.scale,
            "step": 0.05,
            "least": 0.2 * frame.ground_m() / DEGREE_M,
            "most": MOST_DRAWN,
            "by": layer.style.by or None,
            "apart": apart,
        },
    )
    records = [row for row in rows if row["n"] is None]
    counts = [row for row in rows if row["n"] is not None] if gathers else []
    parts = [*_defs(shown, black), *_records(shown, records, black)]
    parts += [_count(shown, row, black) for row in counts]
    share = f' opacity="{shown.opacity:.2f}"' if shown.opacity < 1 else ""
    svg = f"<g{share}>{''.join(parts)}</g>" if rows else ""
    return Drawn(shown, svg, len(records), sum(row["n"] for row in counts), bool(counts))


def pattern_name(shown: Shown, index: int) -> str:
    return f"h-{shown.query.layer.slug}-{index}"


def _defs(shown: Shown, black: bool) -> list[str]:
    style = shown.query.layer.style
    if not black or style.kind != "fill":
        return []
    count = max(len(style.palette), 1)
    patterns = [ink.hatch(pattern_name(shown, n), "#fff", ink.BLACK, n) for n in range(count)]
    return [f"<defs>{''.join(patterns)}</defs>"]


def index_of(shown: Shown, value: str | None) -> int:
    """Place of a value in the palette; what the palette does not know comes after it."""
    palette = shown.query.layer.style.palette
    return next((n for n, (code, *_) in enumerate(palette) if code == value), len(palette))


def color_of(shown: Shown, index: int) -> str:
    style = shown.query.layer.style
    return style.palette[index][1] if index < len(style.palette) else style.fill or style.color


def _records(shown: Shown, rows: list[dict[str, Any]], black: bool) -> list[str]:
    """One group a value and a dimension, surfaces below lines below points: ten thousand marks stay light."""
    groups: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((-row["dimension"], index_of(shown, row["value"])), []).append(row)
    inks = {0: _points, 1: _lines, 2: _surfaces}
    return [inks[-dimension](shown, index, groups[dimension, index], black) for dimension, index in sorted(groups)]


def _points(shown: Shown, index: int, rows: list[dict[str, Any]], black: bool) -> str:
    return ink.marks(index, [(row["x"], row["y"]) for row in rows], DOT, color_of(shown, index), black)


def _group(rows: list[dict[str, Any]], attributes: str) -> str:
    drawn = (f'<path d="{data}"/>' for data in ink.chunks([row["path"] for row in rows]))
    return f"<g {attributes}>{''.join(drawn)}</g>"


def _surfaces(shown: Shown, index: int, rows: list[dict[str, Any]], black: bool) -> str:
    style = shown.query.layer.style
    edge = ink.BLACK if black else style.color
    own = pattern_name(shown, min(index, max(len(style.palette) - 1, 0)))
    fill = f"url(#{own})" if black else color_of(shown, index)
    share = 1 if black else style.opacity
    return _group(rows, f'fill="{fill}" fill-opacity="{share}" stroke="{edge}" stroke-width=".2"')


def _lines(shown: Shown, index: int, rows: list[dict[str, Any]], black: bool) -> str:
    if black:
        pattern = ink.DASHES[index % len(ink.DASHES)]
        dash = f' stroke-dasharray="{pattern}"' if pattern else ""
        return _group(rows, f'fill="none" stroke="{ink.BLACK}" stroke-width=".45"{dash}')
    wide = 0.3 * max(shown.query.layer.style.width, 1)
    casing = f'fill="none" stroke="{ink.DARK}" stroke-opacity=".55" stroke-width="{wide + 0.25:.2f}"'
    color = f'fill="none" stroke="{color_of(shown, index)}" stroke-width="{wide:.2f}"'
    return _group(rows, casing) + _group(rows, color)


def _count(shown: Shown, row: dict[str, Any], black: bool) -> str:
    style = shown.query.layer.style
    r = radius(row["n"])
    fill = "#fff" if black else style.fill or style.color
    edge = ink.BLACK if black else "#fff"
    circle = (
        f'<circle cx="{row["x"]:.2f}" cy="{row["y"]:.2f}" r="{r:.2f}" fill="{fill}" '
        f'fill-opacity="{0.9 if black else max(style.opacity, 0.75)}" stroke="{edge}" stroke-width=".3"/>'
    )
    if r < READABLE:
        return circle
    ink_color = ink.BLACK if black else "#fff"
    return circle + (
        f'<text x="{row["x"]:.2f}" y="{row["y"] + 0.75:.2f}" text-anchor="middle" font-size="2.2" '
        f'font-weight="600" fill="{ink_color}">{number(row["n"])}</text>'
    )
