"""Read side of complaints: clocks and stock under the one rule. No text, no person and no point is ever read out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection

from layers import registry, rollups, sql
from layers.models import ComplaintYear
from layers.query import LayerQuery

_READ = ("layers_complaintevent", "layers_servicedelay")


def board(query: LayerQuery, year: int, category: str = "") -> list[dict[str, Any]]:
    """By commune, by category and for all, at the end of the year: `by_place` and `by_category` tell the rows apart."""
    asked = _asked(query, year, category)

    def compute() -> list[dict[str, Any]]:
        if _rolled(query, asked["until"]):
            scope, params = query.over(ComplaintYear._meta.db_table)
            return query.read(_text("complaints/board.sql", "complaints/rolled_year.sql", scope), {**params, **asked})
        scope, params = query.scope()
        return query.read(_text("complaints/board.sql", "complaints/year.sql", scope), {**params, **asked})

    return remembered(query, f"board {asked}", compute)


def standing(query: LayerQuery, on: dt.date) -> dict[str, Any]:
    """What is open on a day, and how much of it is past its delay, in all."""
    asked = {"since": on, "until": on, "category": "", "as_of": query.as_of}
    scope, params = query.scope()
    text = _text("complaints/board.sql", "complaints/year.sql", scope)
    rows = remembered(query, f"standing {asked}", lambda: query.read(text, {**params, **asked}))
    return next(row for row in rows if not row["by_place"] and not row["by_category"])


def years(query: LayerQuery) -> list[int]:
    """Years with a deposit, latest first."""

    def compute() -> list[int]:
        if query.asks_by_territory_alone and YEARS.is_fresh():
            scope, params = query.over(ComplaintYear._meta.db_table)
            rows = query.read(sql.load("complaints/rolled_years.sql").replace("{{scope}}", scope), params)
        else:
            rows = query.run("complaints/years.sql")
        return [row["year"] for row in rows]

    return list(remembered(query, "years", compute))


def categories() -> list[dict[str, Any]]:
    return sql.rows("complaints/categories.sql", {})


def terms() -> list[dict[str, Any]]:
    return sql.rows("complaints/terms.sql", {})


def _asked(query: LayerQuery, year: int, category: str) -> dict[str, Any]:
    since, until = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return {"since": since, "until": until, "category": category, "as_of": query.as_of}


def _text(file: str, year: str, scope: str) -> str:
    return sql.load(file).replace("{{year}}", sql.load(year)).replace("{{scope}}", scope)


def remembered(
    query: LayerQuery, asked: str, compute: Callable[[], Any], tables: tuple[str, ...] = _READ
) -> Any:
    """Kept until a complaint or one of the tables changes."""
    return query.remembered("complaints", compute, asked, tables)


# -- what is added up beforehand


def _fill() -> None:
    """Every year with a deposit."""
    everything = LayerQuery.unrestricted(registry.get("complaints"))
    scope, params = everything.scope()
    text = _text("complaints/load_years.sql", "complaints/year.sql", scope)
    ComplaintYear.objects.all().delete()
    with connection.cursor() as cursor:
        for row in everything.run("complaints/years.sql"):
            cursor.execute(text, {**params, **_asked(everything, row["year"], "")})


YEARS = rollups.declare(
    rollups.Rollup(
        "complaint-years",
        ("layers_complaint", *_READ),
        _text("complaints/load_years.sql", "complaints/year.sql", ""),
        _fill,
    )
)


def _rolled(query: LayerQuery, until: dt.date) -> bool:
    """Is the roll-up to be read? A year it does not hold may still have a stock."""
    return (
        query.asks_by_territory_alone
        and YEARS.is_fresh()
        and ComplaintYear.objects.filter(ends_on=until).exists()
    )
