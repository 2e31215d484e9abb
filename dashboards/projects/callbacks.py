"""Address → figures → screen, in four parts that answer apart: the frame, the charts, the lists, the tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, html, no_update
from django.utils.translation import gettext as _

from dashboards import shape, text
from dashboards.parts import fault
from dashboards.projects import alerts, cards, figures, frame, ids, panels, source, table
from dashboards.projects.source import Source
from layers.errors import PlatformError

FRAME = (
    (ids.SCOPE, "children"),
    (ids.NOTICE, "children"),
    (ids.HEAD, "children"),
    (ids.CARDS, "children"),
    (ids.MAP_PAINTED, "data"),
    (ids.MAP_HEAD, "children"),
    (ids.MAP_FOOT, "children"),
)
CHARTS = (
    (ids.CURVE, "figure"),
    (ids.GAPS, "figure"),
    (ids.GAPS_FOOT, "children"),
    (ids.PARTNERS, "children"),
)
LISTS = (
    (ids.DELAYS, "children"),
    (ids.CHANGES, "children"),
    (ids.DEADLINES, "children"),
    (ids.ALERTS, "children"),
)
TABLES = (
    (ids.MATRIX, "children"),
    (ids.TABLE_HEAD, "children"),
    (ids.TABLE, "columnDefs"),
    (ids.TABLE, "rowData"),
    (ids.TABLE_FOOT, "children"),
)


def _frame(asked: Source) -> list[Any]:
    return [
        frame.bar(asked),
        frame.notice(asked),
        frame.head(asked),
        cards.build(asked),
        frame.painted(asked),
        frame.map_head(asked),
        frame.map_foot(asked),
    ]


def _gaps_foot(asked: Source) -> Any:
    """Gaps beyond five points are told as "to be verified": nobody is accused by a chart."""
    whole = asked.totals().get(None) or {"ahead": 0, "compared": 0}
    said = _("%(n)s à vérifier, sur %(all)s en cours") % {
        "n": text.number(whole["ahead"]),
        "all": text.number(whole["compared"]),
    }
    return [html.Span(said)]


def _charts(asked: Source) -> list[Any]:
    return [figures.curve(asked), figures.gaps(asked), _gaps_foot(asked), panels.partners(asked)]


def _lists(asked: Source) -> list[Any]:
    return [panels.delays(asked), panels.changes(asked), panels.deadlines(asked), alerts.panel(asked)]


def _tables(asked: Source) -> list[Any]:
    return [
        panels.matrix(asked),
        frame.table_head(asked),
        table.columns(asked),
        table.rows(asked),
        frame.table_foot(asked),
    ]


def _register(app: Dash, places: tuple[tuple[str, str], ...], fill: Callable[[Source], list[Any]]) -> None:
    @app.callback([Output(*at) for at in places], Input(ids.QUESTION, "data"), prevent_initial_call=True)
    def show(search: str) -> list[Any]:
        try:
            return fill(source.load(search))
        except PlatformError as error:
            kept: list[Any] = [no_update] * len(places)
            if (ids.HEAD, "children") in places:
                kept[places.index((ids.HEAD, "children"))] = fault(error)
            return kept


def register(app: Dash) -> None:
    for places, fill in ((FRAME, _frame), (CHARTS, _charts), (LISTS, _lists), (TABLES, _tables)):
        _register(app, places, fill)
    shape.follow(app, "projects")
