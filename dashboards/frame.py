"""The frame boards share: figures, map, table and a side panel, filled from one Page of plain values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dash import Dash, Input, Output, html, no_update
from django.utils.translation import gettext as _

from dashboards import shape, text
from dashboards.parts import fault, ltr
from layers.errors import PlatformError


@dataclass(frozen=True)
class Card:
    name: str
    value: str
    unit: str = ""
    foot: str = ""


@dataclass(frozen=True)
class Legend:
    """`labels[i]` says what colour i stands for; `classes`: code → colour number, −1 where nothing is said."""

    title: str
    colors: tuple[str, ...]
    labels: tuple[str, ...]
    classes: dict[str, int]
    absent: str

    def counts(self) -> list[int]:
        return [sum(one == number for one in self.classes.values()) for number in range(len(self.colors))]


@dataclass(frozen=True)
class Page:
    """`scope`: code, level and box of the perimeter; `level`, `unit`, `decimals`: of what the map shows; `marks`:
    sites written on it; `fictitious`: invented rows are in it; `prose` takes the table's place."""

    scope: tuple[str, str, Any]
    bar: list[Any]
    tabs: list[Any]
    title: str
    evidence: str
    cards: tuple[Card, ...] = ()
    legend: Legend | None = None
    columns: tuple[dict[str, Any], ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    heading: str = ""
    aside: tuple[Any, ...] = ()
    notice: Any = None
    files: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    decimals: int = 1
    level: str = "commune"
    marks: tuple[dict[str, Any], ...] = ()
    fictitious: bool = False
    prose: tuple[Any, ...] = ()


def known(as_of: str) -> tuple[str, ...]:
    """Said of an answer when the platform is asked what it knew, and not what it knows."""
    return (_("tel que connu au %(day)s") % {"day": f"{as_of[8:10]}/{as_of[5:7]}/{as_of[:4]}"},) if as_of else ()


def spans(bounds: Sequence[int], gap: int = 0) -> tuple[str, ...]:
    """Labels of classes given by their lower ends; `gap` 1: whole numbers, so the next end is not in the class."""
    closed = (f"{low} – {high - gap}" for low, high in pairwise(bounds))
    return (*closed, f"{bounds[-1]} +")


def class_of(value: float | None, bounds: Sequence[int]) -> int:
    return -1 if value is None else sum(value >= low for low in bounds) - 1


def facts(pairs: tuple[tuple[str, Any], ...]) -> html.Div:
    return html.Div(
        html.Dl([part for name, value in pairs for part in (html.Dt(name), html.Dd(value))]),
        className="pad facts",
    )


def section(title: str, *children: Any) -> html.Section:
    return html.Section([html.H2(title), *children], className="pad aside-part")


def fictitious() -> html.Div:
    both = [html.Span("DONNÉES FICTIVES"), html.Span("معطيات تجريبية", lang="ar")]
    return html.Div(both, className="fict", role="note")


def empty(title: str, told: str, template: str) -> html.Div:
    link = html.A(_("Télécharger le modèle"), href=template, className="btn")
    return html.Div([html.B(title), html.Span(told), link], className="empty", role="status")


def bars(rows: list[tuple[str, float, str]], label: str) -> html.Ol:
    """A row of bars read as a list: what it is of, its length, what is written at its end."""
    most = max((value for _name, value, _told in rows), default=0) or 1
    items = [
        html.Li(
            [
                html.Span(ltr(name)),
                html.Span(html.I(style={"width": f"{100 * value / most:.1f}%"}), className="bar-track"),
                html.Span(ltr(told), className="bar-told"),
            ]
        )
        for name, value, told in rows
    ]
    return html.Ol(items, className="bars", **{"aria-label": label})


# -- the empty frame


def layout(board: str, grid: str = "board-grid3 framed-grid") -> Any:
    def at(name: str) -> str:
        return f"{board}-{name}"

    side = html.Section(
        [html.Div(id=at("chosen")), html.Div(id=at("aside"))],
        className="card facts-card",
        tabIndex=0,
        **{"aria-label": _("Lecture et méthode")},
    )
    body = [shape.map_card(board), shape.table_card(board, _("Tableau")), side]
    return html.Div(
        [
            *shape.stores(board),
            html.Div(id=at("scope"), className="scope board-scope"),
            html.Nav(id=at("tabs"), className="tabs", **{"aria-label": _("Vues")}),
            html.Div(
                [
                    html.Div(id=at("notice")),
                    shape.head(board),
                    shape.cards(board),
                    html.Div(body, id=at("body"), className=grid),
                    html.Div(id=at("prose"), className="card prose", hidden=True),
                ],
                className="board",
            ),
        ]
    )


# -- what fills it


def _cards(page: Page) -> list[Any]:
    found = []
    for card in page.cards:
        unit = [html.Small(f"{text.NARROW}{card.unit}")] if card.unit else []
        value = html.Span(ltr(html.B(card.value), *unit), className="kpi-value")
        parts = [
            html.Span(card.name, className="kpi-name"),
            html.Span(value, className="kpi-head"),
            html.Span(html.Span(card.foot), className="kpi-foot"),
        ]
        found.append(html.Div(parts, className="kpi"))
    return found


def _legend(page: Page) -> list[Any]:
    legend = page.legend
    if legend is None:
        return []
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
    code, level, box = page.scope
    legend = page.legend
    return {
        "level": page.level,
        "scope": {"code": code, "level": level},
        "bbox": box,
        "marks": list(page.marks),
        "classes": legend.classes if legend else {},
        "colors": list(legend.colors) if legend else [],
        "tip": {
            "field": "shown",
            "decimals": page.decimals,
            "unit": page.unit,
            "absent": legend.absent if legend else "",
        },
        "label": page.title,
        "ranked": page.heading,
    }


def _notice(page: Page) -> Any:
    return html.Div([fictitious(), page.notice]) if page.fictitious else page.notice


def hatched(legend: Legend) -> str:
    """What the map's hatches stand for, below it on the screen and in its file."""
    absent = sum(number < 0 for number in legend.classes.values())
    what = legend.absent.lower() + (f" ({text.number(absent)})" if absent else "")
    return _("Hachures : %(what)s. Limites 2014, indicatives.") % {"what": what}


def _map_foot(page: Page) -> list[Any]:
    if page.legend is None:
        return []
    return [html.I(className="hatch-key", **{"aria-hidden": "true"}), html.Span(hatched(page.legend))]


def _table_foot(page: Page) -> list[Any]:
    files = [html.A(name, href=href, download="") for name, href in page.files]
    return [html.Span(_("Calculé par la plateforme.")), html.Span(className="grow"), *files]


_FILLED: tuple[tuple[str, str, Callable[[Page], Any]], ...] = (
    ("scope", "children", lambda page: page.bar),
    ("tabs", "children", lambda page: page.tabs),
    ("notice", "children", _notice),
    (
        "head",
        "children",
        lambda page: html.Div([html.H1(page.title), html.P(page.evidence, className="sub")]),
    ),
    ("cards", "children", _cards),
    ("cards", "hidden", lambda page: not page.cards),
    ("painted", "data", _painted),
    ("map-head", "children", _legend),
    ("map-foot", "children", _map_foot),
    ("table-head", "children", lambda page: html.H2(page.heading)),
    ("table", "columnDefs", lambda page: list(page.columns)),
    ("table", "rowData", lambda page: list(page.rows)),
    ("table-foot", "children", _table_foot),
    ("aside", "children", lambda page: list(page.aside)),
    ("body", "hidden", lambda page: bool(page.prose)),
    ("prose", "children", lambda page: list(page.prose)),
    ("prose", "hidden", lambda page: not page.prose),
)


def register(
    app: Dash, board: str, load: Callable[[str], Page], chosen: Callable[[str, str], Any] | None = None
) -> None:
    """`load`: the address's question → its page; `chosen`: question, code of the row chosen → what is told of it."""

    @app.callback(
        [Output(f"{board}-{name}", prop) for name, prop, _fill in _FILLED],
        Input(f"{board}-question", "data"),
        prevent_initial_call=True,
    )
    def show(search: str) -> list[Any]:
        try:
            page = load(search)
        except PlatformError as error:
            told = {"head": fault(error)}
            return [told.get(place, no_update) for place, _prop, _fill in _FILLED]
        return [fill(page) for _name, _prop, fill in _FILLED]

    if chosen is not None:

        @app.callback(
            Output(f"{board}-chosen", "children"),
            Input(f"{board}-selected", "data"),
            Input(f"{board}-question", "data"),
            prevent_initial_call=True,
        )
        def tell(selected: str, search: str) -> Any:
            try:
                return chosen(search, selected) if selected else None
            except PlatformError:
                return None

    shape.follow(app, board)
