"""Classes of a choropleth: quantile, Jenks (Fisher's exact optimum), equal, round thresholds; missing stays apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from layers.indicators import jenks

METHODS = ("quantile", "jenks", "equal", "round")
MIN_CLASSES, MAX_CLASSES = 2, 7

# The look's ramps, by number of classes; made in OKLCH with even lightness steps.
RAMPS: dict[str, dict[int, tuple[str, ...]]] = {
    "acces": {
        5: ("#EFF4BA", "#7CD1A5", "#069FA6", "#006890", "#123560"),
        6: ("#EFF4BA", "#97D9A5", "#3DB4A6", "#00899F", "#005D87", "#123560"),
        7: ("#EFF4BA", "#A7DDA5", "#59C2A6", "#069FA6", "#007B99", "#015681", "#123560"),
    },
    "besoin": {
        5: ("#F7EDCB", "#E3B171", "#CB7037", "#9C3B25", "#5D1C1E"),
        6: ("#F7EDCB", "#E6BD83", "#D58A4B", "#B95A2F", "#8F3425", "#5D1C1E"),
        7: ("#F7EDCB", "#E9C68E", "#DC9B5B", "#CB7037", "#AC4C2A", "#873025", "#5D1C1E"),
    },
    "volume": {
        5: ("#EEEAF7", "#C3B3D8", "#9A7DB3", "#714D87", "#482453"),
        6: ("#EEEAF7", "#CBBEDE", "#AA93C2", "#896AA2", "#69447C", "#482453"),
        7: ("#EEEAF7", "#D1C5E3", "#B5A1CC", "#9A7DB3", "#7F5D96", "#643F75", "#482453"),
    },
    # Rust is the unfavourable side, blue the favourable one; reversed for an indicator where high is bad.
    "change": {7: ("#883B1A", "#BF7443", "#E1B892", "#F1F0EC", "#96CBDC", "#458FB7", "#205282")},
}
RAMP_OF_DIRECTION = {"good": "acces", "bad": "besoin", "none": "volume"}


def colors(ramp: str, count: int) -> list[str]:
    """`count` colours of a ramp; fewer than five are picked evenly from its five."""
    steps = RAMPS[ramp]
    if count in steps:
        return list(steps[count])
    base = steps[min(steps, key=lambda n: abs(n - count))]
    if count == 1:
        return [base[len(base) // 2]]
    return [base[round(i * (len(base) - 1) / (count - 1))] for i in range(count)]


def breaks(values: Sequence[float], method: str, classes: int) -> list[float]:
    """Ascending thresholds, one more than there are classes; fewer classes than asked when values repeat.

    ValueError for an unknown method or count. No value at all gives no class.
    """
    if method not in _METHODS or not MIN_CLASSES <= classes <= MAX_CLASSES:
        msg = f"{method}/{classes}"
        raise ValueError(msg)
    if not values:
        return []
    data = np.sort(np.asarray(values, dtype=float))
    if data[0] == data[-1]:
        return [float(data[0]), float(data[-1])]
    found = _METHODS[method](data, classes)
    unique = sorted({round(float(b), 9) for b in found})
    unique[0], unique[-1] = min(unique[0], float(data[0])), max(unique[-1], float(data[-1]))
    return unique


def assign(values: Sequence[float], thresholds: Sequence[float]) -> list[int]:
    """Class of each value: [b0, b1[, [b1, b2[, …, the last one closed on both sides."""
    inner = np.asarray(thresholds[1:-1])
    return [int(i) for i in np.searchsorted(inner, np.asarray(values, dtype=float), side="right")]


def _quantile(data: np.ndarray, classes: int) -> list[float]:
    return [float(q) for q in np.quantile(data, np.linspace(0, 1, classes + 1))]


def _equal(data: np.ndarray, classes: int) -> list[float]:
    return [float(b) for b in np.linspace(data[0], data[-1], classes + 1)]


def _readable(value: float, reach: float) -> float:
    """The number with the fewest digits at most `reach` away: 41 becomes 40 or 50, 1,283 becomes 1,000."""
    if reach <= 0:
        return value
    power = 10.0 ** math.ceil(math.log10(reach) + 1)
    for step in (power, power / 2, power / 10, power / 20, power / 100):
        near = round(value / step) * step
        if abs(near - value) <= reach:
            return near
    return value


def _round(data: np.ndarray, classes: int) -> list[float]:
    """Quantiles moved to a readable number, each less than half way to its neighbours."""
    quantiles = sorted(set(_quantile(data, classes)))
    neighbours = zip(quantiles, quantiles[1:], quantiles[2:], strict=False)
    inner = {_readable(q, 0.4 * min(q - below, above - q)) for below, q, above in neighbours}
    step = 10.0 ** (math.floor(math.log10(float(data[-1] - data[0]))) - 1)
    low, high = math.floor(data[0] / step) * step, math.ceil(data[-1] / step) * step
    return [low, *sorted(b for b in inner if low < b < high), high]


def _jenks(data: np.ndarray, classes: int) -> list[float]:
    distinct, weights = np.unique(data, return_counts=True)
    found = jenks.starts(distinct, weights, min(classes, len(distinct)))
    edges = [float(distinct[i]) for i in found]
    if len(found) > 1 and found[-1] == len(distinct) - 1:
        # The greatest value alone (Casablanca): its class would be empty between two equal thresholds.
        edges[-1] = float(distinct[-2] + distinct[-1]) / 2
    return [*edges, float(distinct[-1])]


_METHODS: dict[str, Callable[[np.ndarray, int], list[float]]] = {
    "quantile": _quantile,
    "jenks": _jenks,
    "equal": _equal,
    "round": _round,
}
