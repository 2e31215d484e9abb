"""What reads whole columns never differs from what reads one cell: readers, screens of rules."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl import columns, process, rules, rules_civic, source, typed
from etl.batch import Batch
from etl.cells import native
from etl.columns import Converter, Hints
from etl.source import Rule, Table

NASTY = (
    "abÉZ059  .,/-+'’=@°²\t\n\r\x00\x02\x0b\x1c\x1f\x7f\x85\xa0\u1680\u2003\u200b\u200f\u2028\u202f\u2066\u3000\ufeff"
    "\ufffdÃÂØÙ©¯\u2026نعم٠١٥۲٫٬−"
)
CELLS = st.one_of(
    st.text(st.sampled_from(NASTY), max_size=10),
    st.from_regex(r"[-+]?\d{1,17}([.,]\d{1,3}){0,2}", fullmatch=True),
    st.from_regex(r"\d{1,2}[/.-]\d{1,2}[/.-](19|20|2)?\d{2}( 10:30)?", fullmatch=True),
    st.from_regex(r"[0-9A-Z][0-9A-Z ./_-]{0,8}", fullmatch=True),
    st.sampled_from(["Béni Mellal", "بني ملال", "1 250 000,00", "12,345", "1.234", "05.091.01.01", "29/02/2023",
                     "DELIVRE", "45365", "\x0245365", "\x022024-03-14", "\x022024-03-14T10:30:00", "R+2", "-6,35",
                     "1e-07", "-0", "NaN"]),
)  # fmt: skip
DAYS = st.dates(dt.date(1850, 1, 1), dt.date(2150, 1, 1))
_LONG = st.integers(-(2**63), 2**63 - 1)
TYPED = (
    (pa.string(), CELLS),
    (pa.int16(), st.integers(-(2**15), 2**15 - 1)),
    (pa.int64(), st.one_of(st.integers(-20, 70_000), _LONG)),
    (pa.uint64(), st.one_of(st.integers(0, 70_000), st.integers(0, 2**64 - 1))),
    (pa.float32(), st.floats(width=32)),
    (pa.float64(), st.one_of(st.floats(), st.integers(-20, 70_000).map(float))),
    (pa.bool_(), st.booleans()),
    (pa.date32(), DAYS),
    (pa.timestamp("ms"), st.datetimes(dt.datetime(1850, 1, 1), dt.datetime(2150, 1, 1)).map(  # noqa: DTZ001
        lambda t: t.replace(microsecond=0))),
    (pa.decimal128(20, 3), st.decimals(-(10**9), 10**9, places=3)),
)  # fmt: skip
ARRAYS = st.one_of(
    *(st.lists(st.one_of(cells, st.none()), max_size=12).map(lambda found, kind=kind: pa.array(found, kind))
      for kind, cells in TYPED)
)  # fmt: skip


def quick_converters() -> dict[str, Converter]:
    """Every one that a source uses, and bounds none has."""
    bound = Decimal("99.5")
    found = {"number(±)": columns.number(-bound, bound), "integer(any)": columns.integer(None, None)}
    for declared in source.registry().values():
        for table in declared.tables:
            found |= {f"{table.name}.{c.into}": c.convert for c in table.columns if hasattr(c.convert, "quick")}
    return {name: c for c, name in {c: name for name, c in found.items()}.items()}


@pytest.mark.parametrize("converter", quick_converters().values(), ids=list(quick_converters()))
@settings(max_examples=150, deadline=None)
@example(cells=pa.array(["\xa0a", "a \u200bb", "a Ã©", "a \x1cb", "a  b", " a", "=1", "a\n"]))
@example(cells=pa.array([2**53 + 1, -(2**63)], pa.int64()))
@given(cells=ARRAYS)
def test_a_quick_reader_answers_what_the_scalar_one_does(converter: Converter, cells: pa.Array) -> None:
    found = converter.quick(cells)  # type: ignore[attr-defined]
    assert len(found) == len(cells)
    for cell, value in zip(cells.to_pylist(), found.to_pylist(), strict=True):
        if value is not None:
            hints = Hints()
            assert converter(native(cell), hints) == value, repr(cell)
            assert not hints.notes, repr(cell)


def test_a_long_or_coded_column_is_read_as_a_plain_one() -> None:
    cells = ["14/03/2024", "  ", None, "2024-03-14", "?"]
    column = source.get("rokhas").table("permits").column_for("date_depot")
    assert column is not None
    plain, *others = (
        typed.convert(array, column, Hints(), pa.date32())
        for array in (pa.array(cells), pa.array(cells, pa.large_string()), pa.array(cells).dictionary_encode())
    )
    day = dt.date(2024, 3, 14)
    assert plain.values.to_pylist() == [day, None, None, day, None]
    assert [(row, fault.code) for row, fault in plain.faults] == [(4, "date_unreadable")]
    for other in others:
        assert other.values.equals(plain.values)
        assert other.empty.tolist() == plain.empty.tolist() == [False, True, True, False, False]
        assert len(other.faults) == 1


# -- screens


def _pool(table: Table) -> list[str]:
    known = [word for column in table.columns for word in getattr(column.convert, "known", ())]
    examples = [column.example for column in table.columns if column.example]
    broken = [e[:-1] for e in examples] + [f"{e}\n" for e in examples] + [f"x{e}" for e in examples]
    keys = ["PCT-PBML-BNML-1/2024", "ODP-AP-PBML-BNML-1/2024", "R12/04", "N2"]
    return [*known, *examples, *broken, *keys, "05", "é", ""]


def _value(kind: pa.DataType, rng: random.Random, pool: list[str]) -> Any:
    if rng.random() < 0.25:
        return None
    today = timezone.localdate()
    if pa.types.is_string(kind):
        return rng.choice(pool)
    if pa.types.is_date(kind):
        return rng.choice((rules.OLDEST, today, dt.date(2024, 3, 14))) + dt.timedelta(days=rng.randint(-2, 2))
    if pa.types.is_list(kind):
        return rng.sample(pool, rng.randint(0, 2))
    if pa.types.is_boolean(kind):
        return rng.random() < 0.5
    if pa.types.is_decimal(kind):
        return Decimal(rng.choice(("0", "1", "0.5", "-3", "120.5")))
    return rng.choice((0, 1, 2, today.year, today.year + 1)) if pa.types.is_integer(kind) else rng.random()


def _innocent(rule: Rule, batch: Batch) -> int:
    """How many rows the screen leaves out; the rule itself finds nothing to say of any."""
    mask = pc.fill_null(rule.suspects(batch), True).to_numpy(False)  # type: ignore[attr-defined]
    left = np.flatnonzero(~mask)
    for _, record in batch.records(left):
        told = dict(record)
        assert rule(record) == [], told
    return len(left)


def _batch(table: Table, kinds: dict[str, pa.DataType], pools: dict[str, list[str]], seed: int) -> Batch:
    rng, size = random.Random(seed), 60
    batch = Batch(table, np.arange(size), pa.record_batch({"c0": pa.nulls(size, pa.string())}))
    for name, kind in kinds.items():
        batch.columns[name] = pa.array([_value(kind, rng, pools[name]) for _ in range(size)], kind)
    return batch


TABLES = [(s.slug, table) for s in source.registry().values() for table in s.tables
          if any(hasattr(rule, "suspects") for rule in table.rules)]  # fmt: skip
PARTIAL = ["2020", "2020-05", "2020-05-19", "2199", "2199-01", "1990-12-31"]


@pytest.mark.parametrize("table", [table for _, table in TABLES], ids=[f"{s}.{t.name}" for s, t in TABLES])
def test_a_screen_of_a_source_misses_no_culprit(table: Table) -> None:
    kinds = {column.into: process._kind(table, column) for column in table.columns}
    pools = dict.fromkeys(kinds, _pool(table)) | {"status_date": PARTIAL}
    innocents = 0
    for seed in range(25):
        batch = _batch(table, kinds, pools, seed)
        if seed % 5 == 4:
            del batch.columns[random.Random(seed).choice([n for n in kinds if n != "status_date"])]
        innocents += sum(_innocent(rule, batch) for rule in table.rules if hasattr(rule, "suspects"))
    assert innocents


KINDS = {"a": pa.string(), "b": pa.string(), "n": pa.decimal128(30, 2), "m": pa.decimal128(30, 2), "i": pa.int64(),
         "d": pa.date32(), "e": pa.date32(), "f": pa.date32(), "l": pa.list_(pa.string())}  # fmt: skip
POOL = ["", "x", "x1", "1x", "X", "x\n", "é1", "no2024", "k 2024", "é2024 2023", "2024"]
FACTORIES: dict[str, Rule] = {
    "pattern": rules.pattern("a", r"\d", "1"),
    "pattern_either": rules.pattern("a", r"x$|\d$", "1"),
    "prefix_in": rules.prefix_in("a", ("X", "K"), into="b"),
    "ordered": rules.ordered("d", "e", "f"),
    "past": rules.past(("d", "e")),
    "needs_text": rules.needs("a", ("x", "X"), "b", "contract_missing"),
    "needs_number": rules.needs("a", ("x", "X"), "n", "contract_missing"),
    "needs_list": rules.needs("a", ("x", "X"), "l", "contract_missing"),
    "needs_unless": rules.needs("a", ("x", "X"), "d", "contract_missing", unless="n"),
    "year_in_key": rules_civic.year_in_key("a", "d", "complaint_number_year"),
    "with_it": rules_civic.with_it("n", "b", "equipment_capacity_unit"),
    "filled_when": rules_civic.filled_when("a", ("x",), "b", "network_class_missing"),
    "filled_when_number": rules_civic.filled_when("a", ("x",), "n", "deployment_total_missing"),
    "only_when": rules_civic.only_when("n", "a", ("x",), "deployment_total_unexpected"),
    "at_most": rules_civic.at_most("n", "m", "deployment_total_above"),
    "matches": rules_civic.matches("a", r"\d", "equipment_title"),
    "fits": rules_civic.fits("a", "b", {"x": r"\d", "X": r"^x"}, "network_code_class"),
    "year_past": rules_civic.year_past("i", "a", ("x",), "equipment_year_future"),
}


@pytest.mark.parametrize("name", FACTORIES)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_screen_misses_no_culprit_whatever_the_cells(name: str, seed: int) -> None:
    batch = _batch(TABLES[0][1], KINDS, dict.fromkeys(KINDS, POOL), seed)
    _innocent(FACTORIES[name], batch)
    factory: Callable[..., Any] = FACTORIES[name]
    caught = [record for _, record in batch.records(range(len(batch))) if factory(dict(record))]
    assert caught or seed, "no culprit at all would prove nothing"
