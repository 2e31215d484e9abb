"""The empty board: places that callbacks fill. Its shape is final, so nothing jumps when figures come."""

from __future__ import annotations

from typing import Any

import dash_ag_grid
from dash import dcc, html
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from dashboards import grid, theme
from dashboards.equipment import ids


def _skeleton(lines: int) -> list[Any]:
    return [html.Div(className="skel") for _line in range(lines)]


def _grid() -> dash_ag_grid.AgGrid:
    return dash_ag_grid.AgGrid(
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


def _map_card() -> html.Section:
    return html.Section(
        [
            html.Header(id=ids.MAP_HEAD, children=_skeleton(2)),
            html.Div(
                [
                    html.Div(id=ids.MAP, className="map-canvas"),
                    html.Div(className="tip", hidden=True, **{"data-tip": ""}),
                ],
                className="map",
                **{"data-map-frame": ""},
            ),
            html.Footer(id=ids.MAP_FOOT),
        ],
        className="card map-card",
        **{"aria-label": _("Carte")},
    )


def _table_card() -> html.Section:
    return html.Section(
        [
            html.Header(id=ids.TABLE_HEAD),
            html.Div(id=ids.FILTERS, className="filters noprint"),
            html.Div(_grid(), className="grid-box"),
            html.Footer(id=ids.TABLE_FOOT),
        ],
        className="card table-card",
        **{"aria-label": _("Classement")},
    )


def _side() -> html.Div:
    graph = dcc.Graph(id=ids.CHART, config=theme.CONFIG, className="chart", responsive=True)
    chart = html.Section(
        [
            html.Header(id=ids.CHART_HEAD),
            html.Div(graph, dir="ltr", className="chart-box"),
            html.Div(id=ids.PANEL, className="panel"),
        ],
        className="card chart-card",
        **{"aria-label": _("Répartition")},
    )
    compare = html.Section(id=ids.COMPARE, className="card compare-card", **{"aria-label": _("Comparaison")})
    return html.Div([chart, compare], className="side-cards")


def layout() -> Any:
    return html.Div(
        [
            dcc.Store(id=ids.QUESTION),
            dcc.Store(id=ids.SELECTED),
            dcc.Store(id=ids.MAP_PAINTED),
            dcc.Store(id=ids.FIGURE),
            html.Div(id=ids.SCOPE, className="scope board-scope"),
            html.Nav(id=ids.TABS, className="tabs", **{"aria-label": _("Thèmes")}),
            html.Div(
                [
                    html.Div(id=ids.HEAD, className="board-head", children=_skeleton(2)),
                    html.Div(id=ids.CARDS, className="kpis", children=[html.Div(className="kpi wait")] * 6),
                    html.Div([_map_card(), _table_card(), _side()], className="board-grid3"),
                ],
                className="board",
            ),
        ]
    )
