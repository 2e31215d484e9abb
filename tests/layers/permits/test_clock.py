"""The statutory clock: the cases the law gives, and its set-based twin held equal to it on random lives of files."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import registry
from layers.access import Grant, Viewer
from layers.indicators import clock
from layers.indicators.clock import RESUMPTION, RETURN, Clock, Days, Term
from layers.models import Holiday, LegalDelay, Permit, PermitEvent
from layers.queries import permits
from layers.query import LayerQuery

D = dt.date
OLD = Term("", "PP", D(2020, 4, 16), D(2023, 7, 12), 10, "working")
NEW = Term("", "PP", D(2023, 7, 13), None, 15, "working")
PLOTS = Term("LOT", "GP", D(2023, 7, 13), None, 30, "calendar")
HOLIDAYS = frozenset({D(2023, 6, 29), D(2023, 6, 30), D(2023, 7, 20), D(2023, 8, 14)})
DGCT = Viewer(user_id=1, grants=(Grant("dgct"),))


def pp(deposited: dt.date, events: list[clock.Event], decided: dt.date) -> Clock:
    return clock.measure(
        deposited, events, decided, clock.term_of([OLD, NEW], "PCT", "PP", deposited), HOLIDAYS
    )


def test_time_with_the_petitioner_does_not_count() -> None:
    found = pp(D(2023, 9, 1), [(D(2023, 9, 11), RETURN), (D(2023, 10, 1), RESUMPTION)], D(2023, 10, 6))
    assert (found.administration.calendar, found.everything.calendar) == (15, 35)
    assert found.term == NEW and found.late is False and found.returns == 1


def test_a_file_is_measured_by_the_text_of_its_deposit() -> None:
    found = pp(D(2023, 6, 20), [], D(2023, 7, 20))
    assert found.administration == Days(30, 19)
    assert found.term == OLD and found.late is True


@pytest.mark.parametrize(
    ("type_code", "procedure", "day", "expected"),
    [
        ("PCT", "PP", D(2023, 7, 12), OLD),
        ("PCT", "PP", D(2023, 7, 13), NEW),
        ("LOT", "GP", D(2024, 1, 1), PLOTS),
        ("LOT", "GP", D(2023, 1, 1), None),
        ("EC", "NA", D(2024, 1, 1), None),
    ],
)
def test_the_text_that_holds(type_code: str, procedure: str, day: dt.date, expected: Term | None) -> None:
    assert clock.term_of([OLD, NEW, PLOTS], type_code, procedure, day) == expected


def test_without_a_text_a_file_is_neither_late_nor_in_time() -> None:
    assert clock.measure(D(2024, 1, 1), [], D(2025, 1, 1), None, ()).late is None


def test_same_day_a_new_deposit_comes_after_the_return() -> None:
    day = D(2024, 3, 4)
    found = clock.measure(D(2024, 3, 1), [(day, RESUMPTION), (day, RETURN)], D(2024, 3, 11), NEW, ())
    assert found.administration == found.everything == Days(10, 6)


DAYS = st.dates(D(2023, 1, 1), D(2024, 12, 31))
EVENTS = st.lists(st.tuples(DAYS, st.sampled_from([RETURN, RESUMPTION])), max_size=6)


@given(DAYS, DAYS, EVENTS)
def test_the_administration_never_holds_a_file_longer_than_its_life(
    one: dt.date, other: dt.date, events: list[clock.Event]
) -> None:
    deposited, until = sorted((one, other))
    found = clock.measure(deposited, events, until, NEW, HOLIDAYS)
    for unit in (clock.CALENDAR, clock.WORKING):
        assert 0 <= found.administration.in_unit(unit) <= found.everything.in_unit(unit)
    later = clock.measure(deposited, events, until + dt.timedelta(days=9), NEW, HOLIDAYS)
    assert later.administration.calendar >= found.administration.calendar


def _life(rng: random.Random, number: int) -> tuple[Permit, list[PermitEvent]]:
    def day(start: dt.date, span: int) -> dt.date:
        return start + dt.timedelta(days=rng.randrange(span))

    deposited = day(D(2023, 5, 1), 200)
    decided = day(deposited, 120) if rng.random() < 0.7 else None
    pair = sorted(day(deposited, 130) for _ in range(2))
    kind = rng.choice(["PCT", "LOT", "ELV"])
    reference = f"{kind}-TEST-TEST-{number}/2023"
    permit = Permit(
        reference=reference,
        type_code=kind,
        procedure="GP" if kind == "LOT" else "PP",
        state="DELIVRE" if decided else "DISPATCHE",
        deposited_on=deposited,
        decided_on=decided,
        returned_on=pair[0] if rng.random() < 0.5 else None,
        resumed_on=pair[1] if rng.random() < 0.5 else None,
        row_hash=0,
    )
    events = [
        PermitEvent(
            event_key=f"{reference}-{n}",
            permit_reference=reference,
            occurred_on=day(deposited - dt.timedelta(days=5), 140),
            kind=rng.choice([RETURN, RESUMPTION]),
            row_hash=0,
        )
        for n in range(rng.choice([0, 0, 1, 2, 5]))
    ]
    return permit, events


def _expected(permit: Permit, events: list[PermitEvent], until: dt.date) -> Clock:
    terms = [
        Term(t.type_code, t.procedure, t.valid_from, t.valid_to, t.days, t.unit)
        for t in LegalDelay.objects.all()
    ]
    pair = [(permit.returned_on, RETURN), (permit.resumed_on, RESUMPTION)]
    moves = [(e.occurred_on, e.kind) for e in events] or pair
    assert permit.deposited_on
    return clock.measure(
        permit.deposited_on,
        [(day, kind) for day, kind in moves if day],
        min(permit.decided_on or until, until),
        clock.term_of(terms, permit.type_code, permit.procedure, permit.deposited_on),
        set(Holiday.objects.values_list("day", flat=True)),
    )


def test_the_set_based_clock_is_the_rule(db: None) -> None:
    rng = random.Random(7)
    lives = [_life(rng, number) for number in range(400)]
    Permit.objects.all().delete()
    Permit.objects.bulk_create(permit for permit, _events in lives)
    PermitEvent.objects.bulk_create(event for _permit, events in lives for event in events)
    if not Holiday.objects.exists():
        Holiday.objects.bulk_create(Holiday(day=day, name_fr="Férié", name_ar="عطلة") for day in HOLIDAYS)
    first, last = D(2023, 5, 1), D(2023, 9, 30)
    query = LayerQuery.of(registry.get("permits"), DGCT)
    rows = {
        row["reference"]: row
        for kind in ("gp", "pp")
        for row in permits.files(query, kind, first, last, None)
    }
    wanted = {
        permit.reference: (permit, events)
        for permit, events in lives
        if permit.deposited_on and permit.deposited_on <= last
    }
    assert rows.keys() == wanted.keys() and len(rows) > 200
    for reference, (permit, events) in wanted.items():
        row, found = rows[reference], _expected(permit, events, last)
        assert (row["days"], row["working_days"]) == (
            found.administration.calendar,
            found.administration.working,
        )
        assert (row["global_days"], row["returns"]) == (found.everything.calendar, found.returns), reference
        assert row["late"] == found.late and row["legal_days"] == (found.term and found.term.days), reference
    assert {row["returns"] for row in rows.values()} >= {0, 1, 2}
