"""An attacker who has read what is published and nothing else. Shares no code with the publisher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

Cell = tuple[str, str, str]  # territory, period, type ("" = every type)
Published = Mapping[Cell, int | None]


class Attacker:
    """Sums are tried wherever every part was seen in the same table."""

    def __init__(self, published: Published, parents: Mapping[str, str | None]) -> None:
        self.published = dict(published)
        self.unknown = {cell: n for n, cell in enumerate(c for c, v in self.published.items() if v is None)}
        rows, columns, data, known = [], [], [], []
        for total, parts in self._sums(parents):
            if not any(cell in self.unknown for cell in (total, *parts)):
                assert self.published[total] == sum(self.published[p] or 0 for p in parts)
                continue
            rest = 0
            for cell, sign in [(total, 1), *((part, -1) for part in parts)]:
                if cell in self.unknown:
                    rows.append(len(known))
                    columns.append(self.unknown[cell])
                    data.append(sign)
                else:
                    rest -= sign * (self.published[cell] or 0)
            known.append(rest)
        shape = (len(known), len(self.unknown))
        self.matrix = sparse.csr_matrix((data, (rows, columns)), shape=shape)
        self.known = np.array(known)
        self.columns = self.matrix.tocsc()
        self.found: dict[tuple[bytes, bool], tuple[float, float]] = {}

    def _sums(self, parents: Mapping[str, str | None]) -> Iterable[tuple[Cell, list[Cell]]]:
        children, quarters, types = defaultdict(list), defaultdict(list), defaultdict(list)
        for cell in self.published:
            territory, period, kind = cell
            parent = parents.get(territory) or (territory[:-2] if territory.endswith(".X") else None)
            if parent:
                children[parent, period, kind].append(cell)
            if "-" in period:
                quarters[territory, period[:4], kind].append(cell)
            if kind:
                types[territory, period, ""].append(cell)
        for family in (children, quarters, types):
            yield from ((total, parts) for total, parts in family.items() if total in self.published)

    def bounds(self, cell: Cell, *, least: bool = True) -> tuple[float, float]:
        """What the cell may be; with `least=False` only the upper bound is sought (the lower is 0).

        Cells that stand in the same sums, as the communes of one province do, have the same bounds.
        """
        number = self.unknown[cell]
        inside = slice(self.columns.indptr[number], self.columns.indptr[number + 1])
        same = self.columns.indices[inside].tobytes() + self.columns.data[inside].tobytes(), least
        if same not in self.found:
            costs = np.zeros(len(self.unknown))
            costs[number] = 1
            self.found[same] = (self._solve(costs) if least else 0.0), -self._solve(-costs)
        return self.found[same]

    def _solve(self, costs: np.ndarray) -> float:
        found = linprog(costs, A_eq=self.matrix, b_eq=self.known, bounds=(0, None), method="highs")
        if found.status == 3:  # without bound
            return -float("inf")
        assert found.success, found.message
        return float(found.fun)

    def recovers(self, cell: Cell) -> bool:
        """Does he learn that the cell is under five, or all but its value?"""
        low, high = self.bounds(cell)
        return high < 5 - 1e-6 or high - low < 5 - 1e-6
