"""What each source says of the chantier: place, state, date, text and where it can be checked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dash import html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.parts import ltr
from layers.services import deployment
from layers.services.deployment import System
from layers.services.deployment_table import state

SHOWN = 60


def build(system: System, on: dt.date) -> list[Any]:
    found = deployment.facts(system.code, on, SHOWN)
    matched = found[0]["matched"] if found else 0
    title = html.Header(
        [
            html.H2(_("Faits et sources")),
            html.Span(
                _("%(n)s sur %(all)s") % {"n": text.number(len(found)), "all": text.number(matched)},
                className="sub",
            ),
        ]
    )
    origin = html.P([_("Chantier : %(source)s") % {"source": system.source}], className="tiny pad")
    if not found:
        return [title, html.P(_("Aucune source n’en dit rien à cette date."), className="pad"), origin]
    heads = (_("Où"), _("État"), _("Date"), _("Source"))
    head = html.Thead(html.Tr([html.Th(one, scope="col") for one in heads]))
    rows = html.Tbody([_row(row) for row in found])
    box = html.Div(
        html.Table([head, rows], className="t"), className="told-box", tabIndex=0, role="region",
        **{"aria-label": _("Faits et sources")},
    )  # fmt: skip
    return [title, box, origin]


def _row(row: dict[str, Any]) -> html.Tr:
    place = _("Royaume") if row["scope"] == "total" else text.pick(row, "place") or row["place_code"]
    word = state(row["status"], get_language() or "fr")
    if row["total_count"] is not None:
        word = _("%(n)s sur %(all)s") % {
            "n": text.number(row["total_count"]),
            "all": text.number(row["total_of"]),
        }
    said = [part for part in (row["origin"] or _("sans source"), row["evidence"], row["remark"]) if part]
    return html.Tr(
        [
            html.Td(place),
            html.Td(word),
            html.Td(ltr(_written(row["status_date"]))),
            html.Td([html.Span(said[0]), *(html.Span(one, className="tiny") for one in said[1:])]),
        ]
    )


def _written(status_date: str) -> str:
    """2020-05-19 → 19/05/2020, 2020-05 → 05/2020: as fine as its source."""
    return "/".join(reversed(status_date.split("-")))
