"""What only shows across rows: areas against outlines, plans against themselves, zones against their neighbours."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from etl import checks, source
from etl.models import Discrepancy
from layers.models import Parcel, Zoning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


def square(west: float, side: float = 0.01) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, 32.3, west + side, 32.3 + side)), srid=4326)


def parcel(reference: str, declared: str | None, measured: str | None) -> None:
    areas = [Decimal(area) if area else None for area in (declared, measured)]
    Parcel.objects.create(reference=reference, declared_area_m2=areas[0], area_m2=areas[1], row_hash=1)


def zone(number: int, plan: str = "PA 1", state: str = "approuve", day: int = 1, west: float = -6.0) -> None:
    Zoning.objects.create(
        reference=f"{plan}/D/{number}", plan_reference=plan, plan_state=state, approved_on=dt.date(2020, 1, day),
        zone_code_local="D", zone_number=str(number), geom=square(west), row_hash=number,
    )  # fmt: skip


def found(slug: str) -> list[tuple[str, str]]:
    checks.refresh(source.get(slug))
    rows = Discrepancy.objects.filter(source=slug).order_by("code", "key")
    assert all(row.message_fr and row.message_ar and "{" not in row.message_fr + row.suggestion_ar for row in rows)
    return [(row.code, row.key) for row in rows]


def test_neighbouring_zones_of_one_plan_are_well() -> None:
    for n in range(4):
        zone(n, west=-6 + 0.01 * n)
    zone(9, plan="PA 2", west=-6)
    assert found("zoning") == []


def test_zones_that_overlap_are_told_with_their_share() -> None:
    zone(1)
    zone(2, west=-5.995)
    assert found("zoning") == [("zones_overlap", "PA 1/D/1")]
    assert "50.0 %" in Discrepancy.objects.get().message_fr and Discrepancy.objects.get().value == "PA 1/D/2"


def test_a_plan_in_two_states_or_with_two_dates_is_told_at_the_odd_zone() -> None:
    for n in range(3):
        zone(n, west=-6 + 0.01 * n)
    zone(3, state="revision", west=-5.9)
    zone(4, day=2, west=-5.8)
    assert found("zoning") == [("plan_dates_disagree", "PA 1/D/4"), ("plan_state_disagrees", "PA 1/D/3")]


def test_a_corrected_outline_clears_what_was_said() -> None:
    zone(1)
    zone(2, west=-5.995)
    assert found("zoning")
    Zoning.objects.filter(zone_number="2").update(geom=square(-5.9))
    assert found("zoning") == []
