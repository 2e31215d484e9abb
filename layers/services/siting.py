"""Where should the next ones go? Maximal coverage solved exactly, p-median by interchange with a bound.

Arrays only: who is where, which sites could be chosen, what already serves. Distances are metres along the ground
(straight line × the declared detour factor), computed by the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:  # no process starts with solvers
    from scipy import sparse
    from scipy.optimize import OptimizeResult

Values = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]
Tick = Callable[[float, str], None]
MAX_SITES = 50


@dataclass(frozen=True)
class Chosen:
    """`sites`: candidates in the order of what each adds; `gains`: people each adds after those before it.

    `covered`: people served with the chosen ones, beside `before`; `optimal`: proved, and `bound`: what no choice
    of as many sites can exceed (people for coverage; metres × people, from below, for the median).
    """

    sites: tuple[int, ...]
    gains: tuple[float, ...]
    before: float
    covered: float
    optimal: bool
    bound: float


def cover(
    reach: sparse.csr_matrix,
    people: Values,
    sites: int,
    served: npt.NDArray[np.bool_] | None = None,
    seconds: float = 50.0,
) -> Chosen:
    """Maximal coverage. `reach[i, j]`: candidate j would serve demand i; `served`: already served today.

    Demand that the same candidates serve is one unknown: exact, and what makes the Kingdom fit.
    """
    already = np.zeros(len(people), dtype=bool) if served is None else served
    before = float(people[already].sum())
    open_to = reach[~already].astype(bool).tocsr()
    weights, groups = _merge(open_to, people[~already])
    if not len(weights) or not sites:
        return Chosen((), (), before, before, True, before)
    sites = min(sites, groups.shape[1])
    useful = _undominated(groups)
    groups = groups[:, useful]
    guess = _search(groups, weights, sites)
    answer = _solve(groups, weights, sites, seconds)
    best = guess
    if answer.x is not None:
        found = _in_order(groups, weights, np.flatnonzero(answer.x[len(weights) :] > 0.5))
        best = max((found, guess), key=lambda one: sum(one[1]))
    ordered, gains = tuple(int(useful[site]) for site in best[0]), best[1]
    if answer.mip_dual_bound is not None and np.isfinite(answer.mip_dual_bound):
        bound = before - float(answer.mip_dual_bound)
    else:  # not even the relaxation was solved: no choice serves more than the best ones would without overlap
        bound = before + min(float(weights.sum()), float(np.sort(groups.T @ weights)[-sites:].sum()))
    covered = before + sum(gains)
    return Chosen(ordered, gains, before, covered, bool(bound <= covered * (1 + 1e-9)), max(bound, covered))


def _solve(groups: sparse.csr_matrix, weights: Values, sites: int, seconds: float) -> OptimizeResult:
    """The integer programme, handed to HiGHS."""
    demand, candidates = groups.shape
    # Unknowns: y (demand served, free between 0 and 1: it is whole by itself), then x (site chosen).
    objective = np.concatenate([-weights, np.zeros(candidates)])
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    link = sparse.hstack([sparse.identity(demand, format="csr"), -groups.astype(float)], format="csr")
    budget = sparse.csr_matrix(np.concatenate([np.zeros(demand), np.ones(candidates)])[None, :])
    return milp(
        objective,
        constraints=[LinearConstraint(link, -np.inf, 0.0), LinearConstraint(budget, 0.0, float(sites))],
        integrality=np.concatenate([np.zeros(demand), np.ones(candidates)]),
        bounds=Bounds(0.0, 1.0),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )


def _undominated(reach: sparse.csr_matrix) -> Indexes:
    """Candidates that serve something no other single one serves as well with more; of equals, the first."""
    columns = reach.astype(np.int32).tocsc()
    sizes = np.diff(columns.indptr)
    common = (columns.T @ columns).tocoo()
    larger = (sizes[common.col] > sizes[common.row]) | (
        (sizes[common.col] == sizes[common.row]) & (common.col < common.row)
    )
    inside = (common.data == sizes[common.row]) & larger
    dominated = np.zeros(reach.shape[1], dtype=bool)
    dominated[common.row[inside]] = True
    return np.flatnonzero(~dominated & (sizes > 0))


def _search(reach: sparse.csr_matrix, weights: Values, sites: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Greedy, then swaps while one helps: an answer to start from, and to give when time runs out."""
    rows, columns = reach.astype(np.float64).tocsr(), reach.astype(np.float64).tocsc()
    times = np.zeros(reach.shape[0])
    chosen: list[int] = []

    def best() -> tuple[int, float]:
        gains = rows.T @ np.where(times == 0, weights, 0.0)
        return int(gains.argmax()), float(gains.max())

    def move(site: int, by: int) -> None:
        times[columns.indices[columns.indptr[site] : columns.indptr[site + 1]]] += by

    for _ in range(sites):
        site, gain = best()
        if gain <= 0:
            break
        chosen.append(site)
        move(site, 1)
    moved = True
    while moved:
        moved = False
        for place, site in enumerate(chosen):
            served = float(weights[times > 0].sum())
            move(site, -1)
            other, gain = best()
            better = float(weights[times > 0].sum()) + gain > served * (1 + 1e-12)
            chosen[place] = other if better else site
            move(chosen[place], 1)
            moved = moved or better
    return _in_order(reach, weights, np.asarray(chosen, dtype=np.int64))


