"""How things are inked: look's colours, or black and white where shape and hatch carry what colour did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LAND, SEA, QUIET, QUIET_STRONG = "#EFEFEA", "#E6ECEE", "#C3C7BF", "#A9AEA5"
BLACK, DARK = "#000000", "#262E2D"
HATCH_GROUND, HATCH_LINE = "#F4F5F2", "#9AA29D"
CHUNK = 2500
# Dashes of lines and hatches of surfaces, in millimetres, one a value of the palette.
DASHES = ("", "1.6 .8", ".4 .6", "2.4 .6 .4 .6", ".9 .9", "3 1")


def grey(color: str) -> str:
    """The grey a printer makes of a colour (same luminance, sRGB)."""
    red, green, blue = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (red, green, blue)]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    shown = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return f"#{round(shown * 255):02X}" + f"{round(shown * 255):02X}" * 2


def level(light: float) -> str:
    """A grey between black (0) and white (1)."""
    return "#" + f"{round(light * 255):02X}" * 3


def tag(name: str, inside: str = "", /, **attributes: Any) -> str:
    """An SVG element; numbers with a dot, underscores as dashes, `class_` and `id_` without theirs."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{f"{value:.2f}" if isinstance(value, float) else value}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>"


def chunks(paths: list[str]) -> list[str]:
    """Path data joined, but not whole: WeasyPrint reads a path in a time that grows with the square of its length."""
    joined: list[list[str]] = []
    size = CHUNK
    for path in paths:
        if size + len(path) > CHUNK:
            joined.append([])
            size = 0
        joined[-1].append(path)
        size += len(path)
    return [" ".join(part) for part in joined]


def _polygon(points: tuple[tuple[float, float], ...]) -> Callable[[float, float, float], str]:
    def draw(x: float, y: float, r: float) -> str:
        return "M" + "L".join(f"{x + r * a:.2f} {y + r * b:.2f}" for a, b in points) + "Z"

    return draw


def _disc(x: float, y: float, r: float) -> str:
    return f"M{x - r:.2f} {y:.2f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0Z"


_CORNER = ((-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35))
_CROSS = (*_CORNER, *((-a, -b) for a, b in _CORNER))
# Told apart without colour: the shape of each value of a palette of points, filled for the first six, hollow after.
SHAPES = (
    _disc,
    _polygon(((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))),
    _polygon(((0, -1.15), (1.05, 0.8), (-1.05, 0.8))),
    _polygon(((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0))),
    _polygon(_CROSS),
    _polygon(((0, 1.15), (1.05, -0.8), (-1.05, -0.8))),
)


def marks(index: int, points: list[tuple[float, float]], r: float, color: str, black: bool) -> str:
    """Points of the palette's `index`, in one group: discs of its colour, or its own shape in black."""
    shape = SHAPES[index % len(SHAPES)] if black else _disc
    hollow = black and index >= len(SHAPES)
    fill = "#fff" if hollow else BLACK if black else color
    drawn = (f'<path d="{data}"/>' for data in chunks([shape(x, y, r) for x, y in points]))
    return f'<g fill="{fill}" stroke="{BLACK if hollow else "#fff"}" stroke-width=".25">{"".join(drawn)}</g>'


def hatch(name: str, ground: str, line: str, index: int = 0) -> str:
    """An SVG pattern, 1.6 mm wide; `index` turns it so that surfaces differ without colour."""
    lines = (
        '<path d="M-.4 .4L.4-.4M0 1.6L1.6 0M1.2 2L2 1.2" {s}/>',
        '<path d="M-.4 1.2L.4 2M0 0L1.6 1.6M1.2-.4L2 .4" {s}/>',
        '<path d="M0 .8H1.6" {s}/>',
        '<path d="M.8 0V1.6" {s}/>',
        '<path d="M0 .8H1.6M.8 0V1.6" {s}/>',
        '<path d="M0 0L1.6 1.6M0 1.6L1.6 0" {s}/>',
        '<circle cx=".8" cy=".8" r=".25" fill="{c}"/>',
        "",
    )
    stroke = f'stroke="{line}" stroke-width=".18" fill="none"'
    drawn = lines[index % len(lines)].replace("{s}", stroke).replace("{c}", line)
    return (
        f'<pattern id="{name}" width="1.6" height="1.6" patternUnits="userSpaceOnUse">'
        f'<rect width="1.6" height="1.6" fill="{ground}"/>{drawn}</pattern>'
    )
