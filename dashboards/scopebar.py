"""The scope bar of every board: the perimeter, the way up, choices and views that are addresses, files to take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from dash import html
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards.parts import icon, link, select
from dashboards.places import Place

KINGDOM = "MA"


def bar(
    board: str,
    place: Place,
    inside: Callable[[str], str],
    choices: list[Any],
    files: Iterable[tuple[str, str]] = (),
) -> list[Any]:
    """`inside`: a territory's code → the address of the same question there."""
    return [
        territory(board, place.code, place.name),
        crumbs(place.path[:-1], inside),
        html.Span(className="vr", **{"aria-hidden": "true"}),
        html.Div(choices, className="choices"),
        actions(files),
    ]


def tabs(names: Iterable[tuple[str, str]], chosen: str, href: Callable[[str], str]) -> list[Any]:
    return [link(name, href(view), current=view == chosen) for view, name in names]


def tables(address: str, asked: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """A computed table, `address` without its ending, as files in the page's language; empty parameters left out."""
    known = {name: value for name, value in asked.items() if value}
    words = urlencode({**known, "lang": get_language() or "fr"})
    return tuple((kind.upper(), f"{address}.{kind}?{words}") for kind in ("csv", "xlsx"))


def file_url(board: str, name: str, asked: str, **more: str) -> str:
    """A file of the board. `asked`: its address's query, so that the file tells the figures of the screen."""
    query = asked.removeprefix("?")
    rest = urlencode({"lang": get_language() or "fr", **more})
    return f"/dashboards/{board}/{name}?{query}{'&' if query else ''}{rest}"


def territory(board: str, code: str, name: str) -> html.Div:
    """The only bold control; board.js fills the search when it opens. `board`: prefix of the ids."""
    box = html.Div(
        html.Div(id=f"{board}-search"),
        id=f"{board}-territory-pop",
        className="pop",
        role="dialog",
        hidden=True,
        **{"aria-label": _("Choisir un territoire")},
    )
    button = html.Button(
        [html.Span(_("Royaume du Maroc") if code == KINGDOM else name), icon("down")],
        id=f"{board}-territory",
        className="terr",
        type="button",
        **{"aria-haspopup": "dialog", "aria-expanded": "false"},
    )
    return html.Div([button, box], className="terr-box")


def crumbs(path: Iterable[tuple[str, str]], href: Callable[[str], str]) -> html.Nav:
    steps: list[Any] = []
    for code, name in path:
        label = _("Royaume") if code == KINGDOM else name
        steps.append(html.Li([link(label, href(code)), icon("next", "flip")]))
    return html.Nav(html.Ol(steps), className="crumbs", **{"aria-label": _("Territoires englobants")})


def segment(
    label: str, options: Iterable[tuple[str, str]], chosen: str, href: Callable[[str], str]
) -> html.Div:
    links = tabs(options, chosen, href)
    return html.Div(links, className="seg-links", role="group", **{"aria-label": label})


def known_on(as_of: str, months: int = 12) -> html.Label:
    """What the platform knew at the end of a past month; `as_of`: the moment asked, "" for now."""
    days, day = [], timezone.localdate()
    for _month in range(months):
        day = day.replace(day=1) - dt.timedelta(days=1)
        days.append(day.isoformat())
    if as_of and as_of not in days:
        days.append(as_of)
    past = [(one, f"{one[8:10]}/{one[5:7]}/{one[:4]}") for one in days]
    return select(_("Connu au"), "as_of", as_of, [("", [("", _("À ce jour")), *past])])


def actions(files: Iterable[tuple[str, str]]) -> html.Div:
    """`files`: what each download is called, and its address."""
    items = [html.Li(html.A(name, href=href, download="")) for name, href in files]
    copied = {"data-action": "copy-link", "data-done": _("Lien copié")}
    copy = html.Button(
        [icon("link"), html.Span(_("Copier le lien"))], className="btn quiet", type="button", **copied
    )
    paper = html.Button(
        [icon("print"), html.Span(_("Imprimer"))],
        className="btn quiet",
        type="button",
        **{"data-action": "print"},
    )
    menu = html.Details(
        [html.Summary([icon("download"), html.Span(_("Télécharger"))], className="btn"), html.Ul(items)],
        className="menu",
    )
    return html.Div([copy, paper, menu], className="acts")
