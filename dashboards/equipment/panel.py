"""Beside the map and the table: the spread, a scatter of two indicators, the peers, or the weights of the index."""

from __future__ import annotations

import json
from typing import Any

from dash import dcc, html
from django.utils.translation import gettext as _

from dashboards import places, text
from dashboards.equipment import model as board_model
from dashboards.equipment import scope, source, words
from dashboards.equipment.model import Model
from dashboards.equipment.question import KINGDOM, VIEWS, Question, write_weights
from dashboards.equipment.source import Item
from dashboards.parts import icon, link, ltr, select
from dashboards.places import Place
from layers.services import peers as peering

MOST_WEIGHT = 5


def view_name(view: str) -> str:
    return {"spread": _("Répartition"), "scatter": _("Nuage"), "peers": _("Pairs")}[view]


def head(model: Model) -> list[Any]:
    question = model.question
    if question.is_index:
        return [
            html.H2(_("Pondération")),
            html.Span(_("poids de 0 à 5, visibles et modifiables"), className="tiny"),
        ]
    links = [
        link(view_name(view), question.with_(view=view).query(), current=view == question.view)
        for view in VIEWS
    ]
    views = html.Div(links, className="seg-links", role="group", **{"aria-label": _("Figure")})
    parts: list[Any] = [html.H2(view_name(question.view), className="vh"), views]
    if question.view == "scatter":
        chosen = second(model)
        parts.append(select(_("Avec"), "y", chosen.code if chosen else "", scope.groups(model)))
    elif question.view == "peers":
        groups = [(by, peers_name(by)) for by in peering.GROUPS]
        parts.append(select(_("Pairs"), "peers", question.peers, [("", groups)]))
    else:
        parts.append(html.Span(_unit(model), className="tiny"))
        if question.year == "2024" and model.item.comparable:
            parts.append(html.Span([html.I(className="mark line14"), "2014"], className="tiny key14"))
    if question.view != "peers":
        parts.append(_images())
    return parts


def _unit(model: Model) -> str:
    return _(", ").join((words.level_name(model.question.level), words.subtitle(model.question, model.item)))


def _images() -> html.Span:
    """Of the figure as it stands on the screen; board.js has it drawn."""
    buttons = [
        html.Button(
            kind.upper(),
            type="button",
            className="btn quiet s",
            **{"data-chart-image": kind, "aria-label": said},
        )
        for kind, said in (
            ("svg", _("Télécharger la figure en SVG")),
            ("png", _("Télécharger la figure en PNG")),
        )
    ]
    return html.Span(buttons, className="images noprint")


def second(model: Model) -> Item | None:
    """The other indicator of the scatter: the one asked, else the first headline that is not the first."""
    by_code = {item.code: item for item in model.items}
    wanted = (model.question.y, *board_model.HEADLINES)
    return next((by_code[code] for code in wanted if code in by_code and code != model.item.code), None)


def body(question: Question, selected: str) -> list[Any]:
    """What stands in the place of the chart; nothing when the chart does."""
    if question.is_index:
        return [_weights(question)]
    if question.view == "peers":
        return _peers(question, selected)
    return []


# -- peers


def peers_name(by: str) -> str:
    return {"milieu": _("Même milieu"), "class": _("Même classe de population"), "region": _("Même région")}[
        by
    ]


def peers_of(question: Question, selected: str) -> tuple[Place, list[tuple[Item, peering.Standing]]]:
    """The place chosen, else the perimeter, with the cards' indicators and the one being read; no line: none published,
    or the Kingdom, which has no peer."""
    place = places.place(selected or question.territory)
    if place.code == KINGDOM or place.level == "country":
        return place, []
    items = source.catalogue()[1]
    by_code = {item.code: item for item in items}
    codes = [code for code in board_model.card_codes(question.theme, items) if code in by_code]
    if question.indicator in by_code and question.indicator not in codes:
        codes = [question.indicator, *codes]
    found = source.peers(place, question, codes)
    return place, [(by_code[code], one) for code, one in found.items()]


def _peers(question: Question, selected: str) -> list[Any]:
    place, found = peers_of(question, selected)
    if place.level == "country":
        return [
            html.P(_("Choisissez un territoire sur la carte ou dans le tableau : il sera comparé à ses pairs."))
        ]
    if not found:
        return [html.P(_("Aucune valeur publiée pour ce territoire et ce choix."))]
    note = _("%(place)s parmi %(n)s. Médiane et moitié centrale des pairs, année %(year)s.") % {
        "place": place.name,
        "n": words.counted(place.level, max(one.of for _item, one in found)),
        "year": question.last_year,
    }
    heads = (_("Indicateur"), _("Valeur"), _("Médiane"), _("Rang"))
    head = html.Tr([html.Th(h, scope="col", className="num" if n else "") for n, h in enumerate(heads)])
    table = html.Table(
        [html.Thead(head), html.Tbody([_peer_line(item, one) for item, one in found])], className="t peers-table"
    )
    asked = question.with_(sel=place.code, view="peers")
    files = [html.A(f.upper(), href=scope.file_url(asked, f"peers.{f}"), download="") for f in scope.FORMATS]
    return [html.P([note, " ", *(part for file in files for part in (file, " "))]), table]


