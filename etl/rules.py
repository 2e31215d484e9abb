"""Rules of consistency, built from what a source declares: a rule refuses a row or doubts a value.

A rule reads one record. Most rows break none, so a rule may carry `suspects`: over a whole batch, a mask of the rows
worth asking about, which may hold innocents but never misses a culprit (tests/etl/test_quick.py). `derive`, if any,
then fills what the rule deduces for every row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from functools import reduce
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from etl.batch import Batch
from etl.errors import Fault, RowRefused, ValueDoubtful
from etl.source import Record, Rule

OLDEST = dt.date(1990, 1, 1)
_PREFIX = r"^(ODP-A[NP]|[A-Z]+)"


def screened(suspects: Callable[[Batch], pa.Array]) -> Callable[[Rule], Rule]:
    def bind(rule: Rule) -> Rule:
        rule.suspects = suspects  # type: ignore[attr-defined]
        return rule

    return bind


def _any(masks: Sequence[pa.Array], size: int) -> pa.Array:
    filled = [pc.fill_null(mask, False) for mask in masks]
    return reduce(pc.or_, filled) if filled else pa.array([False] * size)


def _date(batch: Batch, name: str) -> pa.Array | None:
    """A column of dates; None when the file has none, or when the rule is asked about something else."""
    found = batch.column(name)
    return found if found is not None and pa.types.is_date(found.type) else None


def pattern(field: str, expression: str, example: str) -> Rule:
    compiled = re.compile(expression)

    @screened(lambda batch: pc.invert(pc.match_substring_regex(batch.text(field), f"^(?:{expression})")))
    def check(record: Record) -> list[Fault]:
        value = record.get(field)
        if not value or compiled.match(value):
            return []
        return [RowRefused("key_pattern", value=value, column=field, example=example)]

    return check


def prefix_in(field: str, known: Collection[str], into: str) -> Rule:
    """The type a reference begins with; it fills `into` when the column is empty or unknown."""

    def prefix(batch: Batch) -> pa.Array:
        return pc.struct_field(pc.extract_regex(batch.text(field), r"^(?P<p>ODP-A[NP]|[A-Z]+)"), "p")

    def suspects(batch: Batch) -> pa.Array:
        found, declared = prefix(batch), batch.text(into)
        known_one = pc.is_in(found, pa.array(known))
        return pc.or_(
            pc.invert(known_one),
            pc.and_(pc.not_equal(declared, ""), pc.fill_null(pc.not_equal(declared, found), True)),
        )

    def derive(batch: Batch) -> None:
        batch.columns[into] = prefix(batch)

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        value = record.get(field) or ""
        found = re.match(_PREFIX, value)
        if found is None or found[1] not in known:
            return [RowRefused("key_prefix", value=value, column=field, known=", ".join(known))]
        declared, record[into] = record.get(into), found[1]
        if declared and declared not in known:
            return [ValueDoubtful("type_unknown", value=declared, column=into, known=", ".join(known))]
        if declared and declared != found[1]:
            return [ValueDoubtful("type_disagrees", value=declared, column=into, expected=found[1])]
        return []

    check.derive = derive  # type: ignore[attr-defined]
    return check


def ordered(*fields: str) -> Rule:
    """Steps that may not go back in time; an absent step is no fault."""

    def suspects(batch: Batch) -> pa.Array:
        """Each known step against the latest known before it."""
        masks, latest = [], None
        for found in [known for name in fields if (known := _date(batch, name)) is not None]:
            if latest is not None:
                masks.append(pc.less(found, latest))
            latest = found if latest is None else pc.coalesce(found, latest)
        return _any(masks, len(batch))

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        known = [(field, record[field]) for field in fields if record.get(field)]
        return [
            ValueDoubtful("date_order", value=_day(later), column=name, before=before, earlier=_day(earlier))
            for (before, earlier), (name, later) in pairwise(known)
            if later < earlier
        ]

    return check


def past(fields: Sequence[str]) -> Rule:
    def suspects(batch: Batch) -> pa.Array:
        today = pa.scalar(timezone.localdate(), pa.date32())
        dates = [found for name in fields if (found := _date(batch, name)) is not None]
        masks = [pc.or_(pc.greater(d, today), pc.less(d, pa.scalar(OLDEST, pa.date32()))) for d in dates]
        return _any(masks, len(batch))

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        today = timezone.localdate()
        dates = [(field, record[field]) for field in fields if record.get(field)]
        late: list[Fault] = [
            ValueDoubtful("date_future", value=_day(d), column=f) for f, d in dates if d > today
        ]
        limit = _day(OLDEST)
        old = [
            ValueDoubtful("date_too_old", value=_day(d), column=f, limit=limit)
            for f, d in dates
            if d < OLDEST
        ]
        return late + old

    return check


def needs(field: str, values: Collection[str], wanted: str, code: str, unless: str = "") -> Rule:
    """When `field` is one of `values`, `wanted` must be filled, else the fault `code` (unless `unless` is zero)."""

    def suspects(batch: Batch) -> pa.Array:
        found = batch.column(wanted)
        concerned = pc.is_in(batch.text(field), pa.array(list(values)))
        if found is None or pa.types.is_list(found.type):
            return concerned
        return pc.and_(
            concerned,
            pc.equal(batch.text(wanted), "") if pa.types.is_string(found.type) else pc.is_null(found),
        )

    @screened(suspects)
    def check(record: Record) -> list[Fault]:
        exempt = bool(unless) and record.get(unless) == 0
        if record.get(field) not in values or record.get(wanted) not in (None, "", []) or exempt:
            return []
        return [ValueDoubtful(code, column=wanted)]

    return check


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
