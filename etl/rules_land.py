"""Rules of land registration and of planning documents."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

from etl.errors import Fault, RowRefused, ValueDoubtful
from etl.source import Record, Rule

_REFERENCE = re.compile(r"^([TR])\d+/(.+)$")
_NATURES = {"T": "TF", "R": "R"}


def told_by_reference(field: str, nature: str, registry: str) -> Rule:
    """A reference says its nature and registry: empty columns are filled, and others may not say otherwise."""

    def check(record: Record) -> list[Fault]:
        found = _REFERENCE.match(record.get(field) or "")
        if found is None:
            return []
        told = {nature: ("land_nature_disagrees", _NATURES[found[1]]), registry: ("land_registry_disagrees", found[2])}
        faults: list[Fault] = []
        for name, (code, read) in told.items():
            said, record[name] = record.get(name), read
            if said and said.lstrip("0") != read.lstrip("0"):
                faults.append(ValueDoubtful(code, value=said, column=name, read=read))
        return faults

    return check


def readable_reference(field: str, expression: str, example: str) -> Rule:
    """A second reference of the row, kept as written when it cannot be read."""
    compiled = re.compile(expression)

    def check(record: Record) -> list[Fault]:
        value = record.get(field)
        if not value or compiled.match(value):
            return []
        return [ValueDoubtful("land_reference_unreadable", value=value, column=field, example=example)]

    return check


def not_itself(field: str, other: str) -> Rule:
    """A title is not cut from itself."""

    def check(record: Record) -> list[Fault]:
        if not record.get(other) or record.get(other) != record.get(field):
            return []
        return [ValueDoubtful("mother_is_itself", value=record[other], column=other)]

    return check


def only_when(field: str, values: Collection[str], other: str, code: str) -> Rule:
    """`other` has a meaning only when `field` is one of `values`."""

    def check(record: Record) -> list[Fault]:
        if not record.get(other) or not record.get(field) or record[field] in values:
            return []
        return [ValueDoubtful(code, value=record[other], column=other)]

    return check


def positive(field: str, code: str) -> Rule:
    def check(record: Record) -> list[Fault]:
        if record.get(field) is None or record[field] > 0:
            return []
        return [ValueDoubtful(code, value=record[field], column=field)]

    return check


def share(field: str, code: str) -> Rule:
    """A coefficient written in per cent (60 for 0.60) is read as such, and said."""

    def check(record: Record) -> list[Fault]:
        value = record.get(field)
        if value is None or value <= 1:
            return []
        if value > 100:
            record[field] = None
            return [ValueDoubtful("number_range", value=value, column=field)]
        record[field] = (Decimal(value) / 100).quantize(Decimal("0.01"))
        return [ValueDoubtful(code, value=value, column=field, read=record[field])]

    return check


def floor_height(floors: str, height: str, code: str, metres: Decimal = Decimal("2.5")) -> Rule:
    """R+n cannot be built under a ceiling of less than `metres` a floor."""

    def check(record: Record) -> list[Fault]:
        levels, allowed = record.get(floors), record.get(height)
        if levels is None or allowed is None or allowed >= metres * (levels + 1):
            return []
        return [ValueDoubtful(code, value=allowed, column=height, floors=levels)]

    return check


def enough_for(ratio: str, covered: str, floors: str, code: str) -> Rule:
    """COS beyond what the covered share times the floors can hold."""

    def check(record: Record) -> list[Fault]:
        cos, cus, levels = record.get(ratio), record.get(covered), record.get(floors)
        if cos is None or not cus or levels is None or cos <= cus * (levels + 1):
            return []
        return [ValueDoubtful(code, value=cos, column=ratio, most=cus * (levels + 1))]

    return check


def complete_key(field: str) -> Rule:
    """A slash-composed key keeps its meaning only when this part holds no slash."""

    def check(record: Record) -> list[Fault]:
        value = record.get(field) or ""
        return [RowRefused("zone_part_slash", value=value, column=field)] if "/" in value else []

    return check
