"""The statutory clock of a file: the days it spent with the administration, and whether its legal delay was kept.

A pure rule. `layers/sql/permits/clock.sql` is its set-based twin; a test holds the two equal on random lives of files.

The day of an event is not counted, the day that ends a period is: from 01/09 to 11/09 there are ten days. A file is
with the administration from its deposit, with the petitioner from a return, with the administration again from a new
deposit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

RETURN, RESUMPTION = "RETOUR", "REPRISE"
CALENDAR, WORKING = "calendar", "working"

Event = tuple[dt.date, str]


@dataclass(frozen=True)
class Term:
    """A row of the dated table of legal delays; empty `type_code` or `procedure` holds for all of them."""

    type_code: str
    procedure: str
    valid_from: dt.date
    valid_to: dt.date | None
    days: int
    unit: str

    def holds(self, type_code: str, procedure: str, deposited: dt.date) -> bool:
        return (
            self.type_code in ("", type_code)
            and self.procedure in ("", procedure)
            and self.valid_from <= deposited
            and (self.valid_to is None or deposited <= self.valid_to)
        )


@dataclass(frozen=True)
class Days:
    calendar: int
    working: int

    def in_unit(self, unit: str) -> int:
        return self.working if unit == WORKING else self.calendar


@dataclass(frozen=True)
class Clock:
    """`everything`: from deposit to decision, whoever held the file. `term` None: no text sets a delay."""

    administration: Days
    everything: Days
    returns: int
    term: Term | None

    @property
    def late(self) -> bool | None:
        if self.term is None:
            return None
        return self.administration.in_unit(self.term.unit) > self.term.days


def term_of(terms: Iterable[Term], type_code: str, procedure: str, deposited: dt.date) -> Term | None:
    """By the date of deposit; what a text says of a type goes before what it says of a procedure."""
    found = [term for term in terms if term.holds(type_code, procedure, deposited)]
    return max(found, key=lambda one: (one.type_code, one.procedure, one.valid_from), default=None)


def days(start: dt.date, end: dt.date, holidays: Collection[dt.date]) -> Days:
    """Days after `start` up to `end` included; working days are neither Saturday, Sunday nor a holiday."""
    one = dt.timedelta(days=1)
    working = np.busday_count(start + one, end + one, holidays=sorted(holidays))
    return Days((end - start).days, int(working))


def measure(
    deposited: dt.date,
    events: Sequence[Event],
    until: dt.date,
    term: Term | None,
    holidays: Collection[dt.date],
) -> Clock:
    """`until`: the decision, or the day a file without one is looked at. Events out of the file's life are ignored.

    Of a return and a new deposit on one day the new deposit comes last.
    """
    moves = sorted(
        (event for event in events if deposited <= event[0] <= until),
        key=lambda event: (event[0], event[1] == RESUMPTION),
    )
    ends = [day for day, _kind in moves[1:]] + [until]
    away = [days(day, end, holidays) for (day, kind), end in zip(moves, ends, strict=False) if kind == RETURN]
    everything = days(deposited, until, holidays)
    administration = Days(
        everything.calendar - sum(one.calendar for one in away),
        everything.working - sum(one.working for one in away),
    )
    return Clock(administration, everything, len(away), term)
