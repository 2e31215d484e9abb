"""The six headline figures of the perimeter; each opens its indicator."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.equipment import strip, words
from dashboards.equipment.model import Card
from dashboards.equipment.question import Question
from dashboards.parts import icon, link, ltr, picture

YEAR = "2024"


def _change(card: Card) -> html.Span | None:
    change = card.profile.value("change")
    if change is None or not card.item.comparable:
        return None
    arrow = icon("up" if change > 0 else "fall" if change < 0 else "equal", "gi-s")
    verdict = words.judgement(round(change, card.item.decimals), card.item)
    return html.Span([arrow, html.Bdi(words.difference(change, card.item))], className=f"dl {verdict}")


def _figure(card: Card) -> html.Span:
    value = card.profile.value(YEAR)
    if value is None:
        return html.Span(_("sans donnée"), className="absent")
    unit = text.short_unit(card.item.unit, card.item.unit_label)
    return html.Span(
        ltr(html.B(text.number(value, card.item.decimals)), html.Small(f"{text.NARROW}{unit}")),
        className="kpi-value",
    )


def _foot(card: Card) -> html.Span:
    marks: list[Any] = []
    for level, name in (("region", _("Région")), ("country", _("Royaume"))):
        value = card.profile.above(level, YEAR)
        if (
            value is not None
            and level in card.profile.values
            and card.profile.values[""] != card.profile.values[level]
        ):
            marks += [" · "] * bool(marks) + [f"{name} ", html.B(ltr(text.number(value, card.item.decimals)))]
    if not marks and card.spread:
        ends = (text.number(value, card.item.decimals) for value in (min(card.spread), max(card.spread)))
        marks = [_("Provinces : %(ends)s") % {"ends": " – ".join(ends)}]
    rank = ""
    if card.profile.rank and (card.profile.of or 0) > 1:
        rank = ltr(
            f"{card.profile.rank}/{card.profile.of}", title=_("Rang dans le Royaume, 1 = le plus favorable")
        )
    return html.Span([html.Span(marks), html.Span(rank)], className="kpi-foot")


def _picture(card: Card) -> html.Img:
    profile = card.profile
    drawn = strip.svg(
        card.spread,
        profile.value(YEAR),
        profile.above("region", YEAR),
        profile.above("country", YEAR),
        text.is_rate(card.item.unit),
    )
    return picture(drawn, "kpi-strip", "")


def build(cards: list[Card], question: Question) -> list[Any]:
    found = []
    for card in cards:
        head = html.Span([_figure(card), _change(card)], className="kpi-head")
        body = [html.Span(card.item.short, className="kpi-name"), head, _picture(card), _foot(card)]
        href = question.with_(indicator=card.item.code).query()
        found.append(link(body, href, current=card.item.code == question.indicator, className="kpi"))
    return found


def key() -> html.Div:
    """How to read the strips, once for all six."""
    marks = (
        ("here", _("ici")),
        ("tick", _("Région")),
        ("tick dotted", _("Royaume")),
        ("spot", _("un territoire")),
    )
    items = [html.Span([html.I(className=f"mark {kind}"), name]) for kind, name in marks]
    return html.Div([html.Span(_("2024 ; évolution depuis 2014")), *items], className="strip-key noprint")
