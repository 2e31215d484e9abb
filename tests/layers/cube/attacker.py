"""An attacker who has read what is published and nothing else. Shares no code with the publisher."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

Cell = tuple[str, str, str]  # territory, period, type ("" = every type)
ROUNDING = 1e-6
Published = Mapping[Cell, int | None]


class Attacker:
    """Sums are tried wherever every part was seen in the same table.

    Cells that stand in the same sums, as the communes of one province do, can stand for each other: they are one
    unknown, which any of them may be the whole of.
    """

    def __init__(self, published: Published, parents: Mapping[str, str | None]) -> None:
        self.published = dict(published)
        within: dict[Cell, list[tuple[int, int]]] = {c: [] for c, v in self.published.items() if v is None}
        known: list[int] = []
        for total, parts in self._sums(parents):
            if not any(cell in within for cell in (total, *parts)):
                assert self.published[total] == sum(self.published[p] or 0 for p in parts)
                continue
            rest = 0
            for cell, sign in [(total, 1), *((part, -1) for part in parts)]:
                if cell in within:
                    within[cell].append((len(known), sign))
                else:
                    rest -= sign * (self.published[cell] or 0)
            known.append(rest)
        columns = {places: n for n, places in enumerate(dict.fromkeys(map(tuple, within.values())))}
        self.unknown = {cell: columns[tuple(places)] for cell, places in within.items()}
        self.sharing = Counter(self.unknown.values())
        entries = [(row, number, sign) for places, number in columns.items() for row, sign in places]
        rows, numbers, signs = zip(*entries, strict=True)
        self.sums = sparse.csc_matrix((signs, (rows, numbers)), shape=(len(known), len(columns)))
        self.known = np.array(known)

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

    def bounds(self, cell: Cell) -> tuple[float, float]:
        """What the cell may be."""
        number = self.unknown[cell]
        return 0.0 if self.sharing[number] > 1 else self._extreme(number, 1), self._extreme(number, -1)

    def _extreme(self, number: int, sign: int) -> float:
        """The least (1) or greatest (-1) value of an unknown."""
        costs = np.zeros(len(self.sharing))
        costs[number] = sign
        found = linprog(costs, A_eq=self.sums, b_eq=self.known, bounds=(0, None), method="highs")
        if found.status == 3:  # without bound
            return -sign * float("inf")
        assert found.success, found.message
        return sign * float(found.fun)

    def recovers(self, cell: Cell) -> bool:
        """Does he learn that the cell is under five, or all but its value?"""
        low, high = self.bounds(cell)
        return high < 5 - ROUNDING or high - low < 5 - ROUNDING

    def knows_below(self, levels: Mapping[Cell, int]) -> Iterator[Cell]:
        """Those of the cells that he knows to be under their level.

        A table equal to all that is published in which a cell has its level proves that he does not. One table is
        sought for as many cells as may be, until one helps none; the cells left are asked one by one.
        """
        pending: dict[int, int] = {}
        for cell, level in levels.items():
            pending[self.unknown[cell]] = max(pending.get(self.unknown[cell], 0), level)
        chance = np.random.default_rng(0)
        met = [-1]
        while pending and met:
            table = self._table(pending, chance)
            met = [number for number, level in pending.items() if table[number] >= level - ROUNDING]
            pending = {number: level for number, level in pending.items() if number not in met}
        reach = {}
        for cell, level in levels.items():
            number = self.unknown[cell]
            if number in pending and number not in reach:
                reach[number] = self._extreme(number, -1)
            if reach.get(number, level) < level - ROUNDING:
                yield cell

    def _table(self, pending: Mapping[int, int], chance: np.random.Generator) -> np.ndarray:
        """A table he cannot tell from the true one, with many of the cells at their level.

        Each pending unknown is two: what it has up to its level, which is rewarded, and the rest.
        """
        wide, numbers = len(self.sharing), list(pending)
        ends = [(0, None)] * wide + [(0, level) for level in pending.values()]
        found = linprog(
            np.concatenate([np.zeros(wide), -chance.uniform(0.2, 1, len(numbers))]),
            A_eq=sparse.hstack([self.sums, self.sums[:, numbers]], format="csc"),
            b_eq=self.known,
            bounds=ends,
            method="highs",
        )
        assert found.success, found.message
        table: np.ndarray = found.x[:wide]
        table[numbers] += found.x[wide:]
        assert table.min() > -ROUNDING and abs(self.sums @ table - self.known).max() < ROUNDING
        return table
