"""Time in CQL2: instants and intervals of days, and Allen's relations between them (closed intervals)."""

from __future__ import annotations

from typing import Any

from layers.cql_operands import DATE, INTERVAL, Binder, Operand, Refused
from layers.values import parse_day

# a, b: start and end of the first; c, d: of the second.
RELATIONS = {
    "t_after": "{a} > {d}",
    "t_before": "{b} < {c}",
    "t_contains": "{a} < {c} and {b} > {d}",
    "t_disjoint": "{b} < {c} or {a} > {d}",
    "t_during": "{a} > {c} and {b} < {d}",
    "t_equals": "{a} = {c} and {b} = {d}",
    "t_finishedby": "{a} < {c} and {b} = {d}",
    "t_finishes": "{a} > {c} and {b} = {d}",
    "t_intersects": "{a} <= {d} and {b} >= {c}",
    "t_meets": "{b} = {c}",
    "t_metby": "{a} = {d}",
    "t_overlappedby": "{a} > {c} and {a} < {d} and {b} > {d}",
    "t_overlaps": "{a} < {c} and {b} > {c} and {b} < {d}",
    "t_startedby": "{a} = {c} and {b} > {d}",
    "t_starts": "{a} = {c} and {b} < {d}",
}


def instant(text: Any, binder: Binder) -> Operand:
    """A day: fields hold days, so a moment counts for its own in Morocco."""
    try:
        day = parse_day(text)
    except (TypeError, ValueError, OverflowError) as error:
        raise Refused(f"Date illisible : {str(text)[:40]}.") from error
    return Operand(f"{binder.bind(day)}::date", DATE, True)


def interval(ends: list[Any], binder: Binder) -> Operand:
    """Two ends, each a day, a date field or `..`."""
    if len(ends) != 2:
        raise Refused("Un intervalle a deux bornes.")
    open_ends = ("'-infinity'::date", "'infinity'::date")
    start, end = (
        open_ends[side] if given == ".." else _day(given, binder).sql for side, given in enumerate(ends)
    )
    return Operand("", INTERVAL, bounds=(start, end))


def relation(op: str, operands: list[Operand]) -> str:
    """SQL of a temporal relation; an instant is an interval of one day."""
    if len(operands) != 2:
        raise Refused(f"Nombre d’arguments : {op}.")
    (a, b), (c, d) = (_bounds(operand, op) for operand in operands)
    return f"({RELATIONS[op].format(a=a, b=b, c=c, d=d)})"


def _day(end: Any, binder: Binder) -> Operand:
    operand = instant(end, binder) if isinstance(end, str) else end
    if operand.kind != DATE:
        raise Refused("Les bornes d’un intervalle sont des dates.")
    found: Operand = operand
    return found


def _bounds(operand: Operand, op: str) -> tuple[str, str]:
    if operand.bounds is not None:
        return operand.bounds
    if operand.kind != DATE:
        raise Refused(f"Une date ou un intervalle est attendu : {op}.")
    return operand.sql, operand.sql
