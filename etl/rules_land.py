"""Rules of land registration and of planning documents."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from etl.batch import Batch
from etl.errors import Fault, RowRefused, ValueDoubtful
from etl.rules import screened
from etl.source import Record, Rule

_REFERENCE = re.compile(r"^([TR])\d+/(.+)\Z", re.DOTALL)
_PARTS = r"(?s)^(?P<kind>[TR])\d+/(?P<registry>.+)\z"
_NATURES = {"T": "TF", "R": "R"}
_TOLERANCE, _SLACK_M2 = 0.05, 5.0


def _filled(batch: Batch, name: str) -> pa.Array:
    return pc.not_equal(batch.text(name), "")


def _numbers(batch: Batch, *names: str) -> pa.Array:
    """Rows where each of these columns holds a number."""
    found = [batch.column(name) for name in names]
    mask = pa.array([all(column is not None for column in found)] * len(batch))
    for column in found:
        if column is not None:
            mask = pc.and_(mask, pc.is_valid(column))
    return mask


def _beyond(batch: Batch, name: str, limit: int, above: bool) -> pa.Array:
    """Rows whose number is above the limit, or not above it."""
    found = batch.column(name)
    if found is None:
        return pa.array([False] * len(batch))
    compared = pc.greater if above else pc.less_equal
    return pc.fill_null(compared(found, pa.scalar(Decimal(limit))), False)


def told_by_reference(field: str, nature: str, registry: str) -> Rule:
    """A reference says its nature and registry: empty columns are filled, and others may not say otherwise."""

    def told(batch: Batch) -> dict[str, pa.Array]:
        parts = pc.extract_regex(batch.text(field), _PARTS)
        kind = pc.struct_field(parts, "kind")
        return {nature: pc.if_else(pc.equal(kind, "T"), "TF", kind), registry: pc.struct_field(parts, "registry")}

    def suspects(batch: Batch) -> pa.Array:
        masks = [pc.and_(_filled(batch, n), pc.not_equal(batch.text(n), read)) for n, read in told(batch).items()]
        return pc.fill_null(pc.or_(*masks), False)

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        found = _REFERENCE.match(record.get(field) or "")
        if found is None:
            return []
        reads = {nature: ("land_nature_disagrees", _NATURES[found[1]]), registry: ("land_registry_disagrees", found[2])}
        faults: list[Fault] = []
        for name, (code, read) in reads.items():
            said, record[name] = record.get(name), read
            if said and said.lstrip("0") != read.lstrip("0"):
                faults.append(ValueDoubtful(code, value=said, column=name, read=read))
        return faults

    check.derive = lambda batch: batch.columns.update(told(batch))  # type: ignore[attr-defined]
    return check


def readable_reference(field: str, expression: str, example: str) -> Rule:
    """A second reference of the row, kept as written when it cannot be read."""
    compiled = re.compile(expression)

    @screened(lambda batch: pc.and_not(_filled(batch, field), pc.match_substring_regex(batch.text(field), expression)))
    def check(record: Record) -> list[Fault]:
        value = record.get(field)
        if not value or compiled.match(value):
            return []
        return [ValueDoubtful("land_reference_unreadable", value=value, column=field, example=example)]

    return check


def not_itself(field: str, other: str) -> Rule:
    """A title is not cut from itself."""

    @screened(lambda batch: pc.and_(_filled(batch, other), pc.equal(batch.text(field), batch.text(other))))
    def check(record: Record) -> list[Fault]:
        if not record.get(other) or record.get(other) != record.get(field):
            return []
        return [ValueDoubtful("mother_is_itself", value=record[other], column=other)]

    return check


def only_when(field: str, values: Collection[str], other: str, code: str) -> Rule:
    """`other` has a meaning only when `field` is one of `values`."""

    def suspects(batch: Batch) -> pa.Array:
        meant = pc.is_in(batch.text(field), pa.array([*values, ""], pa.string()))
        return pc.and_not(_filled(batch, other), meant)

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        if not record.get(other) or not record.get(field) or record[field] in values:
            return []
        return [ValueDoubtful(code, value=record[other], column=other)]

    return check


def positive(field: str, code: str) -> Rule:
    @screened(lambda batch: _beyond(batch, field, 0, above=False))
    def check(record: Record) -> list[Fault]:
        if record.get(field) is None or record[field] > 0:
            return []
        return [ValueDoubtful(code, value=record[field], column=field)]

    return check


def share(field: str, code: str) -> Rule:
    """A coefficient written in per cent (60 for 0.60) is read as such, and said."""

    @screened(lambda batch: _beyond(batch, field, 1, above=True))
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

    @screened(lambda batch: _numbers(batch, floors, height))
    def check(record: Record) -> list[Fault]:
        levels, allowed = record.get(floors), record.get(height)
        if levels is None or allowed is None or allowed >= metres * (levels + 1):
            return []
        return [ValueDoubtful(code, value=allowed, column=height, floors=levels)]

    return check


def enough_for(ratio: str, covered: str, floors: str, code: str) -> Rule:
    """COS beyond what the covered share times the floors can hold."""

    @screened(lambda batch: _numbers(batch, ratio, covered, floors))
    def check(record: Record) -> list[Fault]:
        cos, cus, levels = record.get(ratio), record.get(covered), record.get(floors)
        if cos is None or not cus or levels is None or cos <= cus * (levels + 1):
            return []
        return [ValueDoubtful(code, value=cos, column=ratio, most=cus * (levels + 1))]

    return check


def complete_key(field: str) -> Rule:
    """A slash-composed key keeps its meaning only when this part holds no slash."""

    @screened(lambda batch: pc.match_substring(batch.text(field), "/"))
    def check(record: Record) -> list[Fault]:
        value = record.get(field) or ""
        return [RowRefused("zone_part_slash", value=value, column=field)] if "/" in value else []

    return check


def measured_alike(declared: str, measured: str, code: str) -> Rule:
    """A declared area more than a twentieth and 5 m² away from the outline's."""

    def suspects(batch: Batch) -> pa.Array:
        found = batch.column(measured)
        if found is None or batch.column(declared) is None:
            return pa.array([False] * len(batch))
        gap = pc.abs(pc.subtract(pc.cast(batch.columns[declared], pa.float64()), found))
        allowed = pc.max_element_wise(pc.multiply(found, _TOLERANCE), pa.scalar(_SLACK_M2))
        return pc.and_(_numbers(batch, declared, measured), pc.fill_null(pc.greater(gap, allowed), False))

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        told, found = record.get(declared), record.get(measured)
        if not told or not found:
            return []
        gap = abs(float(told) - found)
        if gap <= max(_SLACK_M2, _TOLERANCE * found):
            return []
        percent = f"{100 * gap / found:.1f}"
        return [ValueDoubtful(code, value=told, column=declared, read=f"{found:.2f}", percent=percent)]

    return check
