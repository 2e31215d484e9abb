"""A quarter's ranking of communes and arrondissements: one for all readers, of which each sees the places he may.

A rank is a place's among all those of the Kingdom, and among those of its region, whoever asks.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from layers import registry
from layers.errors import BadParameter
from layers.indicators.ranking import METHOD, Facts, Standing, ranks, standing, stratum
from layers.queries import permits
from layers.query import LayerQuery
from layers.services.permits.asked import Quarter, kind_of

TREND_QUARTERS = 8
WORKING = ("OPERATIONNEL", "PILOTE")
STRATA = (*(str(low) for low in METHOD.strata), "0", "rural", "unknown")


@dataclass(frozen=True)
class Place:
    """`rank`: in the Kingdom, of the stratum when one is asked; `rank_region`: of these, in its region."""

    code: str
    names: Mapping[str, Any]
    standing: Standing
    rank: int | None
    rank_region: int | None
    stratum: str
    deposited: int
    pending: int
    oldest: int
    timed: int
    overdue: int
    returns: Fraction | None
    working_mean: Fraction | None
    global_mean: Fraction | None

    @property
    def processed(self) -> Fraction | None:
        """Decided, of all there was to decide: open at the start of the quarter, or deposited in it."""
        there = self.standing.n + self.pending
        return Fraction(self.standing.n, there) if there else None


@dataclass(frozen=True)
class Kingdom:
    """Every place, ranked. For the platform itself: a reader is shown the places of his own perimeter (`Answer`)."""

    places: Mapping[str, Place]

    @property
    def classed(self) -> list[Place]:
        return [one for one in self.places.values() if one.rank]


@dataclass(frozen=True)
class Answer:
    """`whole`: all files of the perimeter together; `unplaced`: files no commune could be given, in no place.
    `classed_in`: how many places are classed in each region, "" in the Kingdom."""

    quarter: Quarter
    kind: str
    places: tuple[Place, ...]
    whole: Place
    unplaced: int
    fictitious: int
    regions: tuple[Mapping[str, Any], ...]
    classed_in: Mapping[str, int]

    @property
    def classed(self) -> list[Place]:
        return [one for one in self.places if one.rank]


def assess(query: LayerQuery, kind: str, quarter: Quarter, among: str = "") -> Answer:
    """`query`: the permits its viewer may see, already filtered. `among`: a stratum, its places ranked alone."""
    if among not in ("", *STRATA):
        raise BadParameter("stratum", among, f"Attendu : {', '.join(STRATA)}.")
    kind_of(kind)
    asked = {"kind": kind, "quarter": str(quarter), "among": among, "as_of": query.as_of}
    return permits.remembered(query, "answer", asked, lambda: _assess(query, kind, quarter, among))


def _assess(query: LayerQuery, kind: str, quarter: Quarter, among: str) -> Answer:
    rows = permits.ranking(query, kind, quarter)
    everywhere = kingdom(kind, quarter, among, query.as_of, None if _is_partial(query) else rows)
    seen = {row["code"] for row in rows}
    places = tuple(one for one in everywhere.places.values() if one.code in seen)
    if among:
        codes = {one.code for one in places}
        rows = [row for row in rows if row["code"] in codes]
    return Answer(
        quarter=quarter,
        kind=kind,
        places=places,
        whole=_whole(rows),
        unplaced=sum(len(row["decided"]) + len(row["pending"]) for row in rows if not row["code"]),
        fictitious=sum(row["fictitious"] for row in rows),
        regions=tuple(permits.deployment(query, quarter.last)),
        classed_in=Counter(part for one in everywhere.classed for part in ("", str(one.names["region"]))),
    )


def _is_partial(query: LayerQuery) -> bool:
    return bool(query.conditions) or query.access.territory_ids is not None


Rows = Sequence[Mapping[str, Any]]


def kingdom(
    kind: str, quarter: Quarter, among: str, as_of: dt.datetime | None, rows: Rows | None = None
) -> Kingdom:
    """First the classed by rank, then the others. `rows`: those of the whole Kingdom, when they were just read."""
    if rows is not None:
        return _kingdom(rows, among)
    query = replace(LayerQuery.unrestricted(registry.get("permits")), as_of=as_of)
    asked = {"kind": kind, "quarter": str(quarter), "among": among}
    return permits.remembered(
        query, "kingdom", asked, lambda: _kingdom(permits.ranking(query, kind, quarter), among)
    )


def _kingdom(rows: Rows, among: str) -> Kingdom:
    units = permits.units()
    placed = {row["code"]: row for row in rows if row["code"] in units}
    known = {code: row for code, row in placed.items() if among in ("", _stratum(units[code]))}
    standings = {code: standing(_facts(row)) for code, row in known.items()}
    regions: dict[str, dict[str, Standing]] = {}
    for code, found in standings.items():
        regions.setdefault(units[code]["region"], {})[code] = found
    ranked = ranks(standings)
    regional = {code: rank for held in regions.values() for code, rank in ranks(held).items()}
    places = [
        _place(units[code], row, standings[code], ranked.get(code), regional.get(code))
        for code, row in known.items()
    ]
    places.sort(key=lambda one: (one.rank or 10**6, -one.standing.n, one.code))
    return Kingdom({one.code: one for one in places})


def _facts(row: Mapping[str, Any]) -> Facts:
    return Facts(row["decided"], row["pending"], row["timed"], row["in_time"], row["overdue"])


def _stratum(unit: Mapping[str, Any]) -> str:
    return stratum(unit["population"], rural=unit["kind"] == "rural", method=METHOD)


def _place(
    unit: Mapping[str, Any],
    row: Mapping[str, Any],
    found: Standing,
    rank: int | None = None,
    rank_region: int | None = None,
) -> Place:
    n = len(row["decided"])
    return Place(
        code=str(unit["code"]),
        names=unit,
        standing=found,
        rank=rank,
        rank_region=rank_region,
        stratum=_stratum(unit),
        deposited=row["deposited"],
        pending=len(row["pending"]),
        oldest=max(row["pending"], default=0),
        timed=row["timed"],
        overdue=row["overdue"],
        returns=Fraction(row["returns"], n) if n else None,
        working_mean=Fraction(row["working_days"], n) if n else None,
        global_mean=Fraction(row["global_days"], n) if n else None,
    )


def _whole(rows: Rows) -> Place:
    summed = (
        "working_days",
        "global_days",
        "returns",
        "timed",
        "in_time",
        "overdue",
        "deposited",
        "fictitious",
    )
    row = {name: sum(one[name] for one in rows) for name in summed}
    row |= {name: [days for one in rows for days in one[name]] for name in ("decided", "pending")}
    unit = {"code": "", "population": None, "kind": ""}
    return _place(unit, row, standing(_facts(row)))


@dataclass(frozen=True)
class Step:
    """A quarter of the trend."""

    quarter: Quarter
    n: int
    mean: Fraction
    share: Fraction | None


def trend(query: LayerQuery, kind: str, quarter: Quarter) -> list[Step]:
    """The last quarters up to this one, those with a decision."""
    first = quarter.after(1 - TREND_QUARTERS).first
    return [
        Step(
            Quarter(row["year"], row["quarter"]),
            row["n"],
            Fraction(row["days"], row["n"]),
            Fraction(row["in_time"], row["timed"]) if row["timed"] else None,
        )
        for row in permits.trend(query, kind, first, quarter.last)
    ]


def not_deployed(answer: Answer) -> list[Mapping[str, Any]]:
    """Regions where no fact says the system works and no file shows it: nothing is counted there, not even nought."""
    seen = {str(one.names["region"]) for one in answer.places}
    return [
        region
        for region in answer.regions
        if region["state"] not in WORKING and not region["places"] and region["code"] not in seen
    ]
