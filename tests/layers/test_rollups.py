"""Figures added up beforehand answer as the rows do, to whoever asks; after a change they wait for their job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.models import F

from layers import registry, rollups
from layers.access import Grant, Viewer
from layers.models import (
    Complaint,
    ComplaintEvent,
    ComplaintNeighbour,
    ComplaintYear,
    Job,
    Permit,
    PermitEvent,
    PermitQuarter,
)
from layers.queries import complaints, neighbours, permits
from layers.query import LayerQuery
from layers.services.permits.asked import KINDS, Quarter
from layers.territories import resolve_codes

pytestmark = pytest.mark.django_db
OUJDA, REGION, PROVINCE = "02.411.01.23", "02", "05.091"


def reader(role: str, *codes: str) -> Viewer:
    places = resolve_codes(codes) if codes else [None]
    return Viewer(1, tuple(Grant(role, place) for place in places))


READERS: dict[str, Callable[[], Viewer]] = {
    "dgct": lambda: reader("dgct"),
    "wali": lambda: reader("wali", REGION),
    "two provinces": lambda: reader("governor", PROVINCE, "02.411"),
    "commune": lambda: reader("commune", OUJDA),
}
ASKED: tuple[dict[str, list[str]], ...] = ({}, {"territory": [REGION]}, {"territory": ["02.411", PROVINCE]})


def all_answers(viewer: Viewer) -> list[Any]:
    """What the boards read, computed and not remembered."""
    caches["counts"].clear()
    found: list[Any] = []
    for asked in ASKED:
        query = LayerQuery.from_params(registry.get("permits"), asked, viewer)
        found += [permits.quarters(query), *(_permits(query, kind) for kind in KINDS)]
        query = LayerQuery.from_params(registry.get("complaints"), asked, viewer)
        found += [complaints.years(query), complaints.board(query, 2024), complaints.board(query, 2023, "VOIRIE")]
        found += [neighbours.near(query, [1, 2, 3], 2024), neighbours.near(query, [], 2024, "VOIRIE", limit=5)]
    return found


def _permits(query: LayerQuery, kind: str) -> list[Any]:
    quarter = Quarter(2024, 2)
    return [
        permits.ranking(query, kind, quarter),
        permits.trend(query, kind, quarter.after(-7).first, quarter.last),
        permits.late(query, kind, quarter, 40),
    ]


@pytest.mark.parametrize("who", READERS)
def test_a_roll_up_answers_as_the_rows_do(who: str) -> None:
    viewer = READERS[who]()
    PermitQuarter.objects.all().delete()
    ComplaintYear.objects.all().delete()
    ComplaintNeighbour.objects.all().delete()
    from_rows = all_answers(viewer)
    rollups.refresh_all()
    assert all(table.objects.exists() for table in (PermitQuarter, ComplaintYear, ComplaintNeighbour))
    assert all_answers(viewer) == from_rows
    assert any(from_rows)


def test_a_change_asks_for_the_job_and_goes_to_the_rows_meanwhile() -> None:
    rollups.refresh_all()
    assert permits.QUARTERS.is_fresh() and not permits.QUARTERS.refresh()
    permit = Permit.objects.filter(decided_on__year=2024, procedure="PP", type_code="PCT").latest("pk")
    query, quarter = LayerQuery.of(registry.get("permits"), reader("dgct")), Quarter.of(permit.decided_on)
    before = permits.ranking(query, "pp", quarter)
    PermitEvent.objects.create(
        event_key="x", permit_reference=permit.reference, occurred_on=permit.deposited_on, kind="RETOUR", row_hash=1
    )
    after = permits.ranking(query, "pp", quarter)
    assert sum(row["days"] for row in after) < sum(row["days"] for row in before)
    waiting = Job.objects.filter(kind=rollups.KIND, params={"name": permits.QUARTERS.name})
    assert waiting.count() == 1, "however many readers come"
    assert permits.QUARTERS.refresh() and permits.QUARTERS.is_fresh()
    caches["counts"].clear()
    assert permits.ranking(query, "pp", quarter) == after


def test_a_filter_the_roll_up_does_not_hold_goes_to_the_rows() -> None:
    rollups.refresh_all()
    query = LayerQuery.from_params(registry.get("permits"), {"type_code": ["PCT"]}, reader("dgct"))
    assert not query.asks_by_territory_alone
    with pytest.raises(ValueError, match="type_code"):
        query.over("layers_permitquarter")
    decided = sum(len(row["decided"]) for row in permits.ranking(query, "pp", Quarter(2024, 2)))
    held = Permit.objects.filter(type_code="PCT", procedure="PP", decided_on__range=("2024-04-01", "2024-06-30"))
    assert 0 < decided == held.filter(deposited_on__lte=F("decided_on")).count()


def test_a_correction_entered_today_leaves_the_board_of_yesterday_as_it_was() -> None:
    layer, viewer = registry.get("complaints"), reader("dgct")
    with connection.cursor() as cursor:
        cursor.execute("select now() - interval '1 second'")
        moment = cursor.fetchone()[0].isoformat()
    past = LayerQuery.from_params(layer, {"as_of": [moment]}, viewer)
    before = complaints.board(past, 2024)
    assert before == complaints.board(LayerQuery.of(layer, viewer), 2024)
    kept = Complaint.objects.filter(deposited_on__year=2024, answered_on__isnull=False).order_by("pk")[:40]
    numbers = list(kept.values_list("number", flat=True))
    Complaint.objects.filter(number__in=numbers).update(answered_on=None, acknowledged_on=None)
    ComplaintEvent.objects.filter(complaint_number__in=numbers).delete()
    caches["counts"].clear()
    assert complaints.board(past, 2024) == before
    assert complaints.board(LayerQuery.of(layer, viewer), 2024) != before
