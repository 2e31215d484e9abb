"""Where the next ones go: exact against exhaustive search on small cases, bounded on any."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import sparse

from layers.services import siting


def case(seed: int, demand: int = 40, candidates: int = 12) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    here, there = rng.uniform(0, 10, (demand, 2)), rng.uniform(0, 10, (candidates, 2))
    distances = np.hypot(*(here[:, None, :] - there[None, :, :]).transpose(2, 0, 1)) * 1000
    return distances, rng.integers(1, 5000, demand).astype(float)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("sites", [1, 3])
def test_coverage_equals_exhaustive_search(seed: int, sites: int) -> None:
    distances, people = case(seed)
    reach = distances <= 2000
    served = distances[:, 0] <= 1500
    best = max(
        float(people[served | reach[:, list(some)].any(axis=1)].sum())
        for some in itertools.combinations(range(distances.shape[1]), sites)
    )
    found = siting.cover(sparse.csr_matrix(reach), people, sites, served)
    assert found.optimal
    assert found.covered == pytest.approx(best)
    assert found.covered == pytest.approx(
        float(people[served | reach[:, list(found.sites)].any(axis=1)].sum())
    )
    assert found.before + sum(found.gains) == pytest.approx(found.covered)
    assert list(found.gains) == sorted(found.gains, reverse=True)
    assert found.bound == pytest.approx(best)


@pytest.mark.parametrize("seed", range(8))
def test_the_median_is_within_its_bound_of_exhaustive_search(seed: int) -> None:
    distances, people = case(seed, 30, 10)
    today = distances[:, 0] * 1.5
    best = min(
        float((np.minimum(today, distances[:, list(some)].min(axis=1)) * people).sum())
        for some in itertools.combinations(range(10), 3)
    )
    found = siting.median(distances, people, 3, today)
    assert found.bound <= best * (1 + 1e-9) <= found.covered * (1 + 1e-9)
    assert found.covered <= best * 1.02, "interchange is nearly always exact on cases this small"
    assert found.before - sum(found.gains) == pytest.approx(found.covered)


def test_nobody_to_serve_is_an_answer() -> None:
    nothing = sparse.csr_matrix((3, 4), dtype=bool)
    found = siting.cover(nothing, np.array([1.0, 2.0, 3.0]), 2, np.array([True, False, False]))
    assert (found.sites, found.before, found.covered) == ((), 1.0, 1.0)


@pytest.mark.full
def test_the_kingdom_with_five_thousand_candidates() -> None:
    """1,503 communes × 5,000 candidates × 10 sites; proved optimal, and within the time a person waits."""
    rng = np.random.default_rng(5)
    communes, candidates = rng.uniform(0, 900, (1503, 2)), rng.uniform(0, 900, (5000, 2))
    distances = np.hypot(*(communes[:, None, :] - candidates[None, :, :]).transpose(2, 0, 1))
    people = rng.lognormal(9.3, 0.9, 1503)
    found = siting.cover(sparse.csr_matrix(distances <= 40), people, 10)
    assert found.optimal and len(found.sites) == 10