def _merge(reach: sparse.csr_matrix, people: Values) -> tuple[Values, sparse.csr_matrix]:
    """Rows that no candidate serves are left out; equal rows become one with the sum of their people."""
    reach.sort_indices()
    groups: dict[bytes, int] = {}
    member = np.full(reach.shape[0], -1, dtype=np.int64)
    kept: list[int] = []
    for row in np.flatnonzero(np.diff(reach.indptr) > 0):
        key = reach.indices[reach.indptr[row] : reach.indptr[row + 1]].tobytes()
        found = groups.setdefault(key, len(kept))
        if found == len(kept):
            kept.append(int(row))
        member[row] = found
    inside = member >= 0
    weights = np.bincount(member[inside], weights=people[inside], minlength=len(kept)).astype(np.float64)
    return weights, reach[kept]


def _in_order(
    reach: sparse.csr_matrix, weights: Values, picked: Indexes
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """The chosen sites by what each adds to those before; ties by the candidate's number."""
    columns = reach.tocsc()
    left, open_ = weights.copy(), [int(site) for site in picked]
    sites: list[int] = []
    gains: list[float] = []
    while open_:
        rows = [columns.indices[columns.indptr[s] : columns.indptr[s + 1]] for s in open_]
        adds = [float(left[r].sum()) for r in rows]
        best = max(range(len(open_)), key=lambda at: (adds[at], -open_[at]))
        left[rows[best]] = 0.0
        sites.append(open_.pop(best))
        gains.append(adds[best])
    return tuple(sites), tuple(gains)


def median(
    distances: Values, people: Values, sites: int, existing: Values | None = None, tick: Tick | None = None
) -> Chosen:
    """p-median: the `sites` candidates that make the mean distance least, beside what exists.

    `distances[i, j]`: metres from demand i to candidate j; `existing[i]`: metres to what serves i today (inf: none).
    Greedy start, then interchange until no swap helps; `bound` by Lagrangian ascent, so the gap is known and shown.
    `covered` and `before` are people × metres here, with and without the new sites.
    """
    today = np.full(len(people), np.inf) if existing is None else existing
    ceiling = np.nanmax(np.where(np.isfinite(distances), distances, 0.0)) * 2.0 + 1.0
    far = np.minimum(today, ceiling)
    before = float((far * people).sum())
    sites = min(sites, distances.shape[1])
    chosen = _greedy(distances, people, far, sites)
    chosen = _interchange(distances, people, far, chosen, tick or (lambda share, text: None))
    cost = _cost(distances, people, far, chosen)
    bound = _lagrange(distances, people, far, sites, cost)
    order, gains, nearest = [], [], far.copy()
    left = list(chosen)
    while left:
        adds = [float(((nearest - np.minimum(nearest, distances[:, j])) * people).sum()) for j in left]
        best = max(range(len(left)), key=lambda at: (adds[at], -left[at]))
        nearest = np.minimum(nearest, distances[:, left[best]])
        gains.append(adds[best])
        order.append(left.pop(best))
    return Chosen(tuple(order), tuple(gains), before, cost, bool(np.isclose(cost, bound, rtol=1e-9)), bound)


def _cost(distances: Values, people: Values, far: Values, chosen: list[int]) -> float:
    nearest = np.minimum(far, distances[:, chosen].min(axis=1)) if chosen else far
    return float((nearest * people).sum())


def _greedy(distances: Values, people: Values, far: Values, sites: int) -> list[int]:
    nearest, chosen = far.copy(), list[int]()
    for _ in range(sites):
        saved = ((nearest[:, None] - np.minimum(nearest[:, None], distances)) * people[:, None]).sum(axis=0)
        saved[chosen] = -1.0
        best = int(saved.argmax())
        chosen.append(best)
        nearest = np.minimum(nearest, distances[:, best])
    return chosen


def _interchange(distances: Values, people: Values, far: Values, chosen: list[int], tick: Tick) -> list[int]:
    """Best swap each round (Teitz and Bart): for each site given up, the best candidate is found in one pass."""
    current = _cost(distances, people, far, chosen)
    for round_ in range(200):
        tick(min(0.9, round_ / 40), "")
        best: tuple[float, int, int] | None = None
        for place in range(len(chosen)):
            kept = chosen[:place] + chosen[place + 1 :]
            nearest = np.minimum(far, distances[:, kept].min(axis=1)) if kept else far
            costs = (np.minimum(nearest[:, None], distances) * people[:, None]).sum(axis=0)
            candidate = int(costs.argmin())
            if costs[candidate] < current * (1 - 1e-12) and (best is None or costs[candidate] < best[0]):
                best = (float(costs[candidate]), place, candidate)
        if best is None:
            break
        current, place, candidate = best
        chosen = [*chosen[:place], candidate, *chosen[place + 1 :]]
    return chosen


def _lagrange(
    distances: Values, people: Values, far: Values, sites: int, upper: float, rounds: int = 150
) -> float:
    """A lower bound of people × metres: the assignment is priced, sites are taken by what they save."""
    costs = np.minimum(distances, far[:, None]) * people[:, None]
    base = far * people
    price = np.minimum(base, costs.min(axis=1) * 1.05)
    best, step, stale = -np.inf, 2.0, 0
    for _ in range(rounds):
        reduced = np.minimum(costs - price[:, None], 0.0)
        value = reduced.sum(axis=0)
        picked = np.argpartition(value, sites - 1)[:sites]
        stays = np.minimum(base - price, 0.0)
        bound = float(price.sum() + value[picked].sum() + stays.sum())
        if bound > best + 1e-9 * max(1.0, abs(best) if np.isfinite(best) else 1.0):
            best, stale = bound, 0
        else:
            stale += 1
            if stale >= 10:
                step, stale = step / 2, 0
        slack = 1.0 - (reduced[:, picked] < 0).sum(axis=1) - (stays < 0)
        norm = float((slack**2).sum())
        if not norm or step < 1e-4:
            break
        price = price + step * (upper - bound) / norm * slack
    return min(best, upper)
