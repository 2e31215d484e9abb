"""Read side of permits: every answer starts from the scope a LayerQuery supplies."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.conf import settings

from layers import sql
from layers.query import LayerQuery

SYSTEM = "ROKHAS"
# A file in one of these states waits for nothing, even when no date of decision was handed over.
CLOSED = ("BROUILLON", "ANNULE", "PERIME", "SANS_SUITE", "DELIVRE", "REFUSE", "OUVERTURE_CHANTIER",
          "DECLARATION_ACHEVEMENT", "PV_RECOLEMENT")  # fmt: skip
_READ = ("layers_permitevent", "layers_holiday", "layers_legaldelay", "layers_deployment")


class Kind(Protocol):
    @property
    def types(self) -> tuple[str, ...]: ...
    @property
    def procedures(self) -> tuple[str, ...]: ...


class Quarter(Protocol):
    @property
    def first(self) -> dt.date: ...
    @property
    def last(self) -> dt.date: ...


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


def ranking(query: LayerQuery, kind: Kind, quarter: Quarter) -> list[dict[str, Any]]:
    """What each place decided in a quarter and still had open at its end, in days with the administration."""
    asked = _asked(query, kind, quarter.first, quarter.last)
    return remembered(query, "ranking", asked, lambda: _measured(query, "permits/ranking.sql", asked))


def trend(query: LayerQuery, kind: Kind, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """Quarter by quarter: decided files, their mean delay, how many kept theirs."""
    asked = _asked(query, kind, first, last)
    return remembered(query, "trend", asked, lambda: _measured(query, "permits/trend.sql", asked))


def files(
    query: LayerQuery, kind: Kind, first: dt.date, last: dt.date, limit: int | None
) -> list[dict[str, Any]]:
    """Each measured file, open overdue ones first, longest first; a list without `limit` is for a file, not kept."""
    asked = {**_asked(query, kind, first, last), "limit": limit}

    def compute() -> list[dict[str, Any]]:
        return _measured(query, "permits/files.sql", asked)

    return compute() if limit is None else remembered(query, "files", asked, compute)


def quarters(query: LayerQuery) -> list[dict[str, Any]]:
    """Quarters with a deposit or a decision, latest first, and how many files were deposited in each."""
    return remembered(query, "quarters", {}, lambda: query.run("permits/quarters.sql"))


def units(query: LayerQuery) -> dict[str, dict[str, Any]]:
    """Communes and arrondissements by code, with their province, region and population."""
    return remembered(
        query, "units", {}, lambda: {row["code"]: row for row in sql.rows("permits/units.sql", {})}
    )


def deployment(query: LayerQuery, on: dt.date) -> list[dict[str, Any]]:
    """What the facts known of a day say of the system in each region; `state` null: nothing was known of any."""
    asked = {"system": SYSTEM, "on": on, "fiction": settings.FICTITIOUS_DATA}
    return remembered(query, "deployment", asked, lambda: sql.rows("permits/deployment.sql", asked))


def holidays() -> list[dict[str, Any]]:
    return sql.rows("permits/holidays.sql", {})


def terms() -> list[dict[str, Any]]:
    return sql.rows("permits/terms.sql", {})


def _asked(query: LayerQuery, kind: Kind, first: dt.date, last: dt.date) -> dict[str, Any]:
    return {
        "types": list(kind.types),
        "procedures": list(kind.procedures),
        "closed": list(CLOSED),
        "since": first,
        "until": last,
        "as_of": query.as_of,
    }


def _measured(query: LayerQuery, file: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    scope, scope_params = query.scope()
    text = sql.load(file).replace("{{clock}}", sql.load("permits/clock.sql")).replace("{{scope}}", scope)
    return query.read(text, {**scope_params, **params})


def remembered(query: LayerQuery, name: str, asked: Mapping[str, Any], compute: Callable[[], Any]) -> Any:
    """Kept until a permit, an event, a text or a fact of deployment changes: the clock reads all of them."""
    stamps = [(sql.one("territory/stamp.sql", {"table": table}) or {}).get("version") for table in _READ]
    digest = hashlib.sha256(f"{stamps}{sorted(asked.items())}".encode()).hexdigest()[:16]
    return query.remembered(f"permits-{name}-{digest}", compute)
