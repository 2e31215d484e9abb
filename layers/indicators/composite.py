"""A composite index of several indicators, with weights everyone sees and may move.

Each indicator is brought to 0–100 over the territories compared (100 = the most favourable of them), so a change of
unit changes nothing; the index is the weighted mean. A territory that lacks one of them has no index: a mean over
what happens to be published would reward missing figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.errors import BadParameter

Values = npt.NDArray[np.float64]
MAX_INDICATORS = 12


@dataclass(frozen=True)
class Ingredient:
    """`values`: one figure a territory, NaN when not published; `direction`: good or bad (a high value)."""

    code: str
    values: Values
    weight: float
    direction: str


@dataclass(frozen=True)
class Index:
    """`scores`: 0–100, NaN when not ranked; `ranks`: 1 = best, 0 when not ranked; `parts`: code → points brought."""

    scores: Values
    ranks: npt.NDArray[np.int64]
    parts: Mapping[str, Values]
    weights: Mapping[str, float]

    def around(self, position: int, reach: int = 2) -> list[int]:
        """Positions of the territories ranked just above and below one, itself included, best first."""
        order = [int(at) for at in np.lexsort((np.arange(len(self.ranks)), self.ranks)) if self.ranks[at]]
        if position not in order:
            return []
        at = order.index(position)
        return order[max(0, at - reach) : at + reach + 1]


def scale(values: Values, direction: str) -> Values:
    """0–100 by the extremes of those compared; all equal, nobody stands out: 50."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.full_like(values, np.nan)
    low, high = known.min(), known.max()
    if high == low:
        return np.where(np.isnan(values), np.nan, 50.0)
    share = (values - low) / (high - low)
    return 100.0 * (1.0 - share if direction == "bad" else share)


def build(ingredients: Sequence[Ingredient]) -> Index:
    """BadParameter when there is nothing to weigh, a weight is negative, or an indicator judges nothing."""
    if not 1 <= len(ingredients) <= MAX_INDICATORS:
        raise BadParameter("weights", str(len(ingredients)), f"De 1 à {MAX_INDICATORS} indicateurs.")
    for one in ingredients:
        if one.weight < 0 or not np.isfinite(one.weight):
            raise BadParameter("weights", f"{one.code}:{one.weight}", "Un poids est positif ou nul.")
        if one.direction not in {"good", "bad"}:
            raise BadParameter("weights", one.code, "Cet indicateur ne dit pas ce qui est favorable.")
    total = sum(one.weight for one in ingredients)
    if not total:
        raise BadParameter("weights", "0", "Au moins un poids doit être positif.")
    weights = {one.code: one.weight / total for one in ingredients}
    parts = {one.code: scale(one.values, one.direction) * weights[one.code] for one in ingredients}
    # Summed exactly alike whatever the order: `fsum` per territory would cost a Python loop for nothing.
    scores = np.sum([parts[code] for code in sorted(parts)], axis=0)
    return Index(scores, rank(scores), parts, weights)


def rank(scores: Values) -> npt.NDArray[np.int64]:
    """1 = the highest score; equals share a rank; what has no score has none (0)."""
    known = ~np.isnan(scores)
    rounded = np.round(scores[known], 9)
    ordered = np.sort(rounded)[::-1]
    found = np.zeros(len(scores), dtype=np.int64)
    found[known] = np.searchsorted(-ordered, -rounded, side="left") + 1
    return found
