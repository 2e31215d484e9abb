"""The composite index: no unit changes it, a missing figure is not rewarded, neighbours are those of the rank."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import BadParameter
from layers.indicators import composite
from layers.indicators.composite import Ingredient

FIGURES = st.lists(st.integers(0, 1000), min_size=4, max_size=30)


@given(FIGURES, st.integers(1, 50), st.integers(-500, 500), st.integers(1, 9), st.integers(1, 9))
def test_a_change_of_unit_changes_nothing(
    figures: list[int], factor: int, shift: int, one: int, two: int
) -> None:
    first = np.array(figures, dtype=float)
    second = first[::-1].copy()
    plain = composite.build([Ingredient("a", first, one, "good"), Ingredient("b", second, two, "bad")])
    other = composite.build(
        [Ingredient("a", first * factor + shift, one, "good"), Ingredient("b", second / factor, two, "bad")]
    )
    np.testing.assert_allclose(plain.scores, other.scores, atol=1e-6)
    assert (plain.ranks == other.ranks).all()
    assert ((plain.scores >= 0) & (plain.scores <= 100 + 1e-9)).all()


def test_weights_are_shares_and_parts_add_up_to_the_score() -> None:
    index = composite.build(
        [
            Ingredient("water", np.array([0.0, 50.0, 100.0]), 3, "good"),
            Ingredient("distance", np.array([10.0, 0.0, 5.0]), 1, "bad"),
        ]
    )
    assert index.weights == {"water": 0.75, "distance": 0.25}
    np.testing.assert_allclose(index.scores, [0.0, 62.5, 87.5])
    np.testing.assert_allclose(sum(index.parts.values()), index.scores)
    assert index.ranks.tolist() == [3, 2, 1]


def test_a_missing_figure_means_no_index_and_no_rank() -> None:
    index = composite.build(
        [
            Ingredient("a", np.array([1.0, 2.0, np.nan]), 1, "good"),
            Ingredient("b", np.array([1.0, 2.0, 9.0]), 1, "good"),
        ]
    )
    assert np.isnan(index.scores[2]) and index.ranks[2] == 0
    assert index.around(2) == []
    assert index.around(0) == [1, 0]


@pytest.mark.parametrize(
    "ingredients",
    [
        [],
        [Ingredient("a", np.array([1.0]), 0, "good")],
        [Ingredient("a", np.array([1.0]), -1, "good")],
        [Ingredient("a", np.array([1.0]), 1, "none")],
    ],
)
def test_what_cannot_be_weighed_is_refused(ingredients: list[Ingredient]) -> None:
    with pytest.raises(BadParameter):
        composite.build(ingredients)


def test_equals_share_a_rank_and_the_next_one_is_skipped() -> None:
    assert composite.rank(np.array([5.0, 7.0, 5.0, np.nan, 1.0])).tolist() == [2, 1, 2, 0, 4]
