"""Where each system of the DGCT is deployed, as known of a day.

A source tells of a region whole, of named collectivities, or a total.
Three kinds of facts that are never added up: a region's figure names no collectivity, a total names nobody, and what no
source tells is unknown. A share over named collectivities is therefore a lower bound.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone

from layers import sql
from layers.errors import BadParameter
from layers.models import Deployment

POPULATION_YEAR = 2024
OPERATIONAL = str(Deployment.State.OPERATIONAL)
_STARTING = (str(Deployment.State.TRAINING), str(Deployment.State.PILOT))
FACTS_SHOWN = 200


def share(part: int, whole: int | None) -> float | None:
    """Percent, one decimal, or nothing of nothing."""
    return round(100 * part / whole, 1) if whole else None


@dataclass(frozen=True)
class System:
    """A chantier, and the total some source tells of it (`total` None: no total is told)."""

    code: str
    name_fr: str
    name_ar: str
    family: str
    family_ar: str
    note_fr: str
    source: str
    status: str
    total: int | None
    total_of: int | None
    total_date: str
    total_origin: str
    total_remark: str

    @property
    def total_share(self) -> float | None:
        return None if self.total is None else share(self.total, self.total_of)


@dataclass(frozen=True)
class Cell:
    """One system in one region. `status`: told of the region whole; `known`: how many collectivities are named."""

    system: str
    region: str
    name_fr: str
    name_ar: str
    collectivities: int
    population: int | None
    status: str
    status_date: str
    origin: str
    known: int
    operational: int
    starting: int
    planned: int
    idle: int
    people: int
    latest: dt.date | None
    fictitious: bool

    @property
    def is_known(self) -> bool:
        return bool(self.status or self.known)

    @property
    def state(self) -> str:
        """One word of the region: told whole, else the most advanced of what is told of its collectivities."""
        if self.status:
            return self.status
        if self.operational:
            return "PARTIEL"
        if self.starting:
            return _STARTING[1]
        if self.planned:
            return str(Deployment.State.PLANNED)
        return str(Deployment.State.NOT_STARTED) if self.known else ""

    @property
    def share(self) -> float | None:
        """Of the region's collectivities, those named operational: a lower bound; None when none is named."""
        return share(self.operational, self.collectivities) if self.known else None

    @property
    def people_share(self) -> float | None:
        return share(self.people, self.population) if self.known else None


@dataclass(frozen=True)
class Answer:
    on: dt.date
    systems: tuple[System, ...]
    cells: tuple[Cell, ...]

    @cached_property
    def by_place(self) -> dict[tuple[str, str], Cell]:
        return {(cell.system, cell.region): cell for cell in self.cells}

    @cached_property
    def regions(self) -> tuple[Cell, ...]:
        """One cell a region: its code, names, collectivities, inhabitants."""
        return tuple({cell.region: cell for cell in self.cells}.values())

    @property
    def fictitious(self) -> bool:
        return any(cell.fictitious for cell in self.cells)

    def system(self, code: str) -> System:
        for one in self.systems:
            if one.code == code:
                return one
        raise BadParameter("system", code, f"Attendu : {', '.join(one.code for one in self.systems)}.")

    def of(self, system: str) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.system == system)

    def kingdom(self, system: str) -> Kingdom:
        return Kingdom(self.of(system), self.system(system))


@dataclass(frozen=True)
class Kingdom:
    """A system over all regions: what may be added up, kept apart by kind of fact."""

    cells: tuple[Cell, ...]
    told: System

    @property
    def regions(self) -> int:
        """Regions told operational whole."""
        return sum(cell.status == OPERATIONAL for cell in self.cells)

    @property
    def regions_people_share(self) -> float | None:
        inside = [cell for cell in self.cells if cell.status == OPERATIONAL]
        return share(_people(inside), _people(self.cells)) if inside else None

    @property
    def known(self) -> int:
        return sum(cell.known for cell in self.cells)

    @property
    def operational(self) -> int:
        return sum(cell.operational for cell in self.cells)

    @property
    def collectivities(self) -> int:
        return sum(cell.collectivities for cell in self.cells)

    @property
    def share(self) -> float | None:
        return share(self.operational, self.collectivities) if self.known else None

    @property
    def people_share(self) -> float | None:
        return share(sum(cell.people for cell in self.cells), _people(self.cells)) if self.known else None

    @property
    def is_known(self) -> bool:
        return self.told.total is not None or any(cell.is_known for cell in self.cells)


def _people(cells: Iterable[Cell]) -> int:
    return sum(cell.population or 0 for cell in cells)


def parse_day(written: str | None, parameter: str = "as_of") -> dt.date:
    """ISO or jj/mm/aaaa; empty is today."""
    text = (written or "").strip()
    if not text:
        return timezone.localdate()
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    raise BadParameter(parameter, text, "Attendu : aaaa-mm-jj ou jj/mm/aaaa.")


def assess(on: dt.date) -> Answer:
    asked = _asked(on)
    systems = tuple(
        System(
            code=row["code"],
            name_fr=row["name_fr"],
            name_ar=row["name_ar"],
            family=row["family"],
            family_ar=row["family_ar"],
            note_fr=row["note_fr"],
            source=row["source"],
            status=row["status"],
            total=row["total_count"],
            total_of=row["total_of"],
            total_date=row["status_date"] or "",
            total_origin=row["origin"] or "",
            total_remark=row["remark"] or "",
        )
        for row in sql.rows("deployments/systems.sql", asked)
    )
    rows = sql.rows("deployments/cells.sql", {**asked, "year": POPULATION_YEAR})
    return Answer(on, systems, tuple(Cell(**row) for row in rows))


def facts(system: str, on: dt.date, limit: int = FACTS_SHOWN) -> list[dict[str, Any]]:
    """What sources say of a system up to a day, latest first; `matched` counts them all."""
    return sql.rows("deployments/facts.sql", {**_asked(on), "system": system, "limit": limit})


def days(on: dt.date) -> list[dict[str, Any]]:
    """(system, day, operational, regions): cumulated, one row a day on which a source tells something new."""
    return sql.rows("deployments/days.sql", _asked(on))


def _asked(on: dt.date) -> dict[str, Any]:
    return {"on": on, "fiction": settings.FICTITIOUS_DATA}
