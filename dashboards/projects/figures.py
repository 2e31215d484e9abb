"""Charts: planned, physical and paid over time; works liquidated against works stated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import text, theme
from dashboards.projects import words
from dashboards.projects.source import Source

PHYSICAL, PAID, PAID_TEXT = "#285E9F", "#D27830", "#9A4D12"


def _base(**layout: Any) -> dict[str, Any]:
    return {"template": theme.template(get_language() or "fr"), **layout}


def _line(
    rows: list[dict[str, Any]], field: str, name: str, color: str, dash: str = "solid"
) -> dict[str, Any]:
    kept = [row for row in rows if row[field] is not None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [row["on_day"].isoformat() for row in kept],
        "y": [float(row[field]) for row in kept],
        "line": {"color": color, "width": 2, "dash": dash},
        "customdata": [f"{row['on_day']:%m/%Y}" for row in kept],
        "hovertemplate": f"{name} %{{y:.1f}} %<br>%{{customdata}}<extra></extra>",
    }


def _end(rows: list[dict[str, Any]], field: str, name: str, color: str, shift: int) -> dict[str, Any]:
    """A line's name and last value, at its end."""
    last = [row for row in rows if row[field] is not None][-1]
    value = float(last[field])
    place = {"x": last["on_day"].isoformat(), "y": value, "xanchor": "left", "xshift": 6, "yshift": shift}
    return {
        **place,
        "text": f"{name} {text.number(value, 1)}",
        "showarrow": False,
        "font": {"color": color, "size": 12},
    }


def curve(source: Source) -> dict[str, Any]:
    rows = source.curve()
    if not rows:
        return {"data": [], "layout": _base(xaxis={"visible": False}, yaxis={"visible": False})}
    day = source.on.isoformat()
    data = [
        _line(rows, "planned_pct", _("Prévu"), "#8B948F", "dash"),
        _line(rows, "physical_pct", _("Physique"), PHYSICAL),
        _line(rows, "paid_pct", _("Payé"), PAID),
    ]
    named = [("physical_pct", _("Physique"), PHYSICAL, 8), ("paid_pct", _("Payé"), PAID_TEXT, -8)]
    marks = [_end(rows, *one) for one in named if any(row[one[0]] is not None for row in rows)]
    ends = {"x": rows[-1]["on_day"].isoformat(), "y": 100, "text": _("Prévu"), "showarrow": False}
    marks.append({**ends, "xanchor": "right", "yshift": 10, "font": {"color": "#545D5A", "size": 12}})
    today = {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1}
    layout = _base(
        annotations=marks,
        shapes=[{**today, "line": {"color": "#8B948F", "width": 1, "dash": "dot"}}],
        xaxis={"fixedrange": True, "nticks": 5, "tickformat": "%m/%y"},
        yaxis={"fixedrange": True, "range": [0, 112], "tickvals": [0, 25, 50, 75, 100]},
        margin={"l": 36, "r": 14, "t": 6, "b": 24},
    )
    return {"data": data, "layout": layout}


def gaps(source: Source) -> dict[str, Any]:
    rows = source.gaps()
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": [float(row["physical_pct"]) for row in rows],
        "y": [float(row["works_pct"] or 0) for row in rows],
        "marker": {
            "size": 8,
            "color": [words.COLORS.get(row["state"], "#8B948F") for row in rows],
            "symbol": [words.SYMBOLS.get(row["state"], "circle") for row in rows],
            "line": {"color": "#FFFFFF", "width": 1},
        },
        "customdata": [[words.title(row), row["reference"]] for row in rows],
        "hovertemplate": "%{customdata[0]}<br>%{x:.1f} / %{y:.1f} %<extra></extra>",
    }
    even = {"type": "line", "x0": 0, "y0": 0, "x1": 100, "y1": 100, "line": {"color": "#8B948F", "width": 1}}
    ahead = {"type": "path", "path": "M 0 5 L 0 105 L 100 105 Z", "fillcolor": "#FBE8DC", "opacity": 0.6}
    note = {"showarrow": False, "font": {"size": 12, "color": "#AD430E"}, "xanchor": "left"}
    layout = _base(
        shapes=[{**ahead, "line": {"width": 0}, "layer": "below"}, even],
        annotations=[{**note, "x": 2, "y": 100, "text": _("Liquidé en avance, à vérifier")}],
        xaxis={
            "fixedrange": True,
            "range": [-2, 104],
            "tickvals": [0, 50, 100],
            "title": {"text": _("Physique, %"), "font": {"size": 12}},
        },
        yaxis={
            "fixedrange": True,
            "range": [-2, 108],
            "tickvals": [0, 50, 100],
            "title": {"text": _("Liquidé, %"), "font": {"size": 12}},
        },
        margin={"l": 44, "r": 8, "t": 6, "b": 40},
    )
    return {"data": [points], "layout": layout}
