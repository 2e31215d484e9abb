"""Rules of consistency that complaints, equipment, networks and deployments share, built from what a source declares.

A rule that looks for a second value says nothing when the file has no such column: what is stored may well have it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping

from django.utils import timezone

from etl.errors import Fault, ValueDoubtful
from etl.source import Record, Rule

_PRECISIONS = {4: "year", 7: "month", 10: "day"}


def year_in_key(key: str, field: str, code: str) -> Rule:
    """The year a number carries is that of `field`."""

    def check(record: Record) -> list[Fault]:
        found, day = re.search(r"\b(\d{4})\b", record.get(key) or ""), record.get(field)
        if found is None or day is None or int(found[1]) == day.year:
            return []
        return [ValueDoubtful(code, value=f"{day:%d/%m/%Y}", column=field, expected=found[1])]

    return check


def with_it(field: str, wanted: str, code: str) -> Rule:
    """When `field` is filled, `wanted` must be too."""

    def check(record: Record) -> list[Fault]:
        if record.get(field) in {None, ""} or wanted not in record or record[wanted] not in {None, ""}:
            return []
        return [ValueDoubtful(code, column=wanted)]

    return check


def filled_when(field: str, values: Collection[str], wanted: str, code: str) -> Rule:
    """When `field` is one of `values`, `wanted` must be filled."""

    def check(record: Record) -> list[Fault]:
        if record.get(field) not in values or wanted not in record or record[wanted] not in {None, ""}:
            return []
        return [ValueDoubtful(code, column=wanted)]

    return check


def only_when(wanted: str, field: str, values: Collection[str], code: str) -> Rule:
    """`wanted` (not zero) has no meaning unless `field` is one of `values`."""

    def check(record: Record) -> list[Fault]:
        value, state = record.get(wanted), record.get(field)
        if not value or not state or state in values:
            return []
        return [ValueDoubtful(code, value=value, column=wanted, state=state)]

    return check


def at_most(field: str, limit: str, code: str) -> Rule:
    def check(record: Record) -> list[Fault]:
        value, most = record.get(field), record.get(limit)
        if value is None or most is None or value <= most:
            return []
        return [ValueDoubtful(code, value=value, column=field, limit=most)]

    return check


def matches(field: str, expression: str, code: str) -> Rule:
    """A value of another form is kept and doubted."""
    compiled = re.compile(expression)

    def check(record: Record) -> list[Fault]:
        value = record.get(field)
        if not value or compiled.match(value):
            return []
        return [ValueDoubtful(code, value=value, column=field)]

    return check


def fits(field: str, by: str, forms: Mapping[str, str], code: str) -> Rule:
    """For each word of `by`, the form `field` takes."""
    compiled = {name: re.compile(form) for name, form in forms.items()}

    def check(record: Record) -> list[Fault]:
        value, form = record.get(field), compiled.get(record.get(by) or "")
        if not value or form is None or form.match(value):
            return []
        return [ValueDoubtful(code, value=value, column=field, state=record[by])]

    return check


def year_past(field: str, by: str, values: Collection[str], code: str) -> Rule:
    """A year to come, while `by` says the thing is there."""

    def check(record: Record) -> list[Fault]:
        year = record.get(field)
        if year is None or record.get(by) not in values or year <= timezone.localdate().year:
            return []
        return [ValueDoubtful(code, value=year, column=field)]

    return check


def dated(stated: str, into: str, precision: str) -> Rule:
    """`2020-05` → the first day it may mean, and how precise it is."""

    def check(record: Record) -> list[Fault]:
        text = record[stated]
        day = dt.date.fromisoformat((text + "-01-01")[:10])
        record[into], record[precision] = day, _PRECISIONS[len(text)]
        if day <= timezone.localdate():
            return []
        return [ValueDoubtful("date_future", value=text, column=stated)]

    return check
