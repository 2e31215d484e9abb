"""What a project's sheet says, put together for its page and its PDF: words and order, no figure of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards.projects import alerts as alert_panel
from geo_platform.portal.numbers import named
from geo_platform.projects import changes, gantt, money, words
from layers import alert_words, territories
from layers.models import Alert
from layers.queries.project_sheet import ProjectSheet
from layers.services.provenance import FICTITIOUS_MARK


def context(sheet: ProjectSheet) -> dict[str, Any]:
    """Everything both forms of the sheet show."""
    one = sheet.identity
    return {
        "sheet": sheet,
        "project": one,
        "title": named(one, "title") or one["reference"],
        "other_title": _other_title(one),
        "territory": territories.describe(one["territory_code"]) if one["territory_code"] else None,
        "state": _state(one),
        "phase": words.PHASES.get(one["phase"], ""),
        "figures": sheet.figures,
        "chain": money.chain(sheet),
        "works": money.works(sheet),
        "credits": money.credits(sheet),
        "alerts": [_alert(row) for row in sheet.alerts],
        "gantt": gantt.drawn(sheet.phases, sheet.on),
        "contracts": _contracts(sheet),
        "lines": sheet.lines,
        "contributions": sheet.contributions,
        "contribution_totals": _contribution_totals(sheet.contributions),
        "statements": [_statement(row) for row in sheet.statements],
        "history": changes.told(sheet.history),
        **_life(sheet),
        "facts": _facts(sheet),
        "known_at": _known_at(sheet),
        "situation": _situation(sheet),
        "fictitious": bool(one["fictitious"]),
        "mark": FICTITIOUS_MARK if one["fictitious"] else "",
    }


def _other_title(one: dict[str, Any]) -> str:
    shown = named(one, "title")
    return one["title_fr"] if shown == one["title_ar"] else one["title_ar"]


def _state(one: dict[str, Any]) -> dict[str, Any]:
    look, icon = words.STATE_LOOKS.get(one["state"], ("todo", "ring"))
    return {"title": words.STATES.get(one["state"], one["state"]), "look": look, "icon": icon}


def _contracts(sheet: ProjectSheet) -> list[dict[str, Any]]:
    for row in sheet.contracts:
        row["state_title"] = words.CONTRACT_STATES.get(row["state"] or "", row["state"])
        row["changes"] = [a for a in sheet.amendments if a["contract_number"] == row["number"]]
        row["orders"] = [
            {**order, "title": words.SERVICE_ORDERS.get(order["kind"], order["kind"])}
            for order in sheet.service_orders
            if order["contract_number"] == row["number"]
        ]
    return sheet.contracts


def _contribution_totals(rows: list[dict[str, Any]]) -> dict[str, Any]:
    for row in rows:
        row["nature_title"] = words.NATURES.get(row["nature"], row["nature"])
        row["missing_mad"] = max((row["due_mad"] or 0) - (row["paid_mad"] or 0), 0) if row["fallen"] else None
    fallen = sum(row["due_mad"] or 0 for row in rows if row["fallen"])
    paid = sum(row["paid_mad"] or 0 for row in rows)
    mobilised = sum(row["paid_mad"] or 0 for row in rows if row["fallen"])
    return {
        "due": sum(row["due_mad"] or 0 for row in rows),
        "fallen": fallen,
        "paid": paid,
        "missing": sum(row["missing_mad"] or 0 for row in rows),
        "rate": words.share_of(mobilised, fallen),
    }


def _life(sheet: ProjectSheet) -> dict[str, Any]:
    """Remarks, risks, the journal and the reports entered on the platform."""
    found = sheet.life
    for row in found["risk"]:
        risk = row["detail"]
        look, icon = words.RISK_LOOKS.get(risk["level"], ("info", "info"))
        row |= {"look": look, "icon": icon, "closed": risk["closed_at"] is not None}
        row |= {
            "title": words.RISKS.get(risk["kind"], risk["kind"]),
            "level": words.RISK_LEVELS.get(risk["level"]),
        }
        row["due_on"] = dt.date.fromisoformat(risk["due_on"]) if risk["due_on"] else None
    for row in found["event"]:
        row["title"] = words.EVENTS.get(row["kind"], row["kind"])
    for row in sheet.reports:
        row["state_title"], row["look"], row["icon"] = words.REPORTS[row["status"]]
    return {
        "comments": found["comment"],
        "risks": sorted(found["risk"], key=lambda row: (row["closed"], -row["detail"]["level"])),
        "events": found["event"],
        "reports": sheet.reports,
        "photo_reports": [row for row in sheet.reports if row["photo"] and row["status"] != "refused"][:12],
    }


def _statement(row: dict[str, Any]) -> dict[str, Any]:
    title, look, icon = words.STATEMENTS.get(row["status"], (row["status"], "info", "info"))
    if row["conflict"]:
        title, look, icon = _("en conflit avec la situation validée"), "crit", "warn"
    elif row["aside"]:
        title, look, icon = _("confirmée par la situation validée"), "info", "check"
    return {**row, "title": title, "look": look, "icon": icon}


def _facts(sheet: ProjectSheet) -> list[tuple[str, Any]]:
    """Identity in rows of name and value; what is not known has no row."""
    one = sheet.identity
    ar = get_language() == "ar"
    source = _("GID") if not sheet.outside_gid else _("hors GID")
    operator = f"{source}{_(', ')}{one['finance_operator']}" if one["finance_operator"] else source
    rows = [
        (_("Programme"), named(one, "programme") or one["programme_code"]),
        (_("Axe"), one["axis"]),
        (_("Secteur"), one["sector"]),
        (_("Maître d’ouvrage"), one["owner_name"]),
        (_("Maître d’ouvrage délégué"), one["delegate_name"]),
        (_("Source financière"), operator),
        (_("Convention"), _convention(one, ar)),
        (_("Priorité"), words.PRIORITIES.get(one["priority"], one["priority"])),
        (_("Foncier"), words.LAND.get(one["land_state"], one["land_state"])),
        (_("Communes"), _(", ").join(named(row) for row in sheet.communes)),
        (_("Population bénéficiaire"), _count(one["beneficiaries"])),
        (_("Début prévu"), _day(one["planned_start_on"])),
        (_("Début réel"), _day(one["started_on"])),
        (_("Fin prévue"), _day(one["planned_end_on"])),
        (_("Fin révisée"), _day(one["revised_end_on"])),
        (_("Fin réelle"), _day(one["ended_on"])),
        (_("Localisation"), words.PRECISIONS.get(one["location_precision"], "")),
    ]
    return [(title, value) for title, value in rows if value]


def _convention(one: dict[str, Any], ar: bool) -> str:
    if not one["convention_reference"]:
        return ""
    title = (one["convention_ar"] if ar else one["convention_fr"]) or ""
    visa = "" if one["convention_endorsed_on"] or not one["convention_signed_on"] else _("non visée")
    return _(", ").join(part for part in (one["convention_reference"], title, visa) if part)


def _count(value: int | None) -> Any:
    from geo_platform.portal.numbers import isolated, number

    return isolated(number(value)) if value else ""


def _day(value: Any) -> Any:
    return words.day(value) if value else ""


def _situation(sheet: ProjectSheet) -> str:
    """Where the money comes from, and of which day: that of the board."""
    if sheet.outside_gid or sheet.figures["money_source"] == "declared":
        source = _("Déclaré par le maître d’ouvrage, non rapproché GID")
        if sheet.outside_gid:
            source = _("Hors GID : déclaré par le maître d’ouvrage, non rapproché GID")
        declared = sheet.identity["declared_on"]
        return f"{source}{_(', ')}{_at(declared)}" if declared else source
    ordered = sheet.situation["ordered_on"]
    if not sheet.from_gid or ordered is None:
        return _("GID : aucun marché ni ligne budgétaire rattachés")
    lag = (sheet.situation["until"] - ordered).days
    return _("GID : situation au %(day)s, J-%(n)s") % {"day": f"{ordered:%d/%m/%Y}", "n": lag}


def _at(day: dt.date) -> str:
    return _("situation au %(day)s") % {"day": f"{day:%d/%m/%Y}"}


def _known_at(sheet: ProjectSheet) -> str:
    """Of which moment the page is, when it is not of today."""
    moment = sheet.query.as_of
    return _("Tel que connu au %(moment)s") % {"moment": words.moment(moment)} if moment else ""


def _alert(row: dict[str, Any]) -> dict[str, Any]:
    important = row["level"] == Alert.Level.IMPORTANT
    return {
        **row,
        "title": alert_words.title(row["code"]),
        "measure": alert_panel.plain(row),
        "look": "high" if important else "warn",
        "icon": "warn" if important else "clock",
        "level": Alert.Level(row["level"]).label,
        "state_title": Alert.State(row["state"]).label,
    }
