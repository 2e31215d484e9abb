"""Read side of complaints: clocks and stock under the one rule. No text, no person and no point is ever read out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings

from layers import sql
from layers.query import LayerQuery

RADIUS_M = 500
_READ = ("layers_complaintevent", "layers_servicedelay")


def board(query: LayerQuery, since: dt.date, until: dt.date, category: str = "") -> list[dict[str, Any]]:
    """By commune, by category and for all: `by_place` and `by_category` tell the rows apart."""
    asked = {"since": since, "until": until, "category": category}
    return _remembered(query, f"board {asked}", lambda: query.run("complaints/board.sql", asked))


def near(
    query: LayerQuery, projects: list[int], since: dt.date, until: dt.date, category: str = ""
) -> list[dict[str, Any]]:
    """`projects`: ids the viewer may see."""
    asked = {"since": since, "until": until, "category": category, "radius": RADIUS_M, "projects": projects}
    asked["fiction"] = settings.FICTITIOUS_DATA
    return _remembered(query, f"near {asked}", lambda: query.run("complaints/near.sql", asked))


def years(query: LayerQuery) -> list[int]:
    return _remembered(query, "years", lambda: [row["year"] for row in query.run("complaints/years.sql")])


def categories() -> list[dict[str, Any]]:
    return sql.rows("complaints/categories.sql", {})


def terms() -> list[dict[str, Any]]:
    return sql.rows("complaints/terms.sql", {})


def _remembered(query: LayerQuery, asked: str, compute: Callable[[], Any]) -> Any:
    stamps = [(sql.one("territory/stamp.sql", {"table": table}) or {}).get("version") for table in _READ]
    digest = hashlib.sha256(f"{stamps}{asked}".encode()).hexdigest()[:16]
    return query.remembered(f"complaints-{digest}", compute)
