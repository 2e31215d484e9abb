"""The six headline figures of the perimeter; each opens its indicator."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.equipment import strip, words
from dashboards.equipment.compare import ABOVE
from dashboards.equipment.model import Card
from dashboards.equipment.question import Question
from dashboards.equipment.source import Profile
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


def _above(card: Card) -> html.Span | None:
    """Province, region, Kingdom: what they show, how they changed, where the place stands among its like in each."""
    profile, cells = card.profile, list[Any]()
    for level in levels_above(profile):
        standing, change = profile.ranks.get(level), profile.above(level, "change")
        told = change is not None and card.item.comparable
        verdict = words.judgement(round(change, card.item.decimals), card.item) if change is not None else ""
        cells += [
            html.Span(level_name(level)),
            html.B(ltr(text.number(profile.above(level, YEAR), card.item.decimals))),
            html.Span(ltr(text.signed(change, card.item.decimals)) if told else "", className=f"dl {verdict}"),
            html.Span(ltr(f"{standing.rank}/{standing.of}") if standing and standing.of > 1 else ""),
        ]
    return html.Span(cells, className="kpi-above", title=_("Rang : 1 = le plus favorable")) if cells else None


def levels_above(profile: Profile) -> list[str]:
    """Of what contains the place and has a figure; the place itself is not above itself."""
    return [level for level in ABOVE if level != profile.level and profile.above(level, YEAR) is not None]


def level_name(level: str) -> str:
    return {"province": _("Province"), "region": _("Région"), "country": _("Royaume")}[level]


def _foot(card: Card) -> html.Span:
    ends = (text.number(end, card.item.decimals) for end in (min(card.spread), max(card.spread)))
    marks = _("Provinces : %(ends)s") % {"ends": " – ".join(ends)}
    return html.Span(marks, className="kpi-foot")


def _picture(card: Card) -> html.Img:
    profile = card.profile
    above = {level: profile.above(level, YEAR) for level in ABOVE}
    drawn = strip.svg(card.spread, profile.value(YEAR), above, text.is_rate(card.item.unit))
    return picture(drawn, "kpi-strip", "")


def build(cards: list[Card], question: Question) -> list[Any]:
    found = []
    for card in cards:
        head = html.Span([_figure(card), _change(card)], className="kpi-head")
        foot = _above(card) or (_foot(card) if card.spread else None)
        body = [html.Span(card.item.short, className="kpi-name"), head, _picture(card), foot]
        href = question.with_(indicator=card.item.code).query()
        found.append(link(body, href, current=card.item.code == question.indicator, className="kpi"))
    return found


def key() -> html.Div:
    """How to read the strips, once for all six."""
    marks = (
        ("here", _("ici")),
        ("tick wide", level_name("province")),
        ("tick", level_name("region")),
        ("tick dotted", level_name("country")),
        ("spot", _("un territoire")),
    )
    items = [html.Span([html.I(className=f"mark {kind}"), name]) for kind, name in marks]
    return html.Div([html.Span(_("2024 ; évolution depuis 2014")), *items], className="strip-key noprint")
