"""What waits beyond its delay in a territory: permits and complaints, counted as their own boards count them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from layers import registry
from layers.access import Viewer
from layers.errors import Forbidden, LoginNeeded
from layers.queries import complaints, permits
from layers.query import LayerQuery


@dataclass(frozen=True)
class Waiting:
    """`late` of the `open` ones are beyond their delay."""

    layer: str
    open: int
    late: int


def waiting(viewer: Viewer, territories: list[str], on: dt.date) -> list[Waiting]:
    """Of each layer that the viewer reads; of another nothing is said. No territory: wherever he reads."""
    asked = {"territory": territories} if territories else {}
    found = []
    for slug, count in COUNTS.items():
        try:
            query = LayerQuery.from_params(registry.get(slug), asked, viewer)
        except (LoginNeeded, Forbidden):
            continue
        opened, late = count(query, on)
        found.append(Waiting(slug, opened, late))
    return found


def _permits(query: LayerQuery, on: dt.date) -> tuple[int, int]:
    rows = permits.standing(query, on)
    return sum(len(row["pending"]) for row in rows), sum(row["overdue"] for row in rows)


def _complaints(query: LayerQuery, on: dt.date) -> tuple[int, int]:
    whole = complaints.standing(query, on)
    return whole["stock"], whole["stock_old"]


COUNTS: dict[str, Callable[[LayerQuery, dt.date], tuple[int, int]]] = {
    "permits": _permits,
    "complaints": _complaints,
}
