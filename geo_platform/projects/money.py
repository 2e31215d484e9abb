"""The money of a project in words: its chain, works against what was liquidated, credits. No figure of its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from geo_platform.projects import words
from layers.models import Alert
from layers.queries.project_sheet import STAGES, ProjectSheet

Lines = list[tuple[str, Any, str]]


def chain(sheet: ProjectSheet) -> list[dict[str, Any]]:
    """Cost, then what is committed, ordered and paid of it; unknown stages keep their row without a bar."""
    cost = sheet.figures["cost_mad"] or None
    titles = {"committed": _("Engagé"), "ordered": _("Ordonnancé"), "paid": _("Payé, net des retenues")}
    if not sheet.from_gid:
        titles["paid"] = _("Payé")
    rows = [{"title": _("Coût actualisé"), "value": cost, "share": 100.0 if cost else None, "stage": "cost"}]
    for stage in STAGES:
        value = sheet.figures[f"{stage}_mad"]
        share = words.share_of(value, cost)
        rows.append({"title": titles[stage], "value": value, "share": share, "stage": stage})
    for row in rows:
        row["width"] = f"{min(row['share'] or 0, 100):.2f}"
    return rows


def works(sheet: ProjectSheet) -> Lines:
    """Works liquidated against works done, and what is no work on lines of its own: title, amount, remark."""
    found = sheet.figures
    if not sheet.from_gid or not found["contracts"]:
        return []
    rows = [
        (_("Marchés, part du projet"), words.dirhams(found["contracts_mad"]), ""),
        (_("Travaux liquidés, bruts"), words.dirhams(found["works_mad"]), words.rate(found["works_pct"])),
        (_("Avancement physique validé"), words.rate(found["physical_pct"]), words.day(found["stated_on"])),
    ]
    if found["gap_pct"] is not None:
        rows.append((_("Écart"), words.points(found["gap_pct"]), _gap_state(sheet)))
    aside = (
        (_("Avance non remboursée"), "advance_open_mad"),
        (_("Retenue de garantie"), "guarantee_mad"),
        (_("Révision des prix"), "revision_mad"),
    )
    rows += [(title, words.dirhams(found[name]), "") for title, name in aside]
    if found["transferred_mad"]:
        transfer = _("hors travaux")
        rows.append(
            (_("Versé au maître d’ouvrage délégué"), words.dirhams(found["transferred_mad"]), transfer)
        )
    return rows


def _gap_state(sheet: ProjectSheet) -> str:
    """What people decided of the gap; nothing when it raised no alert."""
    raised = next((row for row in sheet.alerts if row["code"] in ("paid_ahead", "works_unpaid")), None)
    return str(Alert.State(raised["state"]).label) if raised else ""


def credits(sheet: ProjectSheet) -> Lines:
    found = sheet.credits
    if found is None or sheet.outside_gid:
        return []
    return [
        (_("Crédits ouverts du dernier exercice"), words.dirhams(found["opened_mad"]), ""),
        (_("Crédits annulés en fin d’exercice"), words.dirhams(found["annulled_mad"]), ""),
        (_("Programme, reports comptés une fois"), words.dirhams(found["programme_mad"]), ""),
    ]
