"""The places of an empty board, named `board-place`: stores, map, table, charts; and what the browser fills."""

from __future__ import annotations

from typing import Any

import dash_ag_grid
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from dashboards import grid, shell, theme

STORES = ("question", "selected", "painted")


def skeleton(lines: int) -> list[Any]:
    return [html.Div(className="skel") for _line in range(lines)]


def stores(board: str, *more: str) -> list[dcc.Store]:
    return [dcc.Store(id=f"{board}-{name}") for name in (*STORES, *more)]


def cards(board: str, extra: str = "") -> html.Div:
    waiting = [html.Div(className="kpi wait")] * 6
    return html.Div(waiting, id=f"{board}-cards", className=f"kpis {extra}".strip())


def head(board: str) -> html.Div:
    return html.Div(skeleton(2), id=f"{board}-head", className="board-head")


def map_card(board: str, lines: int = 2) -> html.Section:
    """`lines`: how many the legend above the map will take."""
    canvas = html.Div(
        [
            html.Div(id=f"{board}-map", className="map-canvas"),
            html.Div(className="tip", hidden=True, **{"data-tip": ""}),
        ],
        className="map",
        **{"data-map-frame": ""},
    )
    parts = [html.Header(skeleton(lines), id=f"{board}-map-head"), canvas, html.Footer(id=f"{board}-map-foot")]
    return html.Section(parts, className="card map-card", **{"aria-label": _("Carte")})


def table_card(board: str, label: str, *above: Any, extra: str = "") -> html.Section:
    """`above`: what stands between the title and the rows."""
    table = dash_ag_grid.AgGrid(
        id=f"{board}-table",
        columnDefs=[],
        # No rows yet is not "no rows": the grid says that it waits.
        rowData=None,
        getRowId="params.data.code",
        eventListeners={"rowSelected": ["boardPick(params)"]},
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True},
        dashGridOptions=grid.options(get_language_bidi()),
        className="board-grid",
        style={"height": "100%"},
    )
    parts = [
        html.Header(id=f"{board}-table-head"),
        *above,
        html.Div(table, className="grid-box"),
        html.Footer(id=f"{board}-table-foot"),
    ]
    return html.Section(parts, className=f"card table-card {extra}".strip(), **{"aria-label": label})


def graph(name: str) -> html.Div:
    """Charts read from left to right in both languages. Until there are figures: no axis, which would seem to have
    some."""
    chart = dcc.Graph(
        id=name, figure=theme.BLANK, config=theme.CONFIG, className="chart", responsive=True
    )
    return html.Div(chart, dir="ltr", className="chart-box")


def follow(app: Dash, board: str, table: bool = True) -> None:
    """board.js: the address is split in what is asked and what is selected; the map and the table follow."""

    def at(name: str, prop: str = "data") -> tuple[str, str]:
        return f"{board}-{name}", prop

    app.clientside_callback(
        ClientsideFunction("board", "split"),
        Output(*at("question")),
        Output(*at("selected")),
        Input(shell.URL, "search"),
        State(*at("question")),
    )
    app.clientside_callback(
        ClientsideFunction("board", "paint"),
        Output(*at("map", "title")),
        Input(*at("painted")),
        prevent_initial_call=True,
    )
    if table:
        app.clientside_callback(
            ClientsideFunction("board", "select"),
            Output(*at("table", "selectedRows")),
            Output(*at("table", "scrollTo")),
            Input(*at("selected")),
            Input(*at("table", "rowData")),
        )
