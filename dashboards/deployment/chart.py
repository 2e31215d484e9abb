"""How deployment went on: named collectivities and whole regions in operation, step by told step."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import text, theme
from layers.services.deployment import Answer, System


def heading(system: System) -> list[Any]:
    return [
        html.H2(_("Collectivités nommées en service, cumul")),
        html.Span(_("chaque marche est un fait daté"), className="sub"),
    ]


def figure(rows: list[dict[str, Any]], answer: Answer) -> dict[str, Any]:
    language = get_language() or "fr"
    named = [(row["day"], row["operational"] or 0) for row in rows]
    data: list[dict[str, Any]] = []
    if named:
        last = max(named[-1][0], answer.on)
        points = [*named, (last, named[-1][1])]
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "line": {"shape": "hv", "color": theme.CATEGORIES[0], "width": 2},
                "x": [day.isoformat() for day, _n in points],
                "y": [n for _day, n in points],
                "customdata": [text.day(day) for day, _n in points],
                "hovertemplate": "%{customdata} : %{y}<extra></extra>",
            }
        )
    line = {"color": theme.INK_2, "dash": "dot", "width": 1}
    mark = {
        "type": "line",
        "x0": answer.on.isoformat(),
        "x1": answer.on.isoformat(),
        "y0": 0,
        "y1": 1,
        "yref": "paper",
    }
    note = [] if named else [_nothing()]
    return {
        "data": data,
        "layout": {
            "template": theme.template(language),
            "shapes": [{**mark, "line": line}] if named else [],
            "annotations": note,
            "xaxis": {"visible": bool(named), "type": "date", "tickformat": "%m/%Y", "nticks": 6},
            "yaxis": {"visible": bool(named), "rangemode": "tozero"},
        },
    }


def _nothing() -> dict[str, Any]:
    place = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False}
    return {**place, "text": _("Aucune collectivité n’est nommée"), "font": {"color": theme.INK_2}}
