"""The empty board: places that callbacks fill. Its shape is final, so nothing jumps when figures come."""

from __future__ import annotations

from typing import Any

import dash_ag_grid
from dash import dcc, html
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from dashboards import grid
from dashboards.needs import ids


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


def _table_card() -> html.Section:
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
    return html.Section(parts, className="card table-card", **{"aria-label": _("Tableau")})


def layout() -> Any:
    return html.Div(
        [
            dcc.Store(id=ids.QUESTION),
            dcc.Store(id=ids.SELECTED),
            dcc.Store(id=ids.MAP_PAINTED),
            html.Div(id=ids.SCOPE, className="scope board-scope"),
            html.Nav(id=ids.TABS, className="tabs", **{"aria-label": _("Vues")}),
            html.Div(
                [
                    html.Div(id=ids.NOTICE),
                    html.Div(id=ids.HEAD, className="board-head", children=_skeleton(2)),
                    html.Div(id=ids.CARDS, className="kpis", children=[html.Div(className="kpi wait")] * 6),
                    html.Div(
                        [
                            _map_card(),
                            _table_card(),
                            html.Section(
                                id=ids.ASIDE,
                                className="card facts-card",
                                **{"aria-label": _("Norme et méthode")},
                            ),
                        ],
                        className="board-grid3 needs-grid",
                    ),
                ],
                className="board",
            ),
        ]
    )
