"""The empty board: places that callbacks fill. Its shape is final, so nothing jumps when figures come."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from django.utils.translation import gettext as _

from dashboards import theme
from dashboards.deployment import ids


def _skeleton(lines: int) -> list[Any]:
    return [html.Div(className="skel") for _line in range(lines)]


def _map_card() -> html.Section:
    canvas = html.Div(
        [
            html.Div(id=ids.MAP, className="map-canvas"),
            html.Div(className="tip", hidden=True, **{"data-tip": ""}),
        ],
        className="map",
        **{"data-map-frame": ""},
    )
    parts = [html.Header(id=ids.MAP_HEAD, children=_skeleton(2)), canvas, html.Footer(id=ids.MAP_FOOT)]
    return html.Section(parts, className="card map-card", **{"aria-label": _("Carte")})


def _chart_card() -> html.Section:
    graph = dcc.Graph(id=ids.CHART, config=theme.CONFIG, className="chart", responsive=True)
    return html.Section(
        [html.Header(id=ids.CHART_HEAD), html.Div(graph, className="chart-box", dir="ltr")],
        className="card line-card",
        **{"aria-label": _("Chronologie")},
    )


def layout() -> Any:
    matrix = html.Section(
        html.Div(id=ids.MATRIX, className="matrix-box", children=_skeleton(8), tabIndex=0, role="region",
                 **{"aria-label": _("Matrice des chantiers et des régions")}),
        className="card matrix-card",
    )  # fmt: skip
    facts = html.Section(id=ids.FACTS, className="card told-card", **{"aria-label": _("Faits et sources")})
    return html.Div(
        [
            dcc.Store(id=ids.QUESTION),
            dcc.Store(id=ids.SELECTED),
            dcc.Store(id=ids.MAP_PAINTED),
            dcc.Store(id=ids.MAP_ROWS),
            html.Div(id=ids.SCOPE, className="scope board-scope"),
            html.Div(
                [
                    html.Div(id=ids.NOTICE),
                    html.Div(id=ids.HEAD, className="board-head", children=_skeleton(2)),
                    html.Div(id=ids.CARDS, className="kpis", children=[html.Div(className="kpi wait")] * 6),
                    matrix,
                    html.Div(
                        [_map_card(), html.Div([_chart_card(), facts], className="told-cards")],
                        className="told-grid",
                    ),
                ],
                className="board",
            ),
        ]
    )
