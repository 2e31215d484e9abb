"""A drawing whose values are constants: what every client reads, QGIS 3.22 too, at the price of a layer a value.

A colour chosen by a field becomes one layer a colour; a radius that follows a count becomes one layer a size.
"""

from __future__ import annotations

import math
from typing import Any

# Classes of counts; the radius of each is that of its middle.
_COUNTS = (1, 4, 16, 64, 256, 1024)
Drawing = dict[str, Any]


def radius_of(n: float) -> float:
    """Area follows the number; small ones stay visible, big ones bounded. The explorer's `radiusOf` says the same."""
    return min(34.0, max(2.5, 1.6 * math.sqrt(n)))


def flat(drawing: Drawing) -> list[Drawing]:
    """One drawing as several of the same look, in the same order."""
    found = [drawing]
    for split in (_by_count, _by_color):
        found = [part for one in found for part in split(one)]
    if len(found) == 1:
        return found
    return [{**part, "id": f"{drawing['id']}-{number}"} for number, part in enumerate(found)]


def _by_color(drawing: Drawing) -> list[Drawing]:
    key = _chosen(drawing)
    if not key:
        return [drawing]
    (_, (_, field), *cases, rest) = drawing["paint"][key]
    pairs = [(labels[0], color) for labels, color in zip(cases[::2], cases[1::2], strict=True)]
    named = [_only(_with(drawing, key, color), ["==", field, value]) for value, color in pairs]
    return [*named, _only(_with(drawing, key, rest), ["!in", field, *(value for value, _ in pairs)])]


def _chosen(drawing: Drawing) -> str:
    """The property of a drawing that a field chooses."""
    paint = drawing["paint"]
    return next((k for k, v in paint.items() if isinstance(v, list) and v[0] == "match"), "")


def _by_count(drawing: Drawing) -> list[Drawing]:
    """A count has no field: it takes the colour of what no palette names."""
    radius = drawing["paint"].get("circle-radius")
    if not isinstance(radius, list):
        return [drawing]
    alone = [_only(_with(drawing, "circle-radius", radius[3]), ["!has", "n"])] if radius[0] == "case" else []
    uppers = [*_COUNTS[1:], _COUNTS[-1] * 4]
    key = _chosen(drawing)
    counted = _with(drawing, key, drawing["paint"][key][-1]) if key else drawing
    return alone + [
        _only(
            _with(counted, "circle-radius", round(radius_of(math.sqrt(low * high)), 1)),
            [">=", "n", low],
            *([] if low == _COUNTS[-1] else [["<", "n", high]]),
        )
        for low, high in zip(_COUNTS, uppers, strict=True)
    ]


def _with(drawing: Drawing, key: str, value: Any) -> Drawing:
    return {**drawing, "paint": {**drawing["paint"], key: value}}


def _only(drawing: Drawing, *conditions: list[Any]) -> Drawing:
    """Conditions in the older form of filters, which every client reads."""
    return {**drawing, "filter": ["all", *_parts(drawing.get("filter")), *conditions]}


def _parts(own: list[Any] | None) -> list[Any]:
    if own is None:
        return []
    return own[1:] if own[0] == "all" else [own]
