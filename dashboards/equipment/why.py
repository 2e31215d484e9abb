""" "Pourquoi ce chiffre ?": value, definition, denominator, source, situation, completeness, rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.equipment import words
from dashboards.equipment.model import Model
from dashboards.equipment.scope import file_url
from dashboards.parts import icon, ltr


def written_day(situation: str) -> str:
    """A day, or the year alone of what is not a census."""
    return text.day(date.fromisoformat(situation)) if "-" in situation else situation


def facts(model: Model) -> list[tuple[str, Any]]:
    item, question = model.item, model.question
    here = model.profile.value(question.year)
    written = words.difference(here, item) if question.is_change else words.with_unit(here, item)
    source = model.choropleth["source"]
    situation = source.get("situation")
    own = [html.B(ltr(written or _("sans donnée"))), f" {model.territory.name}"]
    found: list[tuple[str, Any]] = [
        (_("Valeur"), "" if question.is_index else own),
        (_("Indicateur"), item.title),
        (_("Définition"), item.definition),
        (
            _("Calcul"),
            _("Valeur 2024 moins valeur 2014, toutes deux publiées.") if question.is_change else "",
        ),
        (_("Pondération"), weights(model)),
        (_("Dénominateur"), item.denominator),
        (_("Filtre"), words.filters(model)),
        (_("Source"), f"{source['title']}. {source['note']}"),
        (_("Situation"), ltr(written_day(situation)) if situation else ""),
        (
            _("Complétude"),
            _("%(n)s publiées sur %(total)s")
            % {"n": text.number(model.published), "total": words.counted(question.level, len(model.rows))},
        ),
        (_("Code"), ltr(item.code)),
    ]
    return [(name, value) for name, value in found if value]


def weights(model: Model) -> str:
    """Each ingredient of the index with its share."""
    if model.index is None:
        return ""
    language = "ar" if text.arabic() else "fr"
    shares = model.index.index.weights
    said = [
        f"{info.short(language)} {text.isolate(text.number(100 * shares[info.code], 0) + text.NARROW + '%')}"
        for info in model.index.infos
    ]
    return _(", ").join(said)


def popover(model: Model) -> html.Details:
    pairs = [part for name, value in facts(model) for part in (html.Dt(name), html.Dd(value))]
    rows = words.counted(model.question.level, len(model.rows))
    links = [
        html.A(
            _("Voir les lignes : %(n)s (CSV)") % {"n": rows},
            href=file_url(model.question, "table.csv"),
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
