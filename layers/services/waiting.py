"""What waits beyond its delay in a territory: permits and complaints, counted as their own boards count them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from layers import registry
from layers.access import Viewer
from layers.errors import Forbidden, LoginNeeded
from layers.queries import complaints, permits
from layers.query import LayerQuery
from layers.services.permits.asked import KINDS


@dataclass(frozen=True)
class Waiting:
    """`late` of the `open` ones are beyond their delay."""

    layer: str
    open: int
    late: int


@dataclass(frozen=True)
class _Day:
    first: dt.date

    @property
    def last(self) -> dt.date:
        return self.first


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
    day = _Day(on)
    rows = [row for kind in KINDS.values() for row in permits.ranking(query, kind, day)]
    return sum(len(row["pending"]) for row in rows), sum(row["overdue"] for row in rows)


def _complaints(query: LayerQuery, on: dt.date) -> tuple[int, int]:
    whole = _whole(complaints.board(query, on, on))
    return next(whole, (0, 0))


def _whole(rows: list[dict[str, int]]) -> Iterator[tuple[int, int]]:
    return ((r["stock"], r["stock_old"]) for r in rows if not r["by_place"] and not r["by_category"])


COUNTS: dict[str, Callable[[LayerQuery, dt.date], tuple[int, int]]] = {
    "permits": _permits,
    "complaints": _complaints,
}
