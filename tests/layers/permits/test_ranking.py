"""The ranking rule: a minimum, exact ties, and nothing to gain by deciding nothing."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from layers.indicators.ranking import (
    METHOD,
    Facts,
    Standing,
    _in_order,
    counted_delay,
    next_rank,
    quantile,
    ranks,
    shown,
    standing,
    stratum,
)


def test_nine_files_are_not_classed_and_ten_are() -> None:
    found = ranks({"nine": standing(Facts([1] * 9)), "ten": standing(Facts([80] * 10))})
    assert found == {"ten": 1}
    assert METHOD.minimum == 10


def test_equals_share_a_rank_and_the_next_is_skipped() -> None:
    same = standing(Facts([4] * 10, timed=10, in_time=10))
    later = standing(Facts([4] * 10, timed=10, in_time=9))
    more = standing(Facts([4] * 11, timed=11, in_time=11))
    assert ranks({"a": same, "b": same, "c": later, "d": more}) == {"d": 1, "a": 2, "b": 2, "c": 4}


def test_an_open_file_counts_once_it_waited_longer_than_the_mean() -> None:
    assert counted_delay([10, 20], [5, 14, 15]) == (Fraction(15), 0)
    assert counted_delay([10, 20], [60, 3, 40]) == (Fraction(130, 4), 2)


def test_quantiles_are_those_of_spreadsheets() -> None:
    assert quantile([1, 2, 3, 4], Fraction(1, 2)) == Fraction(5, 2)
    assert quantile([0, 10], Fraction(9, 10)) == 9
    assert quantile([7], Fraction(9, 10)) == 7


def test_figures_are_rounded_half_up_from_exact_values() -> None:
    assert shown(Fraction(9, 4)) == 2.3
    assert shown(Fraction(1, 3)) == 0.3
    assert shown(None) is None


def test_strata() -> None:
    assert [stratum(n, rural=False) for n in (100_001, 100_000, 50_000, None)] == [
        "100000",
        "50000",
        "0",
        "unknown",
    ]
    assert stratum(900_000, rural=True) == "rural"


AGES = st.integers(0, 200)
LEGAL = 30


def facts(decided: list[int], pending: list[int]) -> Facts:
    return Facts(
        decided,
        pending,
        timed=len(decided),
        in_time=sum(days <= LEGAL for days in decided),
        overdue=sum(age > LEGAL for age in pending),
    )


def place_among(mine: Standing, others: list[Standing]) -> float:
    """Not classed is worse than any rank."""
    found = ranks({"mine": mine, **{str(n): other for n, other in enumerate(others)}})
    return found.get("mine", float("inf"))


@given(
    st.lists(AGES, min_size=1, max_size=25),
    st.lists(AGES, max_size=15),
    st.lists(st.tuples(st.lists(AGES, min_size=10, max_size=14), st.lists(AGES, max_size=4)), max_size=5),
    st.data(),
)
def test_deciding_nothing_never_improves_a_rank(
    decided: list[int], pending: list[int], others: list[tuple[list[int], list[int]]], data: st.DataObject
) -> None:
    """Some decided files are left open instead: at the quarter's end they have waited at least as long."""
    left = data.draw(st.sets(st.integers(0, len(decided) - 1), min_size=1))
    extra = data.draw(st.lists(AGES, min_size=len(left), max_size=len(left)))
    kept = [days for n, days in enumerate(decided) if n not in left]
    waiting = pending + [decided[n] + more for n, more in zip(sorted(left), extra, strict=True)]
    rest = [standing(facts(*other)) for other in others]
    honest, lazy = standing(facts(decided, pending)), standing(facts(kept, waiting))
    assert place_among(lazy, rest) >= place_among(honest, rest)


SHARE = st.fractions(0, 400, max_denominator=999_999)


@given(SHARE, SHARE)
def test_whole_numbers_stand_in_the_order_of_the_fractions(one: Fraction, other: Fraction) -> None:
    assert (_in_order(one) < _in_order(other)) == (one < other)
    assert (_in_order(one) == _in_order(other)) == (one == other)


@given(st.lists(AGES, min_size=1, max_size=30), st.sampled_from([Fraction(1, 2), Fraction(9, 10), Fraction(1)]))
def test_a_quantile_is_the_textbook_one(days: list[int], part: Fraction) -> None:
    ordered = sorted(days)
    at = part * (len(days) - 1)
    low, high = ordered[at.__floor__()], ordered[at.__ceil__()]
    assert quantile(ordered, part) == low + (at - at.__floor__()) * (high - low)


@given(st.lists(AGES, min_size=10, max_size=20), st.lists(AGES, max_size=9), st.integers(0, 3))
def test_a_fresh_deposit_never_changes_a_delay(decided: list[int], pending: list[int], fresh: int) -> None:
    before = standing(Facts(decided, pending))
    after = standing(Facts(decided, [*pending, min(fresh, *decided)]))
    assert after.delay == before.delay


def test_what_would_change_a_rank() -> None:
    first, mine = standing(Facts([10] * 10)), standing(Facts([12] * 10))
    change = next_rank(mine, [first])
    assert change is not None
    assert (change.target, change.days, change.mean) == (10, 21, 2)
    faster = Facts([12] * 8 + [2, 1])
    assert standing(faster).key < first.key or sum(faster.decided) >= 100
    assert next_rank(first, [first]) is None
