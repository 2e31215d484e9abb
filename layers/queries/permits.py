"""Read side of permits: every answer starts from the scope a LayerQuery supplies, over rows or over their roll-up."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import connection

from layers import registry, rollups, sql
from layers.models import PermitQuarter
from layers.query import LayerQuery
from layers.services.permits.asked import KINDS, Quarter

SYSTEM = "ROKHAS"
# A file in one of these states waits for nothing, even when no date of decision was handed over.
CLOSED = ("BROUILLON", "ANNULE", "PERIME", "SANS_SUITE", "DELIVRE", "REFUSE", "OUVERTURE_CHANTIER",
          "DECLARATION_ACHEVEMENT", "PV_RECOLEMENT")  # fmt: skip
_READ = ("layers_permitevent", "layers_holiday", "layers_legaldelay", "layers_deployment")


def per_commune(query: LayerQuery) -> dict[str, Any]:
    """Counts by commune, and apart the files that no commune could be given: never spread, never hidden."""
    rows = query.run("permits/per_commune.sql")
    communes = [row for row in rows if row["code"] is not None]
    return {
        "communes": communes,
        "total": sum(row["n"] for row in rows),
        "not_located": sum(row["n"] for row in rows if row["code"] is None),
        "flagged": sum(row["flagged"] for row in rows),
        "fictitious": sum(row["fictitious"] for row in rows),
    }


def ranking(query: LayerQuery, kind: str, quarter: Quarter) -> list[dict[str, Any]]:
    """What each place decided in a quarter and still had open at its end, in days with the administration."""
    if _rolled(query, quarter.last):
        rolled = ("{{quarter}}", sql.load("permits/rolled_quarter.sql"))
        return _of_rollup(query, "permits/ranking.sql", rolled, kind=kind, until=quarter.last)
    return _measured(query, "permits/ranking.sql", _asked(query, [kind], quarter.first, quarter.last))


def standing(query: LayerQuery, on: dt.date) -> list[dict[str, Any]]:
    """What each place has open on a day, of every kind, and how many of it are past their delay."""
    asked = _asked(query, KINDS, on, on)
    return remembered(query, "standing", asked, lambda: _measured(query, "permits/ranking.sql", asked))


def trend(query: LayerQuery, kind: str, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """Quarter by quarter: decided files, their mean delay, how many kept theirs."""
    asked = _asked(query, [kind], first, last)

    def compute() -> list[dict[str, Any]]:
        if _rolled(query, last):
            return _of_rollup(query, "permits/rolled_trend.sql", kind=kind, since=first, until=last)
        return _measured(query, "permits/trend.sql", asked)

    return remembered(query, "trend", asked, compute)


def files(
    query: LayerQuery, kind: str, first: dt.date, last: dt.date, limit: int | None
) -> list[dict[str, Any]]:
    """Each measured file, open overdue ones first, longest first; a list without `limit` is for a file, not kept."""
    asked = {**_asked(query, [kind], first, last), "limit": limit}
    if limit is None:
        return _measured(query, "permits/files.sql", asked)

    def compute() -> list[dict[str, Any]]:
        if _rolled(query, last):
            late = _of_rollup(query, "permits/rolled_late.sql", kind=kind, until=last, limit=limit)
            asked["ids"] = [row["id"] for row in late]
        return _measured(query, "permits/files.sql", asked)

    return remembered(query, "files", asked, compute)


def late(query: LayerQuery, kind: str, quarter: Quarter, limit: int) -> list[dict[str, Any]]:
    """Files open at the quarter's end and past their delay, longest first."""
    rows = files(query, kind, quarter.first, quarter.last, limit)
    return [row for row in rows if row["decided_on"] is None and row["late"]]


def quarters(query: LayerQuery) -> list[dict[str, Any]]:
    """Quarters with a deposit, latest first."""

    def compute() -> list[dict[str, Any]]:
        rolled = query.asks_by_territory_alone and QUARTERS.is_fresh()
        return _of_rollup(query, "permits/rolled_quarters.sql") if rolled else query.run("permits/quarters.sql")

    return remembered(query, "quarters", {}, compute)


