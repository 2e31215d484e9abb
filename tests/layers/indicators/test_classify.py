"""Classes of a map: every published value in exactly one, counts that add up, natural breaks truly optimal."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.indicators import classify, jenks

# One decimal, as HCP prints rates; counts up to a metropolis.
FIGURES = st.lists(
    st.one_of(st.integers(-1000, 1000).map(lambda tenths: tenths / 10), st.integers(0, 4_000_000).map(float)),
    min_size=1,
    max_size=80,
)
METHOD = st.sampled_from(classify.METHODS)
CLASSES = st.integers(classify.MIN_CLASSES, classify.MAX_CLASSES)


@given(FIGURES, METHOD, CLASSES)
def test_every_value_is_in_exactly_one_class(values: list[float], method: str, classes: int) -> None:
    thresholds = classify.breaks(values, method, classes)
    found = classify.assign(values, thresholds)
    count = len(thresholds) - 1
    assert len(found) == len(values) and 1 <= count <= classes
    assert thresholds == sorted(thresholds)
    assert all(0 <= number < count for number in found)
    for value, number in zip(values, found, strict=True):
        assert thresholds[number] <= value <= thresholds[number + 1]
        assert number == count - 1 or value < thresholds[number + 1]


@given(FIGURES, METHOD, CLASSES)
def test_more_is_never_in_a_lower_class(values: list[float], method: str, classes: int) -> None:
    found = classify.assign(sorted(values), classify.breaks(values, method, classes))
    assert found == sorted(found)


@pytest.mark.parametrize("method", classify.METHODS)
def test_no_value_no_class(method: str) -> None:
    assert classify.breaks([], method, 6) == []


@pytest.mark.parametrize(("method", "classes"), [("natural", 6), ("quantile", 1), ("quantile", 8)])
def test_an_unknown_method_or_count_is_refused(method: str, classes: int) -> None:
    with pytest.raises(ValueError, match=method):
        classify.breaks([1.0, 2.0], method, classes)


def _spread(values: np.ndarray, weights: np.ndarray, starts: list[int]) -> float:
    total = 0.0
    for first, end in itertools.pairwise([*starts, len(values)]):
        part, weight = values[first:end], weights[first:end]
        total += float((weight * (part - np.average(part, weights=weight)) ** 2).sum())
    return total


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 9), min_size=2, max_size=11), st.integers(2, 5))
def test_natural_breaks_are_the_best_of_all_partitions(counts: dict[int, int], classes: int) -> None:
    values = np.array(sorted(counts)) / 10
    weights = np.array([counts[key] for key in sorted(counts)])
    classes = min(classes, len(values))
    found = jenks.starts(values, weights, classes)
    best = min(
        _spread(values, weights, [0, *inner])
        for inner in itertools.combinations(range(1, len(values)), classes - 1)
    )
    assert _spread(values, weights, found) == pytest.approx(best, abs=1e-6)


def test_a_metropolis_alone_keeps_its_class() -> None:
    values = [1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 3000.0]
    assert classify.assign(values, classify.breaks(values, "jenks", 3)) == [0, 0, 0, 1, 1, 1, 2]


def test_natural_breaks_of_the_kingdom_are_quick() -> None:
    values = np.random.default_rng(2024).lognormal(9, 1, 1_600)
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        classify.breaks(list(values), "jenks", 7)
        best = min(best, time.perf_counter() - begun)
    assert best < 0.06


@pytest.mark.parametrize("ramp", ["acces", "besoin", "volume"])
@pytest.mark.parametrize("count", range(1, 8))
def test_a_ramp_has_as_many_colours_as_classes(ramp: str, count: int) -> None:
    assert len(set(classify.colors(ramp, count))) == count
