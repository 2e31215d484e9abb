"""Rules of one row of the books: each doubts a value, none refuses; what needs other rows is in layers/sql/finance/."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

from etl.errors import Fault, ValueDoubtful
from etl.source import Record, Rule


def among(field: str, known: Collection[str], code: str) -> Rule:
    """A code that should belong to a nomenclature, kept whatever it says."""

    def check(record: Record) -> list[Fault]:
        value = record.get(field)
        if not value or value in known:
            return []
        return [ValueDoubtful(code, value=value, column=field, known=", ".join(known))]

    return check


def shaped(field: str, expression: str, code: str, example: str) -> Rule:
    """A reference that should have a form, kept whatever it says."""
    compiled = re.compile(expression)

    def check(record: Record) -> list[Fault]:
        value = record.get(field)
        if not value or compiled.match(value):
            return []
        return [ValueDoubtful(code, value=value, column=field, example=example)]

    return check


def sums(total: str, plus: Collection[str], code: str, minus: Collection[str] = ()) -> Rule:
    """`total` should be the sum of `plus` less `minus`, when all of `total` and `plus` are told."""

    def check(record: Record) -> list[Fault]:
        stated = record.get(total)
        parts = [record.get(name) for name in plus]
        told = [part for part in parts if part is not None]
        if stated is None or len(told) < len(parts):
            return []
        less = [record.get(name) for name in minus]
        expected = sum(told, Decimal(0)) - sum((part for part in less if part is not None), Decimal(0))
        return [] if stated == expected else [ValueDoubtful(code, value=stated, column=total, expected=expected)]

    return check


def at_most(lesser: str, greater: str, code: str) -> Rule:
    def check(record: Record) -> list[Fault]:
        small, great = record.get(lesser), record.get(greater)
        if small is None or great is None or small <= great:
            return []
        return [ValueDoubtful(code, value=small, column=lesser, limit=great)]

    return check


def same_year(key: str, field: str, code: str) -> Rule:
    """The year an imputation begins with is the year of the row."""

    def check(record: Record) -> list[Fault]:
        value, year = record.get(key), record.get(field)
        if not value or year is None or value.startswith(f"{year}/"):
            return []
        return [ValueDoubtful(code, value=value, column=key, expected=year)]

    return check
