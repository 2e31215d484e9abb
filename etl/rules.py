"""Rules of consistency, built from what a source declares: a rule refuses a row or doubts a value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

from django.utils import timezone

from etl.errors import Fault, RowRefused, ValueDoubtful
from etl.source import Record, Rule

OLDEST = dt.date(1990, 1, 1)


def pattern(field: str, expression: str, example: str) -> Rule:
    compiled = re.compile(expression)

    def check(record: Record) -> list[Fault]:
        value = record.get(field)
        if not value or compiled.match(value):
            return []
        return [RowRefused("key_pattern", value=value, column=field, example=example)]

    return check


def prefix_in(field: str, known: Collection[str], into: str) -> Rule:
    """The type a reference begins with; it fills `into` when the column is empty or unknown."""

    def check(record: Record) -> list[Fault]:
        value = record.get(field) or ""
        found = re.match(r"^(ODP-A[NP]|[A-Z]+)", value)
        if found is None or found[1] not in known:
            return [RowRefused("key_prefix", value=value, column=field, known=", ".join(known))]
        declared, record[into] = record.get(into), found[1]
        if declared and declared not in known:
            return [ValueDoubtful("type_unknown", value=declared, column=into, known=", ".join(known))]
        if declared and declared != found[1]:
            return [ValueDoubtful("type_disagrees", value=declared, column=into, expected=found[1])]
        return []

    return check


def ordered(*fields: str) -> Rule:
    """Steps that may not go back in time; an absent step is no fault."""

    def check(record: Record) -> list[Fault]:
        known = [(field, record[field]) for field in fields if record.get(field)]
        return [
            ValueDoubtful("date_order", value=_day(later), column=name, before=before, earlier=_day(earlier))
            for (before, earlier), (name, later) in pairwise(known)
            if later < earlier
        ]

    return check


def past(fields: Sequence[str]) -> Rule:
    def check(record: Record) -> list[Fault]:
        today = timezone.localdate()
        dates = [(field, record[field]) for field in fields if record.get(field)]
        late: list[Fault] = [ValueDoubtful("date_future", value=_day(d), column=f) for f, d in dates if d > today]
        limit = _day(OLDEST)
        old = [ValueDoubtful("date_too_old", value=_day(d), column=f, limit=limit) for f, d in dates if d < OLDEST]
        return late + old

    return check


def needs(field: str, values: Collection[Any], wanted: str, code: str, unless: str = "") -> Rule:
    """When `field` is one of `values`, `wanted` must be filled, else the fault `code` (unless `unless` is zero)."""

    def check(record: Record) -> list[Fault]:
        exempt = bool(unless) and record.get(unless) == 0
        if record.get(field) not in values or record.get(wanted) or exempt:
            return []
        return [ValueDoubtful(code, column=wanted)]

    return check


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
