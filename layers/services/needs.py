"""Equipment against its norm, territory by territory, under the viewer's own sight; now, and once works are delivered.

Existing: rows with the status "existing", private ones included unless filtered out by the query. Works: under
construction with an opening year no later than `until`. Population: municipal, of the 2024 census or projected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils import timezone

from layers.errors import BadParameter, NotFound
from layers.indicators import need, projection
from layers.indicators.need import Need, Norm, Total
from layers.models import Kind
from layers.queries import equipment
from layers.queries import indicators as figures
from layers.query import LayerQuery

POPULATION = "population_municipal"
WAYS = ("own", "province")


@dataclass(frozen=True)
class Asked:
    """`way`: how deficits are summed, each place's own or shared within a province; `until` 0: nothing is delivered."""

    category: str
    territory: str = ""
    level: str = "commune"
    horizon: int = projection.LAST
    until: int = 0
    way: str = "own"


@dataclass(frozen=True)
class Place:
    """`need` None: the norm says nothing of this place. `population` None: not published."""

    code: str
    name_fr: str
    name_ar: str
    province: str
    province_fr: str
    province_ar: str
    population: int | None
    existing: int
    coming: int
    need: int | None
    deficit: int | None
    deficit_after: int | None
    rate: float | None


@dataclass(frozen=True)
class Answer:
    """`unplaced`: equipments of the category that no territory of the level could be given; never spread."""

    norm: Norm
    category: Mapping[str, Any]
    places: tuple[Place, ...]
    before: Total
    after: Total
    unplaced: int
    fictitious: int


def categories(on: dt.date | None = None) -> list[dict[str, Any]]:
    return equipment.norms(on or timezone.localdate())


def norm_of(category: str, on: dt.date | None = None) -> tuple[Norm, dict[str, Any]]:
    for row in categories(on):
        if row["code"] == category:
            norm = Norm(category, row["threshold_inhabitants"], row["grid"], row["source"], row["status"])
            return norm, row
    raise NotFound(category, parameter="category")


def assess(query: LayerQuery, asked: Asked, works: equipment.Due = equipment.NOTHING_DUE) -> Answer:
    """`query`: the equipment its viewer may see, already filtered; BadParameter or NotFound name what is wrong."""
    if asked.way not in WAYS:
        raise BadParameter("way", asked.way, f"Attendu : {', '.join(WAYS)}.")
    norm, category = norm_of(asked.category)
    rows = _population(asked)
    found = _counted(query, asked, works)
    people = projection.project(_column(rows, "other"), _column(rows, "latest"), asked.horizon)
    urban = np.array([row["kind"] != Kind.RURAL for row in rows], dtype=bool)
    now = np.array([found.existing.get(row["code"], 0) for row in rows], dtype=np.int64)
    coming = np.array([found.coming.get(row["code"], 0) for row in rows], dtype=np.int64)
    before, after = need.assess(norm, people, now, urban), need.assess(norm, people, now + coming, urban)
    return Answer(
        norm,
        category,
        tuple(_place(row, people[i], before, after, int(coming[i]), i) for i, row in enumerate(rows)),
        _total(norm, people, before, rows, asked.way),
        _total(norm, people, after, rows, asked.way),
        found.unplaced,
        found.fictitious,
    )


def _population(asked: Asked) -> list[dict[str, Any]]:
    question = figures.Question(
        indicator=figures.indicator(POPULATION),
        year=projection.LAST,
        other_year=projection.FIRST,
        level=asked.level,
        territory=asked.territory,
    )
    return figures.values(question)


def _column(rows: list[dict[str, Any]], name: str) -> need.Values:
    return np.array([np.nan if row[name] is None else row[name] for row in rows], dtype=np.float64)


@dataclass(frozen=True)
class _Counted:
    existing: Mapping[str, int]
    coming: Mapping[str, int]
    unplaced: int
    fictitious: int


def _counted(query: LayerQuery, asked: Asked, works: equipment.Due) -> _Counted:
    existing: dict[str, int] = {}
    coming: dict[str, int] = {}
    unplaced = fictitious = 0
    for row in equipment.per_place(query, asked.level, asked.category, asked.until, works):
        if row["code"] is None:
            unplaced += row["existing"]
            continue
        existing[row["code"]] = row["existing"]
        coming[row["code"]] = row["coming"]
        fictitious += row["fictitious"]
    return _Counted(existing, coming, unplaced, fictitious)


def _place(row: dict[str, Any], people: float, before: Need, after: Need, coming: int, at: int) -> Place:
    applies = bool(before.applies[at])
    rate = before.rate()[at]
    return Place(
        code=row["code"],
        name_fr=row["name_fr"],
        name_ar=row["name_ar"],
        province=row["province"] or "",
        province_fr=row["province_fr"] or "",
        province_ar=row["province_ar"] or "",
        population=round(people) if np.isfinite(people) else None,
        existing=int(before.existing[at]),
        coming=coming,
        need=int(before.need[at]) if applies else None,
        deficit=int(before.deficit[at]) if applies else None,
        deficit_after=int(after.deficit[at]) if applies else None,
        rate=float(rate) if np.isfinite(rate) else None,
    )


def _total(norm: Norm, people: need.Values, found: Need, rows: list[dict[str, Any]], way: str) -> Total:
    if way == "own":
        return need.own(found)
    groups = [row["province"] or row["code"] for row in rows]
    parts = need.by_group(norm, people, found, groups).values()
    return Total(*(sum(values) for values in zip(*((t.existing, t.need, t.deficit, t.places, t.short) for t in parts),
                                                strict=True))) if parts else need.own(found)  # fmt: skip
