"""The ranking: one row a territory, best first; what was not published keeps its place at the end, "non classé"."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dashboards.equipment.model import Model
from dashboards.grid import column


def columns(model: Model) -> list[dict[str, Any]]:
    item, year = model.item, model.question.year
    unranked = _("non classé")
    worst = model.question.order == "worst"
    width = 78 if model.published == len(model.rows) else 104
    rank = column("rank", _("Rang"), width, 0, sort="desc" if worst else "asc")
    rank["valueFormatter"] = {"function": f"params.value == null ? '{unranked}' : params.value"}
    found = [rank, {"field": "name", "headerName": _("Nom"), "flex": 1, "minWidth": 110}]
    if any(row.above for row in model.rows) and model.territory.level in ("country", "region"):
        found.append({"field": "above", "headerName": _("Province"), "width": 96, "cellClass": "mut"})
    # What is being read comes first: it is what a phone has room for.
    published = [
        (name, field) for name, field in ((later(model), "after"), ("2014", "before")) if _known(model, field)
    ]
    for name, field in sorted(published, key=lambda pair: pair[0] != year):
        found.append(column(field, name, 62, item.decimals, cellClass="shown" if name == year else "mut"))
    if item.comparable:
        change = column(
            "change", _("Écart"), 72, item.decimals, cellClass="shown" if year == "change" else ""
        )
        change["valueFormatter"] = {"function": f"boardSigned(params.value, {item.decimals})"}
        found.insert(len(found) - len(published) if year == "change" else len(found), change)
    found.append(column("population", _("Population"), 88, 0, cellClass="mut"))
    return found


def later(model: Model) -> str:
    """The year of the second figure: the last census, or the year of what an administration supplied."""
    return str(model.question.last_year) if model.question.last_year != 2014 else "2024"


def _known(model: Model, field: str) -> bool:
    return any(getattr(row, field) is not None for row in model.rows)


def rows(model: Model) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "above": row.above,
            "rank": row.rank,
            "population": row.population,
            "before": row.before,
            "after": row.after,
            "change": row.change,
        }
        for row in model.shown
    ]
