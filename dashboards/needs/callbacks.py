"""Address → page → screen. Every figure comes from one Page; the browser only paints."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from django.utils.translation import gettext as _

from dashboards import grid, places, scopebar, shell, text
from dashboards.equipment.callbacks import fault
from dashboards.equipment.model import LEVELS
from dashboards.equipment.question import choose
from dashboards.equipment.words import counted, level_name
from dashboards.needs import access_view, ids, need_view, site_view, source, words
from dashboards.needs.page import Page
from dashboards.needs.question import HORIZONS, RADII_M, parse
from dashboards.parts import link, ltr, select
from layers.errors import PlatformError

VIEWS = {"need": need_view.build, "access": access_view.build, "site": site_view.build}


def load(search: str) -> Page:
    asked = parse(search)
    place = places.place(asked.territory)
    levels = tuple(one for one in LEVELS if one in place.child_levels and one != "arrondissement") or (
        place.level,
    )
    preferred = "province" if place.level == "country" else "commune"
    # Sites are chosen for people, who are counted by commune whatever the perimeter.
    level = "commune" if asked.view == "site" else choose(asked.level, levels, preferred)
    question = asked.with_(territory=place.code, level=level)
    return VIEWS[question.view](question, place, levels)


# -- the bar


def _bar(page: Page) -> list[Any]:
    question, place = page.question, page.place

    def inside(code: str) -> str:
        return question.with_(territory=code, level="", sel="").query()

    return [
        scopebar.territory("needs", place.code, place.name),
        scopebar.crumbs(place.path[:-1], inside),
        html.Span(className="vr", **{"aria-hidden": "true"}),
        html.Div(_choices(page), className="choices"),
        scopebar.actions(page.files),
    ]


def _choices(page: Page) -> list[Any]:
    question = page.question
    sectors: dict[str, list[tuple[str, str]]] = {}
    for row in source.categories():
        sectors.setdefault(row["sector"].capitalize(), []).append((row["code"], text.pick(row, "name")))
    deliveries = [(str(y), _("travaux d’ici %(y)s") % {"y": y}) for y in HORIZONS if 2025 < y < 2032]
    works = [("", _("sans les travaux")), *deliveries]
    found: list[Any] = [
        select(_("Équipement"), "category", question.category, list(sectors.items())),
        select(_("Travaux en cours"), "until", question.until, [("", works)]),
    ]
    if question.view != "site":
        levels = [(one, level_name(one)) for one in page.levels]
        found.insert(1, select(_("Niveau"), "level", question.level, [("", levels)]))
    if question.view == "need":
        years = [(str(y), _("population %(y)s") % {"y": y}) for y in (2024, 2026, 2028, 2030, 2035, 2040)]
        ways = [("own", _("Chacun")), ("province", _("Partagé"))]
        found.append(select(_("Population"), "horizon", question.horizon, [("", years)]))
        found.append(
            scopebar.segment(
                _("Somme des déficits"), ways, question.way, lambda way: question.with_(way=way).query()
            )
        )
    if question.view in ("access", "site"):
        radii = [("", _("rayon de la norme"))] + [(str(r), words.distance(r)) for r in RADII_M]
        found.append(select(_("Rayon"), "radius", question.radius, [("", radii)]))
        detours = [(value, f"× {value.replace('.', ',')}") for value in ("1", "1.3", "1.6")]
        found.append(
            scopebar.segment(
                _("Détour"), detours, question.detour, lambda d: question.with_(detour=d).query()
            )
        )
    return found


def _tabs(page: Page) -> list[Any]:
    question = page.question
    indicators = link(
        _("Indicateurs du recensement"), f"/dashboards/equipment/?territory={question.territory}"
    )
    names = (
        ("need", _("Besoins et déficits")),
        ("access", _("Desserte de la population")),
        ("site", _("Prochains sites")),
    )
    views = [
        link(name, question.with_(view=view).query(), current=view == question.view) for view, name in names
    ]
    return [html.A(indicators.children, href=indicators.href), *views]


# -- the page


def _notice(page: Page) -> Any:
    if page.empty:
        template = html.A(
            _("Télécharger le modèle"), href="/imports/equipment/template.xlsx", className="btn"
        )
        missing = [
            html.B(_("Aucun équipement de cette catégorie n’est chargé pour ce périmètre")),
            html.Span(
                _("Les besoins ci-dessous sont ceux de la norme seule. Déposez l’inventaire de vos services.")
            ),
            template,
        ]
        return html.Div(missing, className="empty", role="status")
    if page.fictitious:
        words_fr_ar = [html.Span("DONNÉES FICTIVES"), html.Span("معطيات تجريبية", lang="ar")]
        return html.Div([html.Div(words_fr_ar, className="fict", role="note"), page.above])
    return page.above


def _cards(page: Page) -> list[Any]:
    found = []
    for card in page.cards:
        unit = [html.Small(f"{text.NARROW}{card.unit}")] if card.unit else []
        value = html.Span(ltr(html.B(card.value), *unit), className="kpi-value")
        foot = html.Span(html.Span(card.foot), className="kpi-foot")
        found.append(
            html.Div(
                [html.Span(card.name, className="kpi-name"), html.Span(value, className="kpi-head"), foot],
                className="kpi",
            )
        )
    return found


def _legend(page: Page) -> list[Any]:
    legend = page.legend
    steps = [
        html.Li(
            [
                html.I(style={"background": color}),
                html.Span(ltr(label)),
                html.Span(text.number(n), className="sub"),
            ]
        )
        for color, label, n in zip(legend.colors, legend.labels, legend.counts(), strict=True)
    ]
    return [html.H2(legend.title), html.Ol(steps, className="legend-row", dir="ltr")]


def _painted(page: Page) -> dict[str, Any]:
    shown = page.columns[0]
    return {
        "level": page.question.level,
        "scope": {"code": page.place.code, "level": page.place.level},
        "bbox": page.place.bbox,
        "marks": list(page.marks),
        "classes": page.legend.classes,
        "colors": list(page.legend.colors),
        "tip": {
            "field": "shown",
            "decimals": shown.decimals or 0,
            "unit": page.unit,
            "absent": _("sans donnée"),
        },
        "label": page.title,
        "ranked": counted(page.question.level, len(page.rows)),
    }


def _columns(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"field": "name", "headerName": _("Nom"), "flex": 1, "minWidth": 120}]
    if page.place.level in ("country", "region") and any(row["above"] for row in page.rows):
        found.append({"field": "above", "headerName": _("Province"), "width": 110, "cellClass": "mut"})
    order = "asc" if page.question.view == "access" else "desc"
    for number, column in enumerate(page.columns):
        more: dict[str, Any] = {"cellClass": "shown", "sort": order} if number == 0 else {"cellClass": "mut"}
        found.append(grid.column(column.field, column.title, column.width, column.decimals, **more))
    return found


def _aside(page: Page) -> list[Any]:
    pairs = [part for name, value in page.facts for part in (html.Dt(name), html.Dd(value))]
    return [html.Header(html.H2(_("Norme et méthode"))), html.Div(html.Dl(pairs), className="pad facts")]


def _map_foot(page: Page) -> list[Any]:
    absent = sum(number < 0 for number in page.legend.classes.values())
    said = _("%(what)s : %(n)s. Limites 2014, indicatives.") % {
        "what": page.legend.absent,
        "n": text.number(absent),
    }
    return [html.I(className="hatch-key", **{"aria-hidden": "true"}), html.Span(said)]


def _table_foot(page: Page) -> list[Any]:
    files = [html.A(name, href=href, download="") for name, href in page.files]
    return [html.Span(_("Calculé par la plateforme.")), html.Span(className="grow"), *files]


FILLED = (
    (ids.SCOPE, "children"),
    (ids.TABS, "children"),
    (ids.NOTICE, "children"),
    (ids.HEAD, "children"),
    (ids.CARDS, "children"),
    (ids.MAP_PAINTED, "data"),
    (ids.MAP_HEAD, "children"),
    (ids.MAP_FOOT, "children"),
    (ids.TABLE_HEAD, "children"),
    (ids.TABLE, "columnDefs"),
    (ids.TABLE, "rowData"),
    (ids.TABLE_FOOT, "children"),
    (ids.ASIDE, "children"),
)


def register(app: Dash) -> None:
    @app.callback([Output(*at) for at in FILLED], Input(ids.QUESTION, "data"), prevent_initial_call=True)
    def show(search: str) -> list[Any]:
        try:
            page = load(search)
        except PlatformError as error:
            kept: list[Any] = [no_update] * len(FILLED)
            kept[3] = fault(error)
            return kept
        return [
            _bar(page),
            _tabs(page),
            _notice(page),
            html.Div([html.H1(page.title), html.P(page.evidence, className="sub")]),
            _cards(page),
            _painted(page),
            _legend(page),
            _map_foot(page),
            html.H2(counted(page.question.level, len(page.rows))),
            _columns(page),
            list(page.rows),
            _table_foot(page),
            _aside(page),
        ]

    for name, outputs, inputs, state in (
        (
            "split",
            [(ids.QUESTION, "data"), (ids.SELECTED, "data")],
            [(shell.URL, "search")],
            [(ids.QUESTION, "data")],
        ),
        ("paint", [(ids.MAP, "title")], [(ids.MAP_PAINTED, "data")], []),
        (
            "select",
            [(ids.TABLE, "selectedRows"), (ids.TABLE, "scrollTo")],
            [(ids.SELECTED, "data"), (ids.TABLE, "rowData")],
            [],
        ),
    ):
        app.clientside_callback(
            ClientsideFunction("board", name),
            *(Output(*one) for one in outputs),
            *(Input(*one) for one in inputs),
            *(State(*one) for one in state),
            prevent_initial_call=name == "paint",
        )
