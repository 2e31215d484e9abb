"""Rules of consistency that complaints, equipment, networks and deployments share, built from what a source declares.

A rule that looks for a second value says nothing when the file has no such column: what is stored may well have it.
Each carries its screen (etl.rules): the rows of a batch worth asking about.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from etl.batch import Batch
from etl.errors import Fault, ValueDoubtful
from etl.rules import screened
from etl.source import Record, Rule

_PRECISIONS = {4: "year", 7: "month", 10: "day"}


def _filled(batch: Batch, name: str) -> pa.Array:
    return pc.not_equal(batch.text(name), "")


def _among(batch: Batch, name: str, values: Collection[str]) -> pa.Array:
    return pc.is_in(batch.text(name), pa.array(list(values), pa.string()))


def _unlike(batch: Batch, name: str, expression: str) -> pa.Array:
    """Filled, and not of the form."""
    return pc.and_(_filled(batch, name), pc.invert(pc.match_substring_regex(batch.text(name), f"^(?:{expression})")))


def year_in_key(key: str, field: str, code: str) -> Rule:
    """The year a number carries is that of `field`."""

    def suspects(batch: Batch) -> pa.Array:
        found = pc.struct_field(pc.extract_regex(batch.text(key), r"\b(?P<year>\d{4})\b"), "year")
        return pc.fill_null(pc.not_equal(found, pc.utf8_slice_codeunits(batch.text(field), 0, 4)), False)

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        found, day = re.search(r"\b(\d{4})\b", record.get(key) or "", re.ASCII), record.get(field)
        if found is None or day is None or int(found[1]) == day.year:
            return []
        return [ValueDoubtful(code, value=f"{day:%d/%m/%Y}", column=field, expected=found[1])]

    return check


def with_it(field: str, wanted: str, code: str) -> Rule:
    """When `field` is filled, `wanted` must be too."""

    @screened(lambda batch: pc.and_not(_filled(batch, field), _filled(batch, wanted)))
    def check(record: Record) -> list[Fault]:
        if record.get(field) in {None, ""} or wanted not in record or record[wanted] not in {None, ""}:
            return []
        return [ValueDoubtful(code, column=wanted)]

    return check


def filled_when(field: str, values: Collection[str], wanted: str, code: str) -> Rule:
    """When `field` is one of `values`, `wanted` must be filled."""

    @screened(lambda batch: pc.and_not(_among(batch, field, values), _filled(batch, wanted)))
    def check(record: Record) -> list[Fault]:
        if record.get(field) not in values or wanted not in record or record[wanted] not in {None, ""}:
            return []
        return [ValueDoubtful(code, column=wanted)]

    return check


def only_when(wanted: str, field: str, values: Collection[str], code: str) -> Rule:
    """`wanted` (not zero) has no meaning unless `field` is one of `values`."""

    @screened(lambda batch: pc.and_not(_filled(batch, wanted), _among(batch, field, ("", *values))))
    def check(record: Record) -> list[Fault]:
        value, state = record.get(wanted), record.get(field)
        if not value or not state or state in values:
            return []
        return [ValueDoubtful(code, value=value, column=wanted, state=state)]

    return check


def at_most(field: str, limit: str, code: str) -> Rule:
    @screened(lambda batch: pc.and_(_filled(batch, field), _filled(batch, limit)))
    def check(record: Record) -> list[Fault]:
        value, most = record.get(field), record.get(limit)
        if value is None or most is None or value <= most:
            return []
        return [ValueDoubtful(code, value=value, column=field, limit=most)]

    return check


def matches(field: str, expression: str, code: str) -> Rule:
    """A value of another form is kept and doubted."""
    compiled = re.compile(expression)

    @screened(lambda batch: _unlike(batch, field, expression))
    def check(record: Record) -> list[Fault]:
        value = record.get(field)
        if not value or compiled.match(value):
            return []
        return [ValueDoubtful(code, value=value, column=field)]

    return check


def fits(field: str, by: str, forms: Mapping[str, str], code: str) -> Rule:
    """For each word of `by`, the form `field` takes."""
    compiled = {name: re.compile(form) for name, form in forms.items()}

    def suspects(batch: Batch) -> pa.Array:
        masks = [pc.and_(_among(batch, by, (name,)), _unlike(batch, field, form)) for name, form in forms.items()]
        return reduce(pc.or_, masks)

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        value, form = record.get(field), compiled.get(record.get(by) or "")
        if not value or form is None or form.match(value):
            return []
        return [ValueDoubtful(code, value=value, column=field, state=record[by])]

    return check


def year_past(field: str, by: str, values: Collection[str], code: str) -> Rule:
    """A year to come, while `by` says the thing is there."""

    def suspects(batch: Batch) -> pa.Array:
        # Years have four digits here (a converter's bounds say so): text orders them as numbers.
        return pc.greater(batch.text(field), str(timezone.localdate().year))

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        year = record.get(field)
        if year is None or record.get(by) not in values or year <= timezone.localdate().year:
            return []
        return [ValueDoubtful(code, value=year, column=field)]

    return check


def dated(stated: str, into: str, precision: str) -> Rule:
    """`2020-05` → the first day it may mean, and how precise it is."""

    def first_day(batch: Batch) -> pa.Array:
        whole = pc.binary_join_element_wise(batch.text(stated), "-01-01", "")
        day = pc.strptime(pc.utf8_slice_codeunits(whole, 0, 10), format="%Y-%m-%d", unit="s", error_is_null=True)
        return pc.cast(day, pa.date32())

    def derive(batch: Batch) -> None:
        batch.columns[into] = first_day(batch)
        lengths = pc.utf8_length(batch.text(stated)).to_pylist()
        batch.columns[precision] = pa.array([_PRECISIONS.get(length, "") for length in lengths], pa.string())

    def suspects(batch: Batch) -> pa.Array:
        return pc.fill_null(pc.greater(first_day(batch), pa.scalar(timezone.localdate(), pa.date32())), False)

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        text = record.get(stated)
        if not text:
            return []
        day = dt.date.fromisoformat((text + "-01-01")[:10])
        record[into], record[precision] = day, _PRECISIONS[len(text)]
        if day <= timezone.localdate():
            return []
        return [ValueDoubtful("date_future", value=text, column=stated)]

    check.derive = derive  # type: ignore[attr-defined]
    return check
