"""The one rule as a table: who gets rows where, and which fields; what is unsure is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.access import ACTIONS, ANONYMOUS, ROLES, Grant, Sensitivity, Viewer, access_to, can
from layers.layer import Field, Layer, Style
from layers.models import TerritoryVersion


def layer(sensitivity: Sensitivity) -> Layer:
    return Layer(
        slug="things",
        model=TerritoryVersion,
        title_fr="Choses",
        title_ar="أشياء",
        theme="permits",
        fields=tuple(Field(s.name.lower(), s.name, s.name, sensitivity=s) for s in Sensitivity),
        style=Style("point"),
        source_fr="essai",
        source_ar="تجربة",
        licence="—",
        sensitivity=sensitivity,
    )


def names(viewer: Viewer, sensitivity: Sensitivity) -> list[str]:
    return [f.name for f in access_to(viewer, layer(sensitivity)).fields]


@pytest.mark.parametrize("sensitivity", list(Sensitivity)[1:])
def test_anonymous_gets_nothing_that_is_not_public(sensitivity: Sensitivity) -> None:
    assert not access_to(ANONYMOUS, layer(sensitivity)).allowed


def test_anonymous_gets_public_rows_and_public_fields_only() -> None:
    assert names(ANONYMOUS, Sensitivity.PUBLIC) == ["public"]


def test_a_perimeter_bounds_the_rows() -> None:
    access = access_to(Viewer(1, (Grant("region", 7), Grant("wali", 9))), layer(Sensitivity.INTERNAL))
    assert access.territory_ids == (7, 9)
    assert [f.name for f in access.fields] == ["public", "internal"], "the lesser grant decides the fields"


def test_a_national_grant_lifts_the_bounds() -> None:
    viewer = Viewer(1, (Grant("commune", 7), Grant("dgct")))
    assert access_to(viewer, layer(Sensitivity.INTERNAL)).territory_ids is None


def test_a_theme_not_granted_is_refused() -> None:
    viewer = Viewer(1, (Grant("dgct", None, frozenset({"projects"})),))
    assert not access_to(viewer, layer(Sensitivity.INTERNAL)).allowed


def test_an_unknown_role_reads_nothing_internal() -> None:
    viewer = Viewer(1, (Grant("emperor"),))
    assert not access_to(viewer, layer(Sensitivity.INTERNAL)).allowed
    assert not can(viewer, "export")


def test_an_action_needs_a_grant_over_the_place() -> None:
    viewer = Viewer(1, (Grant("steward", 5),))
    assert can(viewer, "import", frozenset({1, 5, 80}))
    assert not can(viewer, "import", frozenset({1, 6}))
    assert not can(viewer, "manage_users")


def test_every_action_of_a_role_is_a_known_one() -> None:
    assert {a for role in ROLES.values() for a in role.actions} <= set(ACTIONS)


grants = st.builds(Grant, st.sampled_from(sorted(ROLES)), st.one_of(st.none(), st.integers(1, 5)))


@given(st.lists(grants, max_size=4), st.sampled_from(list(Sensitivity)))
def test_no_field_above_any_reading_grant(held: list[Grant], sensitivity: Sensitivity) -> None:
    access = access_to(Viewer(1, tuple(held)), layer(sensitivity))
    reading = [g for g in held if g.reads >= sensitivity]
    ceiling = min((g.reads for g in reading), default=Sensitivity.PUBLIC)
    assert all(f.sensitivity <= ceiling for f in access.fields)
    if sensitivity:
        assert access.allowed == bool(reading)
