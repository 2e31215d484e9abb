"""Classes of the two maps. Deficits are whole numbers with many zeros; shares are read against fixed thresholds."""

from __future__ import annotations

import math
from collections.abc import Iterable

from layers.indicators import classify

# The last class of access closes at 100: who is served whole stands out.
SHARES = (0.0, 20.0, 40.0, 60.0, 80.0, 95.0, 100.0)
DOUBLINGS = 4


def deficit_bounds(values: Iterable[int]) -> list[int]:
    """Lower ends: none, then doubling from a step that lets the greatest fall in the last class."""
    greatest = max(values, default=0)
    if greatest == 0:
        return [0]
    step = max(1, math.ceil(greatest / 2**DOUBLINGS))
    ends = [0, 1] + [step * 2**power + 1 for power in range(DOUBLINGS)]
    return [end for end in dict.fromkeys(ends) if end <= greatest]


def deficit_labels(bounds: list[int], none: str) -> list[str]:
    found = [none]
    for low, after in zip(bounds[1:], [*bounds[2:], None][: len(bounds) - 1], strict=True):
        found.append(
            f"{low} +" if after is None else str(low) if after == low + 1 else f"{low} – {after - 1}"
        )
    return found


def deficit_class(value: int | None, bounds: list[int]) -> int:
    return -1 if value is None else sum(value >= bound for bound in bounds) - 1


def share_class(value: float | None) -> int:
    return -1 if value is None else classify.assign([value], SHARES)[0]


def colors(ramp: str, count: int) -> tuple[str, ...]:
    return tuple(classify.colors(ramp, count))
