"""The phases of a project on one line of time: baseline, revised and actual bars, and today's mark.

Positions are percent of the drawing's width; time runs left to right in both languages.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from geo_platform.projects import words
from layers.models import PhaseCode

ORDER = {code: rank for rank, code in enumerate(PhaseCode.values)}
KINDS = ("baseline", "revised", "actual")


@dataclass(frozen=True)
class Bar:
    kind: str
    left: str
    width: str
    open: bool


@dataclass
class Line:
    """One phase. `late_days`: how long after its baseline it ended, or is now expected to end, or is still open."""

    phase: str
    title: str
    weight: Any
    row: dict[str, Any]
    late_days: int = 0
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True)
class Gantt:
    lines: list[Line]
    years: list[dict[str, Any]]
    today: str


def _percent(value: float) -> str:
    return f"{value:.2f}"


def drawn(rows: list[dict[str, Any]], today: dt.date) -> Gantt | None:
    """None when no phase has a day to draw."""
    days = [row[f"{kind}_{end}_on"] for row in rows for kind in KINDS for end in ("start", "end")]
    known = [day for day in days if day]
    if not known:
        return None
    running = any(row["actual_start_on"] and not row["actual_end_on"] for row in rows)
    first = min(known).replace(day=1)
    last = max([*known, today] if running else known) + dt.timedelta(days=10)
    span = max((last - first).days, 1)

    def at(day: dt.date) -> float:
        return (day - first).days / span * 100

    lines = [_line(row, at, today) for row in sorted(rows, key=lambda row: ORDER.get(row["phase"], 99))]
    begins = {year: max(at(dt.date(year, 1, 1)), 0) for year in range(first.year, last.year + 1)}
    # Two years never touch: the first goes where the second begins at once, the last where there is no room.
    shown = [year for year in begins if begins[year] < 96 and not 0 < begins.get(year + 1, 100) < 7]
    years = [{"year": year, "left": _percent(begins[year])} for year in shown]
    return Gantt(lines, years, _percent(at(today)) if first <= today <= last else "")


def _line(row: dict[str, Any], at: Any, today: dt.date) -> Line:
    line = Line(row["phase"], str(words.PHASES.get(row["phase"], row["phase"])), row["weight_pct"], row)
    for kind in KINDS:
        start, end = row[f"{kind}_start_on"], row[f"{kind}_end_on"]
        still = kind == "actual" and start is not None and end is None
        end = today if still and start <= today else end
        if kind == "revised" and end and not start:
            start = min(row["baseline_start_on"] or end, end)
        start = start or end
        end = end or start
        if start and end:
            width = max(at(max(start, end)) - at(start), 0.6)
            line.bars.append(Bar(kind, _percent(at(start)), _percent(width), still))
    line.late_days = _late(row, today)
    return line


def _late(row: dict[str, Any], today: dt.date) -> int:
    planned = row["baseline_end_on"]
    if planned is None:
        return 0
    started_open = row["actual_start_on"] and not row["actual_end_on"]
    reached = row["actual_end_on"] or row["revised_end_on"] or (today if started_open else None)
    return max((reached - planned).days, 0) if reached else 0
