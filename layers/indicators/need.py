"""What a norm asks of a territory: existing, need, deficit, coverage rate.

`need = ⌈population / threshold⌉` once the population reaches the emergence threshold, else none of its own: smaller
places share one (a lycée or a hospital serves several communes). Deficits are summed in the way stated: `own`, the
sum of each place's own (a surplus here does not serve there), or `shared`, that of the whole area taken together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
# Share of the threshold from which a place has a need of its own.
EMERGENCE = 0.5


@dataclass(frozen=True)
class Norm:
    """One row of the grid, as it holds at a date. `threshold`: inhabitants for one; None when none is set."""

    code: str
    threshold: int | None
    grid: str
    source: str
    status: str
    emergence: float = EMERGENCE

    @property
    def emergence_inhabitants(self) -> int | None:
        return None if self.threshold is None else int(np.ceil(self.threshold * self.emergence))


@dataclass(frozen=True)
class Need:
    """Arrays of one figure a territory. `need` −1: the norm says nothing of this place (grid, no population)."""

    existing: Counts
    need: Counts
    deficit: Counts
    surplus: Counts

    @property
    def applies(self) -> npt.NDArray[np.bool_]:
        return self.need >= 0

    def rate(self) -> Values:
        """Existing over need in %, NaN where nothing is needed or the norm says nothing."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found = 100.0 * self.existing / self.need
        return np.where(self.need > 0, found, np.nan)


def assess(norm: Norm, population: Values, existing: Counts, urban: npt.NDArray[np.bool_]) -> Need:
    """Place by place. The urban grid says nothing of a rural commune, nor the rural one of an urban commune."""
    inside = np.ones(len(population), dtype=bool) if norm.grid == "both" else urban == (norm.grid == "urban")
    known = inside & np.isfinite(population)
    need = np.full(len(population), -1, dtype=np.int64)
    if norm.threshold:
        people = np.where(known, population, 0.0)
        wanted = np.ceil(people / norm.threshold).astype(np.int64)
        need = np.where(known, np.where(people >= (norm.emergence_inhabitants or 0), wanted, 0), -1)
    missing = np.where(need >= 0, need - existing, 0)
    return Need(existing, need, np.maximum(missing, 0), np.maximum(-missing, 0))


@dataclass(frozen=True)
class Total:
    existing: int
    need: int
    deficit: int
    places: int
    short: int


def own(found: Need) -> Total:
    """The sum of each place's own deficit."""
    at = found.applies
    short = int((found.deficit[at] > 0).sum())
    return Total(int(found.existing[at].sum()), int(found.need[at].sum()), int(found.deficit[at].sum()),
                 int(at.sum()), short)  # fmt: skip


def shared(norm: Norm, population: Values, found: Need) -> Total:
    """Of the whole area as one place: small communes add up to a need, a neighbour's surplus serves."""
    at = found.applies
    people = float(np.nansum(np.where(at, population, 0.0)))
    need = int(np.ceil(people / norm.threshold)) if norm.threshold and people else 0
    existing = int(found.existing[at].sum())
    deficit = max(need - existing, 0)
    return Total(existing, need, deficit, int(at.sum()), int(deficit > 0))


def by_group(norm: Norm, population: Values, found: Need, groups: Sequence[str]) -> Mapping[str, Total]:
    """`shared` of each group of places (a province, a cercle): how a lycée that serves several communes is counted."""
    labels = np.asarray(groups)
    return {
        str(group): shared(norm, population[at], Need(*(part[at] for part in (found.existing, found.need,
                           found.deficit, found.surplus))))
        for group in np.unique(labels)
        for at in [labels == group]
    }  # fmt: skip
