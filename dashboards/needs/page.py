"""What a view of the board shows, as plain values: the same frame draws every view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.needs.question import Question
from dashboards.places import Place


@dataclass(frozen=True)
class Card:
    name: str
    value: str
    unit: str = ""
    foot: str = ""


@dataclass(frozen=True)
class Column:
    """`decimals` None: text. The first numeric column is what the map shows."""

    field: str
    title: str
    width: int
    decimals: int | None = 0


@dataclass(frozen=True)
class Legend:
    """`labels[i]` says what colour i stands for; `classes`: code → colour number, −1 where nothing is said."""

    title: str
    colors: tuple[str, ...]
    labels: tuple[str, ...]
    classes: dict[str, int]
    absent: str

    def counts(self) -> list[int]:
        found = [0] * len(self.colors)
        for number in self.classes.values():
            if number >= 0:
                found[number] += 1
        return found


@dataclass(frozen=True)
class Page:
    question: Question
    place: Place
    levels: tuple[str, ...]
    title: str
    evidence: str
    cards: tuple[Card, ...]
    legend: Legend
    columns: tuple[Column, ...]
    rows: tuple[dict[str, Any], ...]
    facts: tuple[tuple[str, Any], ...]
    files: tuple[tuple[str, str], ...]
    unit: str
    fictitious: bool
    empty: bool
    # Sites to write on the map, and what the view puts above everything (a form, a state of progress).
    marks: tuple[dict[str, Any], ...] = ()
    above: Any = None
