"""What a view of the board shows, as plain values: the same frame draws every view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.frame import Card, Legend
from dashboards.needs.question import Question
from dashboards.places import Place


@dataclass(frozen=True)
class Column:
    """`decimals` None: text. The first numeric column is what the map shows."""

    field: str
    title: str
    width: int
    decimals: int | None = 0


@dataclass(frozen=True)
class View:
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
