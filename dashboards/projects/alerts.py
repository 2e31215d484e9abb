"""Alerts on the board: how many of each kind are alive, and the most important ones with who answers for them."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.parts import ltr
from dashboards.projects import words
from dashboards.projects.panels import _head, _none, _sheet
from dashboards.projects.source import Source
from layers import alert_words

SHOWN = 40
KINDS = 6
IMPORTANT = 2


def panel(source: Source) -> list[Any]:
    rows = source.alerts()
    title = _("Alertes")
    if source.query.as_of:
        return [_head(title), _none(_("Les alertes se lisent à ce jour : chacune garde son histoire."))]
    if not rows:
        return [_head(title), _none(_("Aucune alerte dans ce périmètre."))]
    counts = {row["code"]: row["n"] for row in rows}
    kinds = [
        html.Span([alert_words.title(code), " ", html.B(ltr(text.number(n)))], className="tag")
        for code, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    more = len(kinds) - KINDS
    if more > 0:
        kinds = [*kinds[:KINDS], html.Span(_("et %(n)s autres motifs") % {"n": more}, className="tiny")]
    desk = html.A(_("Traiter les alertes"), href=f"/projects/alerts/?territory={source.place.code}")
    items = [html.Li(_item(row)) for row in rows[:SHOWN]]
    return [
        _head(title, text.number(sum(counts.values())), desk),
        html.Div(kinds, className="alert-kinds"),
        html.Ul(items, className="events"),
    ]


def _item(row: dict[str, Any]) -> list[Any]:
    level = _("important") if row["level"] == IMPORTANT else _("à surveiller")
    tag = html.Span(level, className="state en-difficulte" if row["level"] == IMPORTANT else "state suspendu")
    said = html.Span([measure(row), tag], className="said")
    state = _("confirmée") if row["state"] == "confirmed" else _("à vérifier")
    due = f" · {_('échéance')} {text.day(row['due_on'])}" if row["due_on"] else ""
    foot = html.Span(f"{words.title(row)} · {row['owner']} · {state}{due}", className="tiny")
    return [html.A(alert_words.title(row["code"]), href=_sheet(row).href), said, foot]


def measure(row: dict[str, Any]) -> html.Bdi:
    return ltr(plain(row))


def plain(row: dict[str, Any]) -> str:
    """How far beyond its limit, in the unit of its kind."""
    code, value = row["code"], row["value"]
    if code in alert_words.DAYS:
        return words.days(int(float(value)))
    if code in alert_words.POINTS:
        return f"{text.signed(float(value), 1)} {_('points')}"
    if code == "cost_over":
        return f"{text.signed(float(value), 1)}{text.NARROW}%"
    return ""
