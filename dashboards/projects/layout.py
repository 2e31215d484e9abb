"""The empty board: places that callbacks fill. Its shape is final, so nothing jumps when figures come."""

from __future__ import annotations

from typing import Any

import dash_ag_grid
from dash import dcc, html
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from dashboards import grid, theme
from dashboards.projects import ids


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
    parts = [html.Header(id=ids.MAP_HEAD, children=_skeleton(1)), canvas, html.Footer(id=ids.MAP_FOOT)]
    return html.Section(parts, className="card map-card", **{"aria-label": _("Carte")})


def _chart(name: str, title: str, more: str, *foot: Any) -> html.Section:
    graph = dcc.Graph(id=name, config=theme.CONFIG, className="chart", responsive=True)
    head = html.Header([html.H2(title), html.Span(more, className="tiny")])
    return html.Section(
        [head, html.Div(graph, dir="ltr", className="chart-box"), *foot],
        className="card chart-card",
        **{"aria-label": title},
    )


def _filled(name: str, label: str, extra: str = "") -> html.Section:
    return html.Section(
        id=name, className=f"card {extra}".strip(), children=_skeleton(3), **{"aria-label": label}
    )


def _portfolio() -> html.Section:
    table = dash_ag_grid.AgGrid(
        id=ids.TABLE,
        columnDefs=[],
        rowData=[],
        getRowId="params.data.code",
        eventListeners={"rowSelected": ["boardPick(params)"]},
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True},
        dashGridOptions=grid.options(get_language_bidi()),
        className="board-grid",
        style={"height": "100%"},
    )
    parts = [
        html.Header(id=ids.TABLE_HEAD),
        html.Div(table, className="grid-box"),
        html.Footer(id=ids.TABLE_FOOT),
    ]
    return html.Section(parts, className="card table-card portfolio", **{"aria-label": _("Portefeuille")})


def layout() -> Any:
    charts = html.Div(
        [
            _chart(ids.CURVE, _("Prévu, réalisé, payé"), _("% cumulé")),
            _chart(ids.GAPS, _("Travaux et liquidation"), _("hors avances"), html.Footer(id=ids.GAPS_FOOT)),
            _filled(ids.PARTNERS, _("Contributions échues"), "partners-card"),
        ],
        className="pilot-charts",
    )
    first = html.Div(
        [
            _map_card(),
            html.Div([charts, _filled(ids.DELAYS, _("Plus grands retards"))], className="pilot-main"),
        ],
        className="pilot-top",
    )
    events = html.Div(
        [
            _filled(ids.CHANGES, _("Ce qui a changé en 7 jours")),
            _filled(ids.DEADLINES, _("Échéances à 30 jours")),
            _filled(ids.ALERTS, _("Alertes")),
        ],
        className="pilot-pair",
    )
    return html.Div(
        [
            dcc.Store(id=ids.QUESTION),
            dcc.Store(id=ids.SELECTED),
            dcc.Store(id=ids.MAP_PAINTED),
            html.Div(id=ids.SCOPE, className="scope board-scope"),
            html.Div(
                [
                    html.Div(id=ids.NOTICE),
                    html.Div(id=ids.HEAD, className="board-head", children=_skeleton(2)),
                    html.Div(
                        id=ids.CARDS, className="kpis pilot", children=[html.Div(className="kpi wait")] * 6
                    ),
                    first,
                    events,
                    _filled(ids.MATRIX, _("Programmes et territoires"), "matrix-card"),
                    _portfolio(),
                ],
                className="board",
            ),
        ]
    )
