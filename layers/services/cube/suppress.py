"""Which cells to mask: the small ones, and as few others as keep them from being computed.

A small cell is safe when some other table, equal to ours on all that is published, gives it its own value plus
`MARGIN`: its possible values then span at least `MARGIN`, one of them not small. Two passes: each sum by itself, cheap;
then a linear programme for each cell that is still short, whose solution names the cells to mask (the classical
cell-suppression heuristic: it always ends, and a mask more never undoes a protection given).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from layers.cube import THRESHOLD
from layers.services.cube import attack
from layers.services.cube.grid import Grid

MARGIN = 5
_MOVED = 1e-6


def small(values: np.ndarray) -> np.ndarray:
    """Primary suppression. Nought too: it would say that everyone is elsewhere, and leave less room to the others."""
    return values < THRESHOLD


def suppress(grid: Grid, keep: np.ndarray | None = None, *, complementary: bool = True) -> np.ndarray:
    """The cells to mask. `keep`: cells that an earlier publication masked and that must stay so.

    `complementary=False` leaves the small cells to be computed from the rest: it exists for the test of the attack.
    """
    masked = small(grid.values)
    if keep is not None:
        masked |= keep
    if not complementary:
        return masked
    _each_sum(grid, masked)
    sensitive = [int(cell) for cell in np.flatnonzero(small(grid.values))]
    short = attack.short_of(grid, masked, sensitive, MARGIN) if sensitive else []
    while short:
        for cell in short:
            _protect(grid, masked, cell)
        short = attack.short_of(grid, masked, short, MARGIN)
    return masked


def _each_sum(grid: Grid, masked: np.ndarray) -> None:
    """Mask until no sum alone betrays a small cell. Masking only grows, so this ends."""
    todo = list(range(grid.sums.shape[0]))
    of_cell = grid.sums.tocsc()
    while todo:
        row = todo.pop()
        cells = grid.sums.indices[grid.sums.indptr[row] : grid.sums.indptr[row + 1]]
        signs = grid.sums.data[grid.sums.indptr[row] : grid.sums.indptr[row + 1]]
        added = _one_sum(grid.values, masked, int(cells[signs > 0][0]), cells[signs < 0])
        if added is not None:
            masked[added] = True
            todo += [row, *of_cell.indices[of_cell.indptr[added] : of_cell.indptr[added + 1]]]


def _one_sum(values: np.ndarray, masked: np.ndarray, total: int, parts: np.ndarray) -> int | None:
    """The next cell to mask in this sum, or None when it is safe."""
    hidden = parts[masked[parts]]
    if masked[total]:
        enough = bool(len(hidden))
    elif not len(hidden):
        return None
    else:
        sensitive = values[hidden][small(values[hidden])]
        room = int(values[hidden].sum())
        enough = len(hidden) > 1 and (not len(sensitive) or room >= int(sensitive.max()) + MARGIN)
    if enough:
        return None
    shown = parts[~masked[parts]]
    if len(shown):
        return int(shown[np.argmin(values[shown])])
    return None if masked[total] else total


def _protect(grid: Grid, masked: np.ndarray, cell: int) -> None:
    """Mask what the cheapest other table changes that gives `cell` its value plus MARGIN and the same sums."""
    count = len(grid.values)
    price = np.where(masked, 0.0, grid.values)
    up, down = np.full((count, 2), (0.0, np.inf)), np.zeros((count, 2))
    down[:, 1] = grid.values
    up[cell], down[cell] = MARGIN, 0
    found = linprog(
        np.concatenate([price, price]),
        A_eq=sparse.hstack([grid.sums, -grid.sums]),
        b_eq=np.zeros(grid.sums.shape[0]),
        bounds=np.concatenate([up, down]),
        method="highs",
    )
    if not found.success:
        raise ArithmeticError(found.message)
    masked |= np.abs(found.x[:count] - found.x[count:]) > _MOVED
