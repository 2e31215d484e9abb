"""The strip under a headline figure: every territory of the perimeter on a line, here and what contains it.

One picture, not a chart: 1,503 dots in six cards would weigh more than the rest of the board.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, MARGIN, MIDDLE = 200.0, 18, 6.0, 9
BINS = 95
STROKES = {
    "province": 'stroke-width="3" opacity=".55"',
    "region": 'stroke-width="1.6"',
    "country": 'stroke-width="1.6" stroke-dasharray="2 2"',
}
INK, DOT, HERE = "#151C1B", "#69726E", "#2F3F96"


def domain(values: Sequence[float | None], is_rate: bool) -> tuple[float, float]:
    """A rate is read on 0–100, so that cards compare, or to its largest if beyond; the rest from zero to its own."""
    known = [value for value in values if value is not None]
    return (0.0, max([100.0, *known])) if is_rate else (min([0.0, *known]), max([1e-9, *known]))


def position(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low)
    return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def _dots(values: Sequence[float], low: float, high: float) -> str:
    """Territories that fall on the same spot are one dot, darker: their number decides the opacity."""
    step = (WIDTH - 2 * MARGIN) / BINS
    bins = Counter(round((position(value, low, high) - MARGIN) / step) for value in values)
    most = max(bins.values(), default=1)
    drawn = []
    for index, count in sorted(bins.items()):
        opacity = round(0.25 + 0.65 * (count / most) ** 0.5, 2)
        drawn.append(f'<circle cx="{MARGIN + index * step:.1f}" cy="{MIDDLE}" r="2.4" opacity="{opacity}"/>')
    return f'<g fill="{DOT}">{"".join(drawn)}</g>'


def svg(
    values: Sequence[float], here: float | None, above: Mapping[str, float | None], is_rate: bool
) -> str:
    """`above`: level → what the territory of that level around here shows."""
    low, high = domain([*values, here, *above.values()], is_rate)
    shapes = [f'<path d="M{MARGIN} {MIDDLE}H{WIDTH - MARGIN}" stroke="#D9DDD8"/>', _dots(values, low, high)]
    for level, value in above.items():
        if value is not None:
            x = position(value, low, high)
            shapes.append(f'<path d="M{x} 2V16" stroke="{INK}" {STROKES[level]}/>')
    if here is not None:
        x = position(here, low, high)
        shapes.append(f'<path d="M{x} 3.5l5.5 5.5-5.5 5.5-5.5-5.5z" fill="{HERE}" stroke="#fff"/>')
    box = f'viewBox="0 0 {WIDTH:.0f} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} fill="none">{"".join(shapes)}</svg>'
