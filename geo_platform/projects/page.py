"""What a project's sheet says, put together for its page and its PDF: words and order, no figure of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo_platform.portal.numbers import named
from geo_platform.projects import changes, gantt, words
from layers import territories
from layers.queries import project_life
from layers.queries.project_sheet import STAGES, ProjectSheet
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
        "physical": sheet.physical,
        "cost": _cost(one),
        "money": sheet.money,
        "chain": _chain(sheet),
        "gantt": gantt.drawn(sheet.phases, sheet.today),
        "contracts": _contracts(sheet),
        "lines": sheet.lines,
        "contributions": sheet.contributions,
        "contribution_totals": _contribution_totals(sheet.contributions),
        "statements": [_statement(row) for row in sheet.statements],
        "history": changes.told(sheet.history),
        **_life(sheet),
        "facts": _facts(sheet),
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


def _cost(one: dict[str, Any]) -> Any:
    return one["current_cost_mad"] if one["current_cost_mad"] is not None else one["initial_cost_mad"]


def _chain(sheet: ProjectSheet) -> list[dict[str, Any]]:
    """Cost, then what is committed, ordered and paid of it; unknown stages keep their row without a bar."""
    cost = _cost(sheet.identity)
    titles = {"committed": _("Engagé"), "ordered": _("Ordonnancé"), "paid": _("Payé")}
    rows = [{"title": _("Coût actualisé"), "value": cost, "share": 100.0 if cost else None, "stage": "cost"}]
    for stage in STAGES:
        value = sheet.money[stage]
        share = words.share_of(value, cost)
        rows.append({"title": titles[stage], "value": value, "share": share, "stage": stage})
    for row in rows:
        row["width"] = f"{min(row['share'] or 0, 100):.2f}"
    return rows


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
    return {
        "due": sum(row["due_mad"] or 0 for row in rows),
        "fallen": fallen,
        "paid": paid,
        "missing": sum(row["missing_mad"] or 0 for row in rows),
        "rate": words.share_of(paid, fallen),
    }


def _life(sheet: ProjectSheet) -> dict[str, Any]:
    """Remarks, risks, the journal and the reports entered on the platform."""
    found = project_life.life(sheet.query)
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
    reports = project_life.reports(sheet.query)
    for row in reports:
        row["state_title"], row["look"], row["icon"] = words.REPORTS[row["status"]]
    return {
        "comments": found["comment"],
        "risks": sorted(found["risk"], key=lambda row: (row["closed"], -row["detail"]["level"])),
        "events": found["event"],
        "reports": reports,
        "photo_reports": [row for row in reports if row["photo"] and row["status"] != "refused"][:12],
    }


def _statement(row: dict[str, Any]) -> dict[str, Any]:
    title, look, icon = words.STATEMENTS.get(row["status"], (row["status"], "info", "info"))
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
    one = sheet.identity
    if sheet.outside_gid:
        declared = one["declared_on"]
        text = _("Hors GID : déclaré par le maître d’ouvrage, non rapproché GID")
        return (
            f"{text}{_(', ')}{_('situation au %(day)s') % {'day': f'{declared:%d/%m/%Y}'}}"
            if declared
            else text
        )
    if one["situation_on"] is None:
        return _("GID : aucune ligne budgétaire rattachée")
    lag = (sheet.today - one["situation_on"]).days
    return _("GID : situation au %(day)s, J-%(lag)s") % {"day": f"{one['situation_on']:%d/%m/%Y}", "lag": lag}
