"""Words of the board: states, groups, programmes, causes, amounts."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import text
from dashboards.parts import icon, ltr
from layers import registry
from layers.catalog.projects import MARKS, STATES

# Icon of each state: the look tells states by shape before colour.
ICONS = {
    "ACHEVE": "check",
    "EN_COURS": "half",
    "EN_DIFFICULTE": "warn",
    "SUSPENDU": "pause",
    "EN_ETUDE": "dashed",
    "EN_AO": "dashed",
    "NON_ENTAME": "ring",
    "REPROGRAMME": "ring",
    "RESILIE": "stop",
    "ABANDONNE": "stop",
}
COLORS = {code: color for code, color, *_names in STATES}
SIGNS = dict(MARKS)
# The same on charts, whose marks have names.
SYMBOLS = {
    "ACHEVE": "circle",
    "EN_COURS": "triangle-right",
    "EN_DIFFICULTE": "x",
    "SUSPENDU": "square",
    "EN_ETUDE": "circle-open",
    "EN_AO": "diamond-open",
    "NON_ENTAME": "triangle-down-open",
    "REPROGRAMME": "diamond",
    "RESILIE": "cross",
    "ABANDONNE": "star",
}
MILLION = 1_000_000


def state_name(code: str) -> str:
    return next((ar if text.arabic() else fr for one, _color, fr, ar in STATES if one == code), code)


def state_tag(code: str) -> html.Span:
    tone = code.lower().replace("_", "-")
    return html.Span([icon(ICONS.get(code, "ring"), "gi-s"), state_name(code)], className=f"state {tone}")


def phase_name(code: str) -> str:
    phases = registry.get("projects").field("phase")
    return str(dict(phases.choices).get(code, code)) if phases else code


def group_name(group: str) -> str:
    return {
        "done": _("Achevés"),
        "running": _("En cours de réalisation"),
        "waiting": _("Non encore entamés"),
        "stopped": _("Résiliés ou abandonnés"),
    }[group]


def programme_name(code: str) -> str:
    return {
        "PDR": _("Développement régional (PDR)"),
        "CPER": _("Contrat-programme État-Région (CPER)"),
        "PDP": _("Développement provincial (PDP)"),
        "PAC": _("Actions communales (PAC)"),
        "PRDTS": _("Réduction des disparités (PRDTS)"),
        "INDH": _("Développement humain (INDH)"),
        "VSB": _("Villes sans bidonvilles"),
        "MANU": _("Mise à niveau urbaine"),
        "HMR": _("Habitat menaçant ruine"),
        "PAGER": _("Eau potable rurale (PAGER)"),
        "PERG": _("Électrification rurale (PERG)"),
    }.get(code, code)


def nature_name(code: str) -> str:
    return {
        "FONDS_PROPRES": _("Fonds propres"),
        "ETAT": _("État, ministères"),
        "DGCT_TVA": _("DGCT (TVA)"),
        "REGION": _("Conseil régional"),
        "PROVINCE": _("Conseils provinciaux"),
        "COMMUNE": _("Communes"),
        "INDH": _("INDH"),
        "FDR": _("Fonds de développement rural"),
        "AREP": _("AREP"),
        "FEC": _("Prêt du FEC"),
        "OCP": _("OCP"),
        "BAILLEUR": _("Bailleurs"),
        "AUTRE": _("Autres"),
    }.get(code, code)


def cause(row: dict[str, Any]) -> str:
    """Why a project is late, as far as the register or the books tell it."""
    told = {
        "contract_ended": _("Marché résilié ou infructueux"),
        "stopped": _("Arrêt du chantier"),
        "suspended": _("Projet suspendu"),
        "land": _("Foncier non apuré"),
        "land_pending": _("Foncier en cours d’apurement"),
        "contribution": _("Contribution non versée"),
        "comment": "",
        "unknown": _("Cause non renseignée"),
    }[row["cause"]]
    detail = row["detail"] or ""
    return f"{told} : {detail}" if told and detail else told or detail


def money_source(row: dict[str, Any]) -> str:
    """Where the amounts of a row come from; never zero for want of a source."""
    if row["finance_source"] == "HORS_GID":
        operator = row["finance_operator"] or row["owner_name"]
        return _("Hors GID : %(who)s") % {"who": operator}
    return {
        "gid": _("GID"),
        "declared": _("Déclaré par le maître d’ouvrage, non rapproché GID"),
        "none": _("Sans donnée financière"),
    }[row["money_source"]]


def millions(value: Any, decimals: int = 1) -> str:
    return text.number(None if value is None else float(value) / MILLION, decimals)


def mdh(value: Any) -> html.Bdi:
    """An amount in millions of dirhams."""
    if value is None:
        return html.Bdi(_("sans donnée"), className="absent")
    return ltr(f"{millions(value)}{text.NARROW}{_('MDH')}")


def percent(value: Any, decimals: int = 1) -> str:
    return text.isolate(f"{text.number(float(value), decimals)}{text.NARROW}%") if value is not None else "–"


def days(value: int) -> str:
    return ngettext("%(n)s jour", "%(n)s jours", value) % {"n": text.number(value)}


def counted(n: int) -> str:
    return ngettext("%(n)s projet", "%(n)s projets", n) % {"n": text.number(n)}


def title(row: dict[str, Any]) -> str:
    return text.pick(row, "title") or str(row["reference"])


def area(row: dict[str, Any]) -> str:
    return text.pick(row, "area")
