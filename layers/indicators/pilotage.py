"""Rules of pilotage as plain arithmetic: money against works, rates, days that count, credits carried over once.

The same rules are written in SQL for whole registers (layers/sql/projects/); tests hold the two together.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Statement:
    """A payment file: cumulative works for a statement, an amount for an advance or a revision of price."""

    kind: str = "ACOMPTE"
    works_mad: Decimal = Decimal(0)
    guarantee_mad: Decimal = Decimal(0)
    reimbursed_mad: Decimal = Decimal(0)
    net_mad: Decimal = Decimal(0)


@dataclass(frozen=True)
class Chain:
    """What a contract's statements come to; each line stands alone, none hides in another."""

    works_mad: Decimal
    advance_open_mad: Decimal
    guarantee_mad: Decimal
    revision_mad: Decimal
    paid_mad: Decimal


def chain(statements: Sequence[Statement]) -> Chain:
    """Works are the last cumulative amount, gross of guarantee: an advance is no work, nor is its reimbursement."""
    works = [s.works_mad for s in statements if s.kind not in ("AVANCE", "REVISION")]
    advances = sum((s.net_mad for s in statements if s.kind == "AVANCE"), Decimal(0))
    reimbursed = sum((s.reimbursed_mad for s in statements if s.kind != "AVANCE"), Decimal(0))
    return Chain(
        works_mad=works[-1] if works else Decimal(0),
        advance_open_mad=advances - reimbursed,
        guarantee_mad=sum((s.guarantee_mad for s in statements if s.kind != "AVANCE"), Decimal(0)),
        revision_mad=sum((s.net_mad for s in statements if s.kind == "REVISION"), Decimal(0)),
        paid_mad=sum((s.net_mad for s in statements), Decimal(0)),
    )


def gap_points(works_mad: Decimal, contract_mad: Decimal, physical_pct: Decimal) -> Decimal:
    """Works liquidated minus works done, in points of the contract; positive: paid ahead of works."""
    return HUNDRED * works_mad / contract_mad - physical_pct


def rate(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Per cent; unknown is not zero."""
    return None if part is None or not whole else HUNDRED * part / whole


def days_counted(start: dt.date, on: dt.date, stops: Iterable[tuple[dt.date, dt.date | None]]) -> int:
    """Contractual days gone by, without those between an order to stop and the order to resume."""
    stopped = sum((min(end or on, on) - begin).days for begin, end in stops if begin <= on)
    return max(0, (on - start).days - stopped)


@dataclass(frozen=True)
class Year:
    """One line in one year."""

    opened_mad: Decimal
    ordered_mad: Decimal
    carried_mad: Decimal = Decimal(0)


@dataclass(frozen=True)
class Programme:
    opened_mad: Decimal
    annulled_mad: Decimal
    net_mad: Decimal


def programme(years: Sequence[Year]) -> Programme:
    """Credits of a line over its years. What is carried over is in two years' openings and counts once; what a closed
    year neither ordered nor carried over is annulled."""
    annulled = sum(
        (a.opened_mad - a.ordered_mad - b.carried_mad for a, b in itertools.pairwise(years)),
        Decimal(0),
    )
    opened = sum((y.opened_mad for y in years), Decimal(0))
    carried = sum((y.carried_mad for y in years), Decimal(0))
    return Programme(years[-1].opened_mad if years else Decimal(0), annulled, opened - carried - annulled)
