"""Names and sentences that the board's views share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dashboards import text
from layers.services.permits.asked import Quarter


def kind(slug: str) -> str:
    return {
        "gp": _("Grands projets"),
        "pp": _("Petits projets"),
        "ph": _("Permis d’habiter"),
        "eco": _("Autorisations économiques"),
    }[slug]


def short_kind(slug: str) -> str:
    """In a row of choices, where "authorisations" goes without saying."""
    return {"eco": _("Économiques")}.get(slug) or kind(slug)


def stratum(slug: str) -> str:
    return {
        "": _("toutes les strates"),
        "100000": _("plus de 100 000 hab."),
        "50000": _("50 000 à 100 000 hab."),
        "0": _("50 000 hab. et moins"),
        "rural": _("communes rurales"),
        "unknown": _("population inconnue"),
    }[slug]


def quarter(value: Quarter) -> str:
    ordinal = {1: _("1er trimestre"), 2: _("2e trimestre"), 3: _("3e trimestre"), 4: _("4e trimestre")}[
        value.number
    ]
    return f"{ordinal} {value.year}"


def unit(slug: str) -> str:
    return {"working": _("jours ouvrables"), "calendar": _("jours calendaires")}[slug]


def status(slug: str) -> str:
    return {"validated": _("validé"), "to_validate": _("à valider")}.get(slug, slug)


def term(row: Mapping[str, Any]) -> str:
    period = (
        _("dépôts du %(first)s au %(last)s")
        % {"first": text.day(row["valid_from"]), "last": text.day(row["valid_to"])}
        if row["valid_to"]
        else _("dépôts depuis le %(first)s") % {"first": text.day(row["valid_from"])}
    )
    what = " ".join(filter(None, (row["type_code"], row["procedure"])))
    delay = f"{text.isolate(what)} : {row['days']} {unit(row['unit'])}"
    return text.listed(delay, period, status(row["status"]))


def days(value: float | None) -> str:
    return "–" if value is None else text.number(value, 1)
