"""Sentences that both views share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.needs import source
from dashboards.needs.question import Question
from dashboards.places import Place
from dashboards.scopebar import KINGDOM
from layers.indicators.need import Norm


def place_name(place: Place) -> str:
    return _("Royaume") if place.code == KINGDOM else place.name


def status(slug: str) -> str:
    return {"validated": _("validé"), "to_validate": _("à valider")}.get(slug, slug)


def way(slug: str) -> str:
    return {
        "own": _("somme des déficits de chaque territoire"),
        "province": _("déficits partagés au sein de chaque province"),
    }[slug]


def method(slug: str) -> str:
    return {
        "uniform": _("population répartie uniformément dans la commune"),
        "settlements": _("population placée dans les localités connues des communes rurales"),
    }[slug]


def rule(slug: str) -> str:
    return {
        "settled": _("là où vivent des habitants"),
        "centres": _("chefs-lieux de commune"),
    }[slug]


def distance(metres: float) -> str:
    written = f"{metres / 1000:g}".replace(".", ",") if metres >= 1000 else f"{metres:g}"
    return text.isolate(f"{written}{text.NARROW}{_('km') if metres >= 1000 else _('m')}")


def norm_facts(norm: Norm, category: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    grid = {"urban": _("grille urbaine"), "rural": _("grille rurale"), "both": _("toutes grilles")}[norm.grid]
    threshold = (
        _("un pour %(n)s habitants") % {"n": text.number(norm.threshold)}
        if norm.threshold
        else _("aucun seuil")
    )
    surface = category["surface_min_m2"]
    found: list[tuple[str, Any]] = [
        (_("Équipement"), text.pick(category, "name")),
        (_("Seuil"), threshold),
        (_("Grille"), grid),
        (_("Statut de la norme"), status(norm.status)),
        (_("Texte"), norm.source),
    ]
    if surface:
        found.insert(
            3, (_("Terrain"), f"{text.number(surface)} – {text.number(category['surface_max_m2'])} m²")
        )
    if category["note_fr"] and not text.arabic():
        found.append((_("Note"), category["note_fr"]))
    return tuple(found)


def rows(question: Question) -> tuple[str, Any]:
    """The very rows that were counted: each equipment, and the inhabitants of each territory."""
    links = [html.A(name, href=href, download="") for name, href in source.rows(question)]
    return _("Lignes"), html.Span([part for link in links for part in (link, html.Br())][:-1])


def files(question: Question) -> tuple[tuple[str, str], ...]:
    return tuple((extension.upper(), source.file_url(question, extension)) for extension in ("csv", "xlsx"))
