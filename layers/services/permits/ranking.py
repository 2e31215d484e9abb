"""A quarter's ranking of communes and arrondissements, within what its viewer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

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
    code: str
    names: Mapping[str, Any]
    facts: Facts
    standing: Standing
    rank: int | None
    stratum: str
    deposited: int
    returns: Fraction | None
    working_mean: Fraction | None
    global_mean: Fraction | None

    @property
    def processed(self) -> Fraction | None:
        """Decided, of all there was to decide: open at the start of the quarter, or deposited in it."""
        there = len(self.facts.decided) + len(self.facts.pending)
        return Fraction(len(self.facts.decided), there) if there else None


@dataclass(frozen=True)
class Answer:
    """`whole`: all files of the perimeter together; `unplaced`: files no commune could be given, in no place."""

    quarter: Quarter
    kind: str
    places: tuple[Place, ...]
    whole: Place
    unplaced: int
    fictitious: int
    regions: tuple[Mapping[str, Any], ...]

    @property
    def classed(self) -> list[Place]:
        return sorted((one for one in self.places if one.rank), key=lambda one: (one.rank or 0, one.code))


def assess(query: LayerQuery, kind: str, quarter: Quarter, among: str = "") -> Answer:
    """`query`: the permits its viewer may see, already filtered. `among`: a stratum, its places ranked alone."""
    if among not in ("", *STRATA):
        raise BadParameter("stratum", among, f"Attendu : {', '.join(STRATA)}.")
    kind_of(kind)
    asked = {"kind": kind, "quarter": str(quarter), "among": among, "as_of": query.as_of}
    return permits.remembered(query, "answer", asked, lambda: _assess(query, kind, quarter, among))


def _assess(query: LayerQuery, kind: str, quarter: Quarter, among: str) -> Answer:
    rows = permits.ranking(query, kind_of(kind), quarter)
    units = permits.units(query)
    places = [_place(units[row["code"]], row, standing(_facts(row))) for row in rows if row["code"] in units]
    if among:
        places = [one for one in places if one.stratum == among]
        codes = {one.code for one in places}
        rows = [row for row in rows if row["code"] in codes]
    ranked = ranks({one.code: one.standing for one in places})
    ordered = [replace(one, rank=ranked.get(one.code)) for one in places]
    return Answer(
        quarter=quarter,
        kind=kind,
        places=tuple(sorted(ordered, key=lambda one: (one.rank or 10**6, -one.standing.n, one.code))),
        whole=_whole(rows),
        unplaced=sum(len(row["decided"]) + len(row["pending"]) for row in rows if not row["code"]),
        fictitious=sum(row["fictitious"] for row in rows),
        regions=tuple(permits.deployment(query, quarter.last)),
    )


def _facts(row: Mapping[str, Any]) -> Facts:
    return Facts(row["decided"], row["pending"], row["timed"], row["in_time"], row["overdue"])


def _place(
    unit: Mapping[str, Any], row: Mapping[str, Any], found: Standing, rank: int | None = None
) -> Place:
    n = len(row["decided"])
    return Place(
        code=str(unit["code"]),
        names=unit,
        facts=_facts(row),
        standing=found,
        rank=rank,
        stratum=stratum(unit["population"], rural=unit["kind"] == "rural", method=METHOD),
        deposited=row["deposited"],
        returns=Fraction(row["returns"], n) if n else None,
        working_mean=Fraction(row["working_days"], n) if n else None,
        global_mean=Fraction(row["global_days"], n) if n else None,
    )


def _whole(rows: Sequence[Mapping[str, Any]]) -> Place:
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
        for row in permits.trend(query, kind_of(kind), first, quarter.last)
    ]


def not_deployed(answer: Answer) -> list[Mapping[str, Any]]:
    """Regions where no fact says the system works and no file shows it: nothing is counted there, not even nought."""
    seen = {str(one.names["region"]) for one in answer.places}
    return [
        region
        for region in answer.regions
        if region["state"] not in WORKING and not region["places"] and region["code"] not in seen
    ]
