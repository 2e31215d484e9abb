"""What complaints are near to: counts by equipment and project. No point of a complaint is ever read out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection

from layers import registry, rollups, sql
from layers.models import ComplaintNeighbour
from layers.queries import complaints
from layers.query import LayerQuery

RADIUS_M = 500
_RESTS_ON = ("layers_complaint", "layers_equipment", "layers_project")


def near(
    query: LayerQuery, projects: list[int], year: int, category: str = "", limit: int | None = None
) -> list[dict[str, Any]]:
    """Most complaints first. `projects`: ids of those the viewer may see where they lie."""
    asked = {**_asked(dt.date(year, 1, 1), dt.date(year, 12, 31), category), "projects": projects, "limit": limit}

    def compute() -> list[dict[str, Any]]:
        rolled = query.asks_by_territory_alone and NEIGHBOURS.is_fresh()
        scope, params = query.over(ComplaintNeighbour._meta.db_table) if rolled else query.scope()
        relation = "complaints/rolled_neighbours.sql" if rolled else "complaints/neighbours.sql"
        return query.read(_text("complaints/near.sql", relation, scope), {**params, **asked})

    return list(complaints.remembered(query, f"near {asked}", compute, _RESTS_ON[1:]))


def _asked(since: dt.date, until: dt.date, category: str) -> dict[str, Any]:
    fiction = settings.FICTITIOUS_DATA
    return {"since": since, "until": until, "category": category, "radius": RADIUS_M, "fiction": fiction}


def _text(file: str, neighbours: str, scope: str) -> str:
    return sql.load(file).replace("{{neighbours}}", sql.load(neighbours)).replace("{{scope}}", scope)


def _fill() -> None:
    scope, params = LayerQuery.unrestricted(registry.get("complaints")).scope()
    text = _text("complaints/load_neighbours.sql", "complaints/neighbours.sql", scope)
    ComplaintNeighbour.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(text, {**params, **_asked(dt.date(2000, 1, 1), dt.date(2099, 12, 31), "")})


NEIGHBOURS = rollups.declare(
    rollups.Rollup(
        "complaint-neighbours",
        _RESTS_ON,
        f"{RADIUS_M}{_text('complaints/load_neighbours.sql', 'complaints/neighbours.sql', '')}",
        _fill,
    )
)
