""" "Pourquoi ce chiffre ?": value, definition, denominator, source, situation, completeness, rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.equipment import words
from dashboards.equipment.model import Model
from dashboards.equipment.scope import export_url
from dashboards.parts import icon, ltr


def facts(model: Model) -> list[tuple[str, Any]]:
    item, question = model.item, model.question
    here = model.profile.value(question.year)
    written = words.difference(here, item) if question.is_change else words.with_unit(here, item)
    source = model.choropleth["source"]
    situation = source.get("situation")
    found: list[tuple[str, Any]] = [
        (_("Valeur"), [html.B(ltr(written or _("sans donnée"))), f" {model.territory.name}"]),
        (_("Indicateur"), item.title),
        (_("Définition"), item.definition),
        (
            _("Calcul"),
            _("Valeur 2024 moins valeur 2014, toutes deux publiées.") if question.is_change else "",
        ),
        (_("Dénominateur"), item.denominator),
        (_("Source"), f"{source['title']}. {source['note']}"),
        (_("Situation"), ltr(text.day(date.fromisoformat(situation))) if situation else ""),
        (
            _("Complétude"),
            _("%(n)s publiées sur %(total)s")
            % {"n": text.number(model.published), "total": words.counted(question.level, len(model.rows))},
        ),
        (_("Code"), ltr(item.code)),
    ]
    return [(name, value) for name, value in found if value]


def popover(model: Model) -> html.Details:
    pairs = [part for name, value in facts(model) for part in (html.Dt(name), html.Dd(value))]
    rows = words.counted(model.question.level, len(model.rows))
    links = [
        html.A(
            _("Voir les lignes : %(n)s (CSV)") % {"n": rows},
            href=export_url(model.question, "csv"),
            download="",
        ),
        html.A(_("Indicateurs et définitions"), href="/indicators/"),
    ]
    box = html.Div(
        [html.Header(_("Pourquoi ce chiffre ?")), html.Dl(pairs), html.Footer(links)],
        className="pop",
        role="dialog",
        **{"aria-label": _("Pourquoi ce chiffre ?")},
    )
    summary = html.Summary([icon("help"), _("Pourquoi ce chiffre ?")], className="why")
    return html.Details([summary, box], className="menu why-menu")
