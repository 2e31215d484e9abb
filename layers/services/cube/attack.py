"""What an attacker can learn: the least and greatest value that each masked cell may still have.

He knows every published figure, every sum, and that a count is not negative. He solves a linear programme a cell; so do
we, before publishing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from layers.services.cube.grid import Grid

_ROUNDING = 1e-6
_UNBOUNDED = 3


@dataclass(frozen=True)
class System:
    """The masked cells alone: `sums` @ x = `known`, x ≥ 0.

    Cells that stand in the same sums (the communes of one province) can stand for each other: they are one column, and
    `column` says which. What one of them may be is what their sum may be.
    """

    column: dict[int, int]
    sums: sparse.csr_matrix
    known: np.ndarray

    def solve(self, costs: np.ndarray) -> np.ndarray | None:
        """Values that minimise `costs`; None when nothing bounds them."""
        found = linprog(costs, A_eq=self.sums, b_eq=self.known, bounds=(0, None), method="highs")
        if found.status == _UNBOUNDED:
            return None
        return _solved(found)

    def most(self, cell: int) -> float:
        costs = np.zeros(self.sums.shape[1])
        costs[self.column[cell]] = -1.0
        found = self.solve(costs)
        return float("inf") if found is None else float(found[self.column[cell]])

    def least(self, cell: int) -> float:
        column = self.column[cell]
        if sum(other == column for other in self.column.values()) > 1:
            return 0.0
        costs = np.zeros(self.sums.shape[1])
        costs[column] = 1.0
        found = self.solve(costs)
        return 0.0 if found is None else float(found[column])


def _solved(found) -> np.ndarray:  # type: ignore[no-untyped-def] # scipy's own result class is private
    if not found.success:
        raise ArithmeticError(found.message)
    return found.x


def system(grid: Grid, masked: np.ndarray) -> System:
    cells = np.flatnonzero(masked)
    sums = grid.sums[:, cells]
    rows = np.flatnonzero(np.diff(sums.indptr))
    sums = sums[rows].tocsc()
    shown = np.where(masked, 0, grid.values).astype(float)
    column: dict[int, int] = {}
    first: dict[bytes, int] = {}
    kept: list[int] = []
    for number, cell in enumerate(cells):
        inside = slice(sums.indptr[number], sums.indptr[number + 1])
        pattern = sums.indices[inside].tobytes() + sums.data[inside].tobytes()
        if pattern not in first:
            first[pattern] = len(kept)
            kept.append(number)
        column[int(cell)] = first[pattern]
    return System(column, sums[:, kept].tocsr(), -(grid.sums[rows] @ shown))


def short_of(grid: Grid, masked: np.ndarray, cells: Sequence[int], margin: int, seed: int = 0) -> list[int]:
    """Those of the masked `cells` that cannot reach their own value plus `margin`.

    A solution that brings many cells there at once clears them all; what no crowd clears is asked one by one.
    """
    attacked = system(grid, masked)
    wanted: dict[int, tuple[float, int]] = {}
    for cell in cells:
        column, target = attacked.column[cell], float(grid.values[cell] + margin)
        wanted[column] = max(wanted.get(column, (0.0, cell)), (target, cell))
    chance = np.random.default_rng(seed)
    while wanted:
        cleared = _crowd(attacked, {column: target for column, (target, _cell) in wanted.items()}, chance)
        for column in cleared:
            del wanted[column]
        if not cleared:
            break
    return [cell for target, cell in wanted.values() if attacked.most(cell) < target - _ROUNDING]


def _crowd(attacked: System, pending: dict[int, float], chance: np.random.Generator) -> list[int]:
    """Columns that one solution brings to their target: it maximises a random sum of min(x, target)."""
    count, wide = len(pending), attacked.sums.shape[1]
    columns, targets = np.array(list(pending)), np.array(list(pending.values()))
    each = np.arange(count)
    # y ≤ x for each pending column, y ≤ target
    below = sparse.hstack(
        [sparse.csr_matrix((-np.ones(count), (each, columns)), shape=(count, wide)), sparse.identity(count)]
    )
    found = linprog(
        np.concatenate([np.zeros(wide), -chance.uniform(0.2, 1.0, count)]),
        A_ub=below,
        b_ub=np.zeros(count),
        A_eq=sparse.hstack([attacked.sums, sparse.csr_matrix((attacked.sums.shape[0], count))]),
        b_eq=attacked.known,
        bounds=[(0.0, None)] * wide + [(0.0, target) for target in targets],
        method="highs",
    )
    return [int(column) for column in columns[_solved(found)[columns] >= targets - _ROUNDING]]