def _peer_line(item: Item, one: peering.Standing) -> html.Tr:
    verdict = words.judgement(round(one.value - one.middle, 6), item)
    low, high = (text.number(value, item.decimals) for value in (one.low, one.high))
    return html.Tr(
        [
            html.Th([item.short, html.Small(words.unit(item))], scope="row"),
            html.Td(ltr(text.number(one.value, item.decimals)), className=f"num dl {verdict}"),
            html.Td(ltr(text.number(one.middle, item.decimals)), className="num", title=f"{low} – {high}"),
            html.Td(ltr(f"{text.number(one.rank)}/{text.number(one.of)}"), className="num"),
        ]
    )


# -- weights


def _weights(question: Question) -> html.Div:
    items = {item.code: item for item in source.catalogue()[1] if item.direction in ("good", "bad")}
    weights = board_model.weights_of(question)
    total = sum(weights.values()) or 1
    lines = [
        _weight(code, weight, total, weights, question, items)
        for code, weight in weights.items()
        if code in items
    ]
    offered = [
        (write_weights(weights | {code: 1.0}), item.short)
        for code, item in items.items()
        if code not in weights
    ]
    add = select(_("Ajouter"), "weights", "", [("", [("", "…"), *offered])])
    return html.Div([*lines, html.Div(add, className="pad")], className="weights")


def _weight(
    code: str,
    weight: float,
    total: float,
    weights: dict[str, float],
    question: Question,
    items: dict[str, Item],
) -> html.Div:
    item = items[code]
    steps = [write_weights(weights | {code: float(n)}) for n in range(MOST_WEIGHT + 1)]
    slider = dcc.Input(
        type="range",
        min=0,
        max=MOST_WEIGHT,
        step=1,
        value=weight,
        id=f"equipment-weight-{code}",
        debounce=True,
    )
    label = html.Label(
        [html.Span(item.short), slider],
        className="weight",
        **{"data-parameter": "weights", "data-values": json.dumps(steps)},
    )
    share = ltr(f"{text.number(100 * weight / total, 0)}{text.NARROW}%")
    rest = {other: value for other, value in weights.items() if other != code}
    drop = link(
        [icon("x"), html.Span(_("Retirer %(name)s") % {"name": item.short}, className="vh")],
        question.with_(weights=write_weights(rest)).query(),
        className="btn quiet sq s",
    )
    return html.Div([label, html.B(share), drop if rest else None], className="weight-row")


def index_comparison(model: Model, selected: str) -> list[Any]:
    """Of a territory: its neighbours in the rank, and what each indicator brought. Of none: how to read it."""
    answer = model.index
    assert answer is not None
    ranked = {row.code: row for row in model.rows}
    if selected not in ranked or ranked[selected].rank is None:
        note = _(
            "Chaque indicateur est ramené de 0 (le moins favorable des territoires comparés) à 100 "
            "(le plus favorable) ; l’indice est leur moyenne pondérée. Un territoire sans l’un d’eux n’a pas d’indice."
        )
        return [html.Header(html.H2(_("Lecture"))), html.P(note, className="pad tiny"), None]
    near = [ranked[row["code"]] for row in answer.around(selected)]
    year = model.question.year
    lines = [
        html.Tr(
            [
                html.Td(text.number(row.rank), className="num"),
                html.Th(link(row.name, model.question.with_(sel=row.code).query()), scope="row"),
                html.Td(ltr(text.number(row.value(year), 1)), className="num"),
            ],
            className="on" if row.code == selected else "",
        )
        for row in near
    ]
    language = "ar" if text.arabic() else "fr"
    parts = [
        html.Li([html.Span(info.short(language)), html.B(ltr(f"+{text.number(points, 1)}"))])
        for info, points in answer.parts(selected)
    ]
    header = html.Header([html.H2(ranked[selected].name), html.Span(_("voisins du rang"), className="tiny")])
    body_ = [html.Table(html.Tbody(lines), className="t near"), html.Ul(parts, className="index-parts")]
    return [header, html.Div(body_, className="pad"), None]
