"""The portfolio: one row a project, each leading to its sheet; money always beside where it comes from."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dashboards import grid, text
from dashboards.projects import words
from dashboards.projects.source import Source


def columns(source: Source) -> list[dict[str, Any]]:
    return [
        {"field": "name", "headerName": _("Projet"), "flex": 2, "minWidth": 210, "cellRenderer": "BoardLink"},
        {"field": "area", "headerName": _("Territoire"), "width": 130, "cellClass": "mut"},
        {"field": "programme", "headerName": _("Programme"), "width": 100},
        {"field": "sector", "headerName": _("Secteur"), "width": 130, "cellClass": "mut"},
        {
            "field": "owner",
            "headerName": _("Maître d’ouvrage"),
            "flex": 1,
            "minWidth": 150,
            "cellClass": "mut",
        },
        {"field": "state", "headerName": _("État"), "width": 130},
        grid.column("cost", _("Coût, MDH"), 100, 1, sort="desc", cellClass="shown"),
        grid.column("physical", _("Physique, %"), 104, 1),
        grid.column("committed", _("Engagé, MDH"), 112, 1),
        grid.column("paid", _("Payé, MDH"), 100, 1),
        {"field": "source", "headerName": _("Source financière"), "width": 170, "cellClass": "mut"},
        grid.column("delay", _("Retard, j"), 92, 0),
        {"field": "end", "headerName": _("Fin prévue"), "width": 104, "cellClass": "mut"},
    ]


def rows(source: Source) -> list[dict[str, Any]]:
    return [_row(row) for row in source.portfolio()]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    end = row["revised_end_on"] or row["planned_end_on"]
    late = row["delay_days"]
    return {
        "code": str(row["id"]),
        "name": words.title(row),
        "href": f"/projects/{row['reference']}/",
        "reference": row["reference"],
        "area": words.area(row),
        "programme": row["programme_type"],
        "sector": row["sector"],
        "owner": row["owner_name"],
        "state": words.state_name(row["state"]),
        "cost": _millions(row["cost_mad"]),
        "physical": None if row["physical_pct"] is None else float(row["physical_pct"]),
        "committed": _millions(row["committed_mad"]),
        "paid": _millions(row["paid_mad"]),
        "source": words.money_source(row),
        "delay": late if late and late > 0 and row["state"] != "ACHEVE" else None,
        "end": text.day(end) if end else "",
    }


def _millions(value: Any) -> float | None:
    return None if value is None else float(value) / words.MILLION
