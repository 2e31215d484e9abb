"""The distribution chart: how many territories in each band of values, 2014 as ticks over the bars of 2024."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import text, theme
from dashboards.equipment.model import Model
from dashboards.equipment.source import Item

BANDS = 10
_STEPS = (1, 2, 2.5, 5, 10)


def band_width(low: float, high: float) -> float:
    """The round width that gives about ten bands."""
    rough = (high - low) / BANDS
    if rough <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(rough))
    return power * next(step for step in _STEPS if rough <= step * power * 1.0001)


def edges(values: Sequence[float], is_rate: bool) -> list[float]:
    if not values:
        return []
    low, high = (0.0, 100.0) if is_rate else (min(values), max(values))
    width = band_width(low, high)
    start = math.floor(low / width) * width
    # A hundred per cent belongs to the last band, so a rate has exactly ten.
    count = max(1, math.ceil(round((high - start) / width, 6)))
    return [round(start + index * width, 6) for index in range(count + 1)]


def count(values: Sequence[float], limits: Sequence[float]) -> list[int]:
    """Values per band, the lower limit included, the upper one in the last band only."""
    counts = [0] * (len(limits) - 1)
    for value in values:
        inside = next((i for i in range(len(counts)) if value < limits[i + 1]), len(counts) - 1)
        counts[inside] += 1
    return counts


def distribution(model: Model) -> dict[str, Any]:
    question, item = model.question, model.item
    values = model.values()
    language = get_language() or "fr"
    bounded = text.is_rate(item.unit) and not question.is_change
    earlier = [row.before for row in model.rows if row.before is not None] if question.year == "2024" else []
    limits = edges([*values, *earlier], bounded)
    if not values:
        return {"data": [], "layout": {"template": theme.template(language)}}
    counts = count(values, limits)
    middles = [(low + high) / 2 for low, high in itertools.pairwise(limits)]
    bands = _open_ended(limits)
    names = [
        f"{text.limit(low, item.decimals)} – {text.limit(high, item.decimals)}"
        for low, high in itertools.pairwise(limits)
    ]
    bars = {
        "type": "bar",
        "x": middles,
        "y": counts,
        "width": (limits[1] - limits[0]) * 0.9,
        "marker": {"color": _bar_colors(model, bands)},
        "text": [text.number(n) for n in counts],
        "textposition": "none",
        # Clicked, a bar keeps its territories: what it says, and the band it stands for.
        "customdata": [[name, f"{low:g}:{high:g}"] for name, (low, high) in zip(names, bands, strict=True)],
        "hovertemplate": "%{customdata[0]} : %{text}<extra></extra>",
    }
    before = count(earlier, limits) if earlier and item.comparable else [0] * len(counts)
    data = [bars, _earlier(before, middles, limits[1] - limits[0]), _labels(counts, before, middles)]
    return {"data": data, "layout": _layout(limits, language, item.decimals)}


def _open_ended(limits: Sequence[float]) -> list[tuple[float, float]]:
    """Bands as the filter takes them: the last one holds its upper end."""
    pairs = list(itertools.pairwise(limits))
    low, high = pairs[-1]
    return [*pairs[:-1], (low, high + (high - low) / 1000)]


def _bar_colors(model: Model, bands: Sequence[tuple[float, float]]) -> list[str]:
    color = theme.RAMPS.get(model.choropleth["ramp"], theme.CATEGORIES[0])
    kept = model.question.limits
    if kept is None:
        return [color] * len(bands)
    return [color if low < kept[1] and high > kept[0] else "#C9CEC9" for low, high in bands]


def scatter(model: Model, other: Item | None, values: dict[str, float | None]) -> dict[str, Any]:
    """Every compared territory at its two figures; those not shown are pale."""
    language = get_language() or "fr"
    year = model.question.year
    pairs = [(row, row.value(year), values.get(row.code)) for row in model.rows]
    known = [(row, x, y) for row, x, y in pairs if x is not None and y is not None]
    if other is None or not known:
        return {"data": [], "layout": {"template": theme.template(language)}}
    shown = {row.code for row in model.shown}
    color = theme.RAMPS.get(model.choropleth["ramp"], theme.CATEGORIES[0])
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": [x for _row, x, _y in known],
        "y": [y for _row, _x, y in known],
        "customdata": [[row.name, row.code] for row, _x, _y in known],
        "text": [
            f"{text.number(x, model.item.decimals)} ; {text.number(y, other.decimals)}"
            for _row, x, y in known
        ],
        "hovertemplate": "%{customdata[0]} : %{text}<extra></extra>",
        "marker": {
            "color": [color if row.code in shown else "#C9CEC9" for row, _x, _y in known],
            "size": 6 if len(known) > 200 else 8,
            "opacity": 0.6,
        },
        "selected": {"marker": {"color": "#2F3F96", "size": 13, "opacity": 1}},
    }
    title = {"font": {"size": 12}, "standoff": 6}
    layout = {
        "template": theme.template(language),
        "xaxis": {
            "title": {**title, "text": f"{model.item.short} ({model.item.unit_label})"},
            "showgrid": True,
            "gridcolor": theme.RULE,
        },
        "yaxis": {"title": {**title, "text": f"{other.short} ({other.unit_label})"}},
        "margin": {"l": 8, "r": 12, "t": 8, "b": 36},
        "dragmode": False,
    }
    return {"data": [points], "layout": layout}


def correlation(model: Model, values: dict[str, float | None]) -> float | None:
    """Pearson's, over the territories that have both; None under three or when one does not vary."""
    year = model.question.year
    pairs = [(row.value(year), values.get(row.code)) for row in model.rows]
    known = [(x, y) for x, y in pairs if x is not None and y is not None]
    if len(known) < 3 or any(len({pair[side] for pair in known}) < 2 for side in (0, 1)):
        return None
    return statistics.correlation(*zip(*known, strict=True))


def _labels(counts: Sequence[int], before: Sequence[int], middles: Sequence[float]) -> dict[str, Any]:
    """Over the bar; over the 2014 tick too where it would cross the number."""
    room = 0.09 * max(*counts, *before, 1)
    return {
        "type": "scatter",
        "mode": "text",
        "x": [middle for middle, n in zip(middles, counts, strict=True) if n],
        "y": [b if n < b < n + room else n for n, b in zip(counts, before, strict=True) if n],
        "text": [text.number(n) for n in counts if n],
        "textposition": "top center",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _earlier(counts: Sequence[int], middles: Sequence[float], width: float) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for middle, n in zip(middles, counts, strict=True):
        if n:
            xs += [middle - width * 0.45, middle + width * 0.45, None]
            ys += [n, n, None]
    line = {"color": theme.EARLIER, "width": 2}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": line,
        "hoverinfo": "skip",
        "name": _("2014"),
    }


def _layout(limits: Sequence[float], language: str, decimals: int) -> dict[str, Any]:
    shown = limits[:: max(1, math.ceil((len(limits) - 1) / 6))]
    return {
        "template": theme.template(language),
        "xaxis": {
            "tickvals": shown,
            "ticktext": [text.limit(value, decimals) for value in shown],
            "range": [limits[0], limits[-1] + 0.01 * (limits[-1] - limits[0])],
            "fixedrange": True,
        },
        "yaxis": {"visible": False, "fixedrange": True, "rangemode": "tozero"},
        "margin": {"l": 12, "r": 18, "t": 20, "b": 24},
        "bargap": 0,
    }
