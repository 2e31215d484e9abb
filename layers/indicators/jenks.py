"""Fisher's exact natural breaks, fast enough to answer a request: O(classes · n · log n) in numpy."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def starts(values: Array, weights: Array, classes: int) -> list[int]:
    """Index of the first value of each class; `values` ascending and distinct, at least `classes` of them.

    Least squares within classes is most of (Σw·x)²/Σw over classes. The best start of the last class only moves
    right as values are added, so each layer is solved by halving, all halves of one depth in one pass.
    """
    weight = np.concatenate([[0.0], np.cumsum(weights, dtype=float)])
    # Centred: large offsets would cost the digits that tell close partitions apart.
    centred = values - np.average(values, weights=weights)
    total = np.concatenate([[0.0], np.cumsum(weights * centred)])
    gains = np.full(len(values) + 1, -np.inf)
    gains[1:] = total[1:] ** 2 / weight[1:]
    chosen = []
    for number in range(2, classes + 1):
        gains, start = _layer(gains, total, weight, number)
        chosen.append(start)
    end, found = len(values), []
    for start in reversed(chosen):
        end = int(start[end])
        found.append(end)
    return [0, *reversed(found)]


def _layer(before: Array, total: Array, weight: Array, number: int) -> tuple[Array, Array]:
    """Best gain of the first i values in `number` classes, and where the last of them starts."""
    size = len(before) - 1
    gains, start = np.full(size + 1, -np.inf), np.zeros(size + 1, dtype=int)
    low, high = np.array([number]), np.array([size])
    first, last = np.array([number - 1]), np.array([size - 1])
    while len(low):
        end = (low + high) // 2
        length = np.minimum(last, end - 1) - first + 1
        offset = np.concatenate([[0], np.cumsum(length)[:-1]])
        j = np.arange(length.sum()) - np.repeat(offset - first, length)
        i = np.repeat(end, length)
        gain = before[j] + (total[i] - total[j]) ** 2 / (weight[i] - weight[j])
        best = np.maximum.reduceat(gain, offset)
        at_best = np.flatnonzero(gain == np.repeat(best, length))
        chosen = j[at_best[np.searchsorted(at_best, offset)]]
        gains[end], start[end] = best, chosen
        low, high = np.concatenate([low, end + 1]), np.concatenate([end - 1, high])
        first, last = np.concatenate([first, chosen]), np.concatenate([chosen, last])
        kept = low <= high
        low, high, first, last = low[kept], high[kept], first[kept], last[kept]
    return gains, start
