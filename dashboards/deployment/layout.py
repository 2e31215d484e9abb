"""The empty board: places that callbacks fill. Its shape is final, so nothing jumps when figures come."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import shape
from dashboards.deployment import ids


def _chart_card() -> html.Section:
    return html.Section(
        [html.Header(id=ids.CHART_HEAD), shape.graph(ids.CHART)],
        className="card line-card",
        **{"aria-label": _("Chronologie")},
    )


def layout() -> Any:
    matrix = html.Section(
        html.Div(id=ids.MATRIX, className="matrix-box", children=shape.skeleton(8), tabIndex=0, role="region",
                 **{"aria-label": _("Matrice des chantiers et des régions")}),
        className="card matrix-card",
    )  # fmt: skip
    facts = html.Section(id=ids.FACTS, className="card told-card", **{"aria-label": _("Faits et sources")})
    return html.Div(
        [
            *shape.stores("deployment", "rows"),
            html.Div(id=ids.SCOPE, className="scope board-scope"),
            html.Div(
                [
                    html.Div(id=ids.NOTICE),
                    shape.head("deployment"),
                    shape.cards("deployment"),
                    matrix,
                    html.Div(
                        [shape.map_card("deployment"), html.Div([_chart_card(), facts], className="told-cards")],
                        className="told-grid",
                    ),
                ],
                className="board",
            ),
        ]
    )