def units() -> Mapping[str, dict[str, Any]]:
    """Communes and arrondissements by code, with their province, region and population."""
    found = sql.stamp("layers_indicatorvalue") or {}
    return _units(tuple(found.values()))


@lru_cache(maxsize=2)
def _units(version: tuple[Any, ...]) -> Mapping[str, dict[str, Any]]:
    """Read once a version: fifteen hundred rows that every ranking starts from."""
    return MappingProxyType({row["code"]: row for row in sql.rows("permits/units.sql", {})})


def deployment(query: LayerQuery, on: dt.date) -> list[dict[str, Any]]:
    """What the facts known of a day say of the system in each region; `state` null: nothing was known of any."""
    asked = {"system": SYSTEM, "on": on, "fiction": settings.FICTITIOUS_DATA}
    return remembered(query, "deployment", asked, lambda: sql.rows("permits/deployment.sql", asked))


def holidays() -> list[dict[str, Any]]:
    return sql.rows("permits/holidays.sql", {})


def terms() -> list[dict[str, Any]]:
    return sql.rows("permits/terms.sql", {})


def _asked(query: LayerQuery, kinds: Iterable[str], first: dt.date, last: dt.date) -> dict[str, Any]:
    held = [
        (slug, *pair) for slug in kinds for pair in itertools.product(KINDS[slug].types, KINDS[slug].procedures)
    ]
    lists, types, procedures = (list(column) for column in zip(*held, strict=True))
    return {
        "lists": lists,
        "list_types": types,
        "list_procedures": procedures,
        "types": sorted(set(types)),
        "procedures": sorted(set(procedures)),
        "closed": list(CLOSED),
        "since": first,
        "until": last,
        "as_of": query.as_of,
        "ids": None,
    }


def _text(file: str, scope: str) -> str:
    text = sql.load(file).replace("{{quarter}}", sql.load("permits/quarter.sql"))
    return text.replace("{{clock}}", sql.load("permits/clock.sql")).replace("{{scope}}", scope)


def _measured(query: LayerQuery, file: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    scope, scope_params = query.scope()
    return query.read(_text(file, scope), {**scope_params, **params})


# -- what is added up beforehand


def _fill() -> None:
    everything = LayerQuery.unrestricted(registry.get("permits"))
    scope, scope_params = everything.scope()
    text = _text("permits/load_quarters.sql", scope)
    periods = [Quarter(row["year"], row["quarter"]) for row in everything.run("permits/load_periods.sql")]
    PermitQuarter.objects.all().delete()
    with connection.cursor() as cursor:
        for quarter in periods:
            asked = _asked(everything, KINDS, quarter.first, quarter.last)
            cursor.execute(text, {**scope_params, **asked})


QUARTERS = rollups.declare(
    rollups.Rollup(
        "permit-quarters",
        ("layers_permit", *_READ),
        f"{KINDS}{CLOSED}{_text('permits/load_quarters.sql', '')}",
        _fill,
    )
)


def _rolled(query: LayerQuery, last: dt.date) -> bool:
    """Is the roll-up to be read? A quarter it does not hold may still have open files."""
    return (
        query.asks_by_territory_alone
        and QUARTERS.is_fresh()
        and PermitQuarter.objects.filter(ends_on=last).exists()
    )


def _of_rollup(
    query: LayerQuery, file: str, relation: tuple[str, str] = ("", ""), **params: Any
) -> list[dict[str, Any]]:
    """`relation`: a name in braces, and the query that stands for it."""
    scope, scope_params = query.over(PermitQuarter._meta.db_table)
    text = sql.load(file).replace(*relation).replace("{{scope}}", scope)
    return query.read(text, {**scope_params, **params})


def remembered(query: LayerQuery, name: str, asked: Mapping[str, Any], compute: Callable[[], Any]) -> Any:
    """Kept until a permit, an event, a text or a fact of deployment changes: the clock reads all of them."""
    return query.remembered(f"permits-{name}", compute, sorted(asked.items()), _READ)
