"""How communes are ranked on the delay of their permits: exact fractions, one rule, its parameters beside it.

The mean published is over the files decided in the quarter. Ranked on that alone, a commune would gain by leaving its
slowest files undecided; so a file still waiting counts, with its age, as soon as it has waited longer than the mean it
joins. Deciding nothing then never improves a rank (property test), and a fresh deposit never changes one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Method:
    """What the rule needs to be told; the page of the method is written from these."""

    minimum: int = 10
    high: Fraction = Fraction(9, 10)
    # Lower ends of the strata of urban communes, most populous first; rural communes are a stratum of their own.
    strata: tuple[int, ...] = (100_000, 50_000)
    status: str = "to_validate"


METHOD = Method()
# Two shares of fewer than a million files that differ do so by more than 10⁻¹²: their whole parts, this many times
# enlarged, then stand in the same order, and are compared many times faster than fractions.
_ENLARGED = 10**14
_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Facts:
    """One place, one quarter. Calendar days with the administration: of files decided, and of those open at its end.

    `timed`: decided files that a legal delay applies to; `in_time`: those that kept it; `overdue`: open files past it.
    """

    decided: Sequence[int]
    pending: Sequence[int] = ()
    timed: int = 0
    in_time: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Standing:
    """`delay`: what is ranked. `waiting`: open files that count in it. None: nothing was decided."""

    n: int
    mean: Fraction | None
    median: Fraction | None
    high: Fraction | None
    delay: Fraction | None
    waiting: int
    share: Fraction | None
    kept: Fraction
    rank: int | None = field(default=None)

    @property
    def key(self) -> tuple[int, int, int]:
        """Least first: the delay, then who keeps the legal delay most (open overdue files included), then volume."""
        assert self.delay is not None
        return _in_order(self.delay), -_in_order(self.kept), -self.n


def _in_order(share: Fraction) -> int:
    return _ENLARGED * share.numerator // share.denominator


def quantile(ordered: Sequence[int], part: Fraction) -> Fraction:
    """Between two files, in proportion: as spreadsheets do (PERCENTILE.INC)."""
    whole = part.denominator
    low, beyond = divmod(part.numerator * (len(ordered) - 1), whole)
    next_one = ordered[min(low + 1, len(ordered) - 1)]
    return Fraction(ordered[low] * (whole - beyond) + next_one * beyond, whole)


def counted_delay(decided: Sequence[int], pending: Iterable[int]) -> tuple[Fraction, int]:
    """The mean once every open file that waited longer than it has joined, longest first; and how many did."""
    total, count = sum(decided), len(decided)
    joined = 0
    for age in sorted(pending, reverse=True):
        if age * count <= total:
            break
        total, count, joined = total + age, count + 1, joined + 1
    return Fraction(total, count), joined


def standing(facts: Facts, method: Method = METHOD) -> Standing:
    n = len(facts.decided)
    due = facts.timed + facts.overdue
    kept = Fraction(facts.in_time, due) if due else Fraction(0)
    if not n:
        return Standing(0, None, None, None, None, 0, None, kept)
    ordered = sorted(facts.decided)
    delay, waiting = counted_delay(ordered, facts.pending)
    return Standing(
        n=n,
        mean=Fraction(sum(ordered), n) if waiting else delay,  # making a fraction costs more than all the rest
        median=quantile(ordered, _HALF),
        high=quantile(ordered, method.high),
        delay=delay,
        waiting=waiting,
        share=Fraction(facts.in_time, facts.timed) if facts.timed else None,
        kept=kept,
    )


def ranks(standings: Mapping[str, Standing], method: Method = METHOD) -> dict[str, int]:
    """Code → rank of the places with enough decided files; equals share a rank and the next one is skipped."""
    classed = sorted((one.key, code) for code, one in standings.items() if one.n >= method.minimum)
    found: dict[str, int] = {}
    shared, rank = None, 0
    for position, (key, code) in enumerate(classed, 1):
        if key != shared:
            shared, rank = key, position
        found[code] = rank
    return found


def stratum(population: float | None, *, rural: bool, method: Method = METHOD) -> str:
    """ "rural", "unknown", or the lower end of its stratum; "0" under the least of them."""
    if rural:
        return "rural"
    if population is None:
        return "unknown"
    return str(next((low for low in method.strata if population > low), 0))


def shown(value: Fraction | None, decimals: int = 1, times: int = 1) -> float | None:
    """`times` the value, rounded half up from the exact one."""
    if value is None:
        return None
    scale, below = 10**decimals, value.denominator
    return (2 * scale * times * value.numerator + below) // (2 * below) / scale


@dataclass(frozen=True)
class Change:
    """What would bring a place one rank up. `days`: to take off the total; `mean`: of each of its decided files."""

    target: Fraction
    days: int
    mean: Fraction
    without_waiting: int | None


def next_rank(mine: Standing, others: Sequence[Standing], method: Method = METHOD) -> Change | None:
    """`others`: the classed places. None when the place is first or not classed."""
    if mine.delay is None or mine.n < method.minimum:
        return None
    better = [one for one in others if one.key < mine.key]
    if not better:
        return None
    target = max(better, key=lambda one: one.key).delay
    assert target is not None
    missing = (mine.delay - target) * (mine.n + mine.waiting)
    # Its open files once decided count no more from the next quarter: where would it stand without them?
    alone = 1 + sum(
        one.delay < mine.mean for one in better if one.delay is not None and mine.mean is not None
    )
    return Change(target, math.floor(missing) + 1, missing / mine.n, alone if mine.waiting else None)
