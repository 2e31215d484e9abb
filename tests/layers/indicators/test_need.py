"""Norms: emergence, grids, both ways of summing; the projection of population."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import BadParameter
from layers.indicators import need, projection
from layers.indicators.need import Norm

SCHOOL = Norm("ENS-EP", 8000, "both", "manuel 2005", "to_validate")


def test_a_place_below_the_emergence_threshold_has_no_need_of_its_own() -> None:
    population = np.array([3999.0, 4000.0, 8000.0, 8001.0, np.nan])
    found = need.assess(SCHOOL, population, np.array([0, 0, 2, 0, 1]), np.zeros(5, dtype=bool))
    assert found.need.tolist() == [0, 1, 1, 2, -1]
    assert found.deficit.tolist() == [0, 1, 0, 2, 0]
    assert found.surplus.tolist() == [0, 0, 1, 0, 0]
    rate = found.rate()
    assert rate[2] == 200.0 and rate[3] == 0.0 and np.isnan(rate[0]) and np.isnan(rate[4])


def test_the_urban_grid_says_nothing_of_a_rural_commune() -> None:
    clinic = Norm("SAN-CSU1", 30000, "urban", "", "to_validate")
    found = need.assess(clinic, np.array([60000.0, 60000.0]), np.array([1, 0]), np.array([True, False]))
    assert found.need.tolist() == [2, -1]
    assert need.own(found).deficit == 1


def test_small_communes_share_one() -> None:
    high_school = Norm("ENS-LY", 32000, "both", "", "to_validate")
    population = np.array([12000.0, 9000.0, 14000.0])
    found = need.assess(high_school, population, np.array([0, 0, 0]), np.zeros(3, dtype=bool))
    assert need.own(found).deficit == 0
    assert need.shared(high_school, population, found) == need.Total(0, 2, 2, 3, 1)
    assert need.by_group(high_school, population, found, ["a", "a", "b"])["a"].need == 1


@given(st.lists(st.tuples(st.integers(0, 300_000), st.integers(0, 40)), min_size=1, max_size=40))
def test_the_two_sums_hold_together(places: list[tuple[int, int]]) -> None:
    population = np.array([float(people) for people, _ in places])
    existing = np.array([count for _, count in places])
    found = need.assess(SCHOOL, population, existing, np.zeros(len(places), dtype=bool))
    own, shared = need.own(found), need.shared(SCHOOL, population, found)
    assert own.existing == shared.existing == existing.sum()
    assert own.deficit >= own.need - own.existing
    assert shared.deficit == max(shared.need - shared.existing, 0)
    assert (found.deficit * found.surplus == 0).all()


def test_the_projection_prolongs_what_happened() -> None:
    before, after = np.array([1000.0, 1000.0, np.nan, 100.0]), np.array([1100.0, 900.0, 500.0, 1000.0])
    np.testing.assert_allclose(projection.project(before, after, 2024), after)
    found = projection.project(before, after, 2034)
    np.testing.assert_allclose(found[:3], [1210.0, 810.0, 500.0])
    assert found[3] == pytest.approx(1000 * 1.05**10), "bounded: it will not be multiplied by ten again"
    with pytest.raises(BadParameter):
        projection.project(before, after, 2051)
