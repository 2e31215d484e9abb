"""Address → figures → screen. Every figure on the board comes from one Model; the browser only paints."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, html, no_update
from django.utils.translation import gettext as _

from dashboards import places, shape, text
from dashboards.equipment import cards, compare, figures, ids, legend, panel, scope, source, table, why, words
from dashboards.equipment import model as board_model
from dashboards.equipment.model import Model
from dashboards.equipment.question import MILIEUS, Question, parse
from dashboards.parts import fault, icon, link, select
from layers.errors import PlatformError

OVER = (2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
TOPS = (5, 10, 20, 50)


def _map_payload(model: Model) -> dict[str, Any]:
    """Classes and colours by code, and where to look; the geometry comes as tiles."""
    classes, colors = legend.painted(model)
    return {
        "level": model.question.level,
        "scope": {"code": model.territory.code, "level": model.territory.level},
        "bbox": model.territory.bbox,
        "classes": classes,
        "colors": colors,
        "tip": {
            "field": {"2014": "before", "change": "change"}.get(model.question.year, "after"),
            "decimals": model.item.decimals,
            "unit": words.difference_unit(model.item) if model.question.is_change else words.unit(model.item),
            "absent": _("sans donnée"),
        },
        "label": _("Carte : %(title)s") % {"title": model.item.title},
        "ranked": _("%(n)s, classés") % {"n": words.counted(model.question.level, model.published)},
    }


def _head(model: Model) -> list[Any]:
    title = html.Div([html.H1(words.finding(model)), html.P(words.evidence(model), className="sub")])
    return [title, html.Div([why.popover(model), cards.key()], className="head-end")]


def _map_foot(model: Model) -> list[Any]:
    nodata = model.choropleth["nodata"]
    return [
        html.I(className="hatch-key", **{"aria-hidden": "true"}),
        html.Span(_("Sans donnée : %(n)s. Limites 2014, indicatives.") % {"n": text.number(nodata)}),
        html.Span(className="grow"),
        html.A(_("Ouvrir la carte"), href=f"/map/{model.question.query()}"),
    ]


def _table_foot(model: Model) -> list[Any]:
    files = [
        html.A(f.upper(), href=scope.file_url(model.question, f"table.{f}"), download="")
        for f in scope.FORMATS
    ]
    order = (
        _("1 = la valeur la plus faible")
        if model.item.direction == "bad"
        else _("1 = la valeur la plus élevée")
    )
    return [html.Span(_("Rang : %(order)s.") % {"order": order}), html.Span(className="grow"), *files]


def _table_head(model: Model) -> list[Any]:
    unranked = len(model.rows) - model.published
    level = model.question.level
    if model.question.is_filtered:
        title = _("%(n)s sur %(of)s") % {
            "n": text.number(len(model.shown)),
            "of": words.counted(level, model.every),
        }
        clear = link(
            [icon("x"), html.Span(_("Retirer les filtres"))],
            model.question.with_(over="", band="", top="", order="best").query(),
            className="btn quiet s",
        )
        return [html.H2(title), html.Span(words.filters(model), className="tiny grow"), clear]
    more = _("%(n)s non classés") % {"n": text.number(unranked)} if unranked else ""
    title = _("Classement : %(n)s") % {"n": words.counted(level, len(model.rows))}
    return [html.H2(title), html.Span(more, className="tiny")]


def _filters(model: Model) -> list[Any]:
    """How many inhabitants at least, from which end, how many."""
    question = model.question
    sizes = [("", _("Toutes")), *((str(n), f"> {text.number(n)}") for n in OVER)]
    orders = [("best", _("Les plus favorables d’abord")), ("worst", _("Les moins favorables d’abord"))]
    tops = [("", _("Tous")), *((str(n), str(n)) for n in TOPS)]
    return [
        select(_("Habitants"), "over", question.over, [("", sizes)]),
        select(_("Ordre"), "order", question.order, [("", orders)]),
        select(_("Montrer"), "top", question.top, [("", tops)]),
    ]


def _figure(model: Model) -> dict[str, Any]:
    if model.question.view == "scatter":
        other = panel.second(model)
        return figures.scatter(model, other, source.other_values(model.question, other.code) if other else {})
    return figures.distribution(model)


def _register_server(app: Dash) -> None:
    filled = [
        (ids.SCOPE, "children"),
        (ids.TABS, "children"),
        (ids.HEAD, "children"),
        (ids.MAP_PAINTED, "data"),
        (ids.MAP_HEAD, "children"),
        (ids.MAP_FOOT, "children"),
        (ids.TABLE_HEAD, "children"),
        (ids.TABLE, "columnDefs"),
        (ids.TABLE, "rowData"),
        (ids.TABLE_FOOT, "children"),
        (ids.FILTERS, "children"),
        (ids.CHART_HEAD, "children"),
        (ids.FIGURE, "data"),
    ]

    @app.callback(
        [Output(*place) for place in filled], Input(ids.QUESTION, "data"), prevent_initial_call=True
    )
    def show(search: str) -> list[Any]:
        try:
            model = board_model.load(parse(search))
        except PlatformError as error:
            kept = [no_update] * len(filled)
            kept[2] = fault(error)
            return kept
        return [
            scope.bar(model),
            scope.tabs(model),
            _head(model),
            _map_payload(model),
            legend.build(model),
            _map_foot(model),
            _table_head(model),
            table.columns(model),
            table.rows(model),
            _table_foot(model),
            _filters(model),
            panel.head(model),
            _figure(model),
        ]

    @app.callback(Output(ids.CARDS, "children"), Input(ids.QUESTION, "data"), prevent_initial_call=True)
    def show_cards(search: str) -> Any:
        try:
            question = parse(search)
            return cards.build(board_model.cards(question.territory, question.theme), question)
        except PlatformError:
            return no_update

    @app.callback(
        Output(ids.PANEL, "children"),
        Input(ids.QUESTION, "data"),
        Input(ids.SELECTED, "data"),
        prevent_initial_call=True,
    )
    def show_panel(search: str, selected: str | None) -> Any:
        try:
            return panel.body(parse(search), selected or "")
        except PlatformError:
            return no_update

    @app.callback(
        Output(ids.COMPARE, "children"),
        Input(ids.QUESTION, "data"),
        Input(ids.SELECTED, "data"),
        prevent_initial_call=True,
    )
    def show_comparison(search: str, selected: str | None) -> Any:
        try:
            return comparison(parse(search), selected or "")
        except PlatformError:
            return no_update


def comparison(question: Question, selected: str) -> list[Any]:
    """The selected territory, else the perimeter, beside those that contain it."""
    if question.is_index:
        return panel.index_comparison(board_model.load(question), selected)
    place = places.place(selected or question.territory)
    _themes, items = source.catalogue()
    by_code = {item.code: item for item in items}
    item = by_code.get(question.indicator) or by_code[board_model.first(question, items)]
    year = question.last_year if question.last_year in item.years else item.years[-1]
    profile = source.profiles(place, [item.code], question.milieu, question.sex, year)[item.code]
    milieux = {
        milieu: source.profiles(place, [item.code], milieu, question.sex)[item.code]
        for milieu in MILIEUS[1:]
        if milieu in item.milieus
    }
    name = _("Royaume") if place.level == "country" else place.name
    end: list[Any] = []
    if place.level != "country":
        end = [html.A(_("Ouvrir la fiche"), href=f"/territories/{place.code}/")]
        if selected and place.child_levels:
            inside = question.with_(territory=place.code, level="", sel="", band="").query()
            end.insert(0, link(_("Descendre dans %(place)s") % {"place": place.name}, inside))
        if profile.rank:
            rank = _("Rang %(rank)s sur %(of)s dans le Royaume") % {
                "rank": profile.rank,
                "of": text.number(profile.of),
            }
            end = [html.Span(rank), html.Span(className="grow"), *end]
    if selected:
        clear = link(
            [icon("x"), html.Span(_("Retirer la sélection"), className="vh")],
            question.with_(sel="").query(),
            className="btn quiet sq s",
        )
        header = [html.H2(name), html.Span(item.short, className="tiny"), html.Span(className="grow"), clear]
    else:
        header = [
            html.H2(_("Comparaison : %(place)s") % {"place": name}),
            html.Span(item.short, className="tiny"),
        ]
    body = [compare.lines(profile, item, name, place.level), compare.by_milieu(milieux, item)]
    return [html.Header(header), html.Div(body, className="pad"), html.Footer(end) if end else None]


def _register_browser(app: Dash) -> None:
    """board.js marks what is selected on the chart, and a click on it selects."""
    shape.follow(app, "equipment")
    app.clientside_callback(
        ClientsideFunction("board", "mark"),
        Output(ids.CHART, "figure"),
        Input(ids.FIGURE, "data"),
        Input(ids.SELECTED, "data"),
        Input(ids.TABLE, "rowData"),
    )
    app.clientside_callback(
        ClientsideFunction("board", "chart"),
        Output(ids.CHART, "clear_on_unhover"),
        Input(ids.CHART, "clickData"),
        prevent_initial_call=True,
    )


def register(app: Dash) -> None:
    _register_server(app)
    _register_browser(app)
