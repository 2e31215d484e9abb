"""The empty board: places that callbacks fill. Its shape is final, so nothing jumps when figures come."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import shape
from dashboards.equipment import ids


def _side() -> html.Div:
    chart = html.Section(
        [
            html.Header(id=ids.CHART_HEAD),
            shape.graph(ids.CHART),
            html.Div(id=ids.PANEL, className="panel", tabIndex=0),
        ],
        className="card chart-card",
        **{"aria-label": _("Répartition")},
    )
    compare = html.Section(id=ids.COMPARE, className="card compare-card", **{"aria-label": _("Comparaison")})
    return html.Div([chart, compare], className="side-cards")


def layout() -> Any:
    filters = html.Div(id=ids.FILTERS, className="filters noprint")
    table = shape.table_card("equipment", _("Classement"), filters)
    return html.Div(
        [
            *shape.stores("equipment", "figure"),
            html.Div(id=ids.SCOPE, className="scope board-scope"),
            html.Nav(id=ids.TABS, className="tabs", **{"aria-label": _("Thèmes")}),
            html.Div(
                [
                    shape.head("equipment"),
                    shape.cards("equipment"),
                    html.Div([shape.map_card("equipment"), table, _side()], className="board-grid3"),
                ],
                className="board",
            ),
        ]
    )
