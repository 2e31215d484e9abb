"""Rules of land over whole batches: no row with a fault escapes the screen, and what is deduced is the same."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from etl import source
from etl.batch import Batch
from etl.columns import Hints
from etl.land_columns import land_reference
from etl.quick import NUMBER

REFERENCES = ("T1/10", "R12/O", "T7/02")
CASES: dict[str, dict[str, tuple[Any, ...]]] = {
    "parcels": {
        "reference": REFERENCES,
        "nature": (None, "", "TF", "R"),
        "registry_code": (None, "10", "2", "O"),
        "mother_reference": (None, "T1/10", "VOIR PLAN"),
        "stage": ("", "bornage"),
        "declared_area_m2": (None, Decimal(0), Decimal("12.5")),
    },
    "zoning": {
        "zone_code_local": ("D", "D/E"),
        "zone_number": ("1",),
        "plan_state": (None, "approuve", "etude"),
        "bo_number": ("", "6764"),
        "cos": (None, Decimal("0.5"), Decimal(9)),
        "cus": (None, Decimal("0.8"), Decimal(80), Decimal(800)),
        "height_max_m": (None, Decimal(3), Decimal(12)),
        "floors_max": (None, 0, 2),
    },
}
TYPES = {Decimal: NUMBER, int: pa.int64(), str: pa.string()}


def batch_of(slug: str, names: tuple[str, ...]) -> Batch:
    rows = list(itertools.product(*(CASES[slug][name] for name in names)))
    (table,) = source.get(slug).tables
    columns = {}
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        kind = next(TYPES[type(value)] for value in values if value is not None)
        columns[name] = pa.array(values, kind)
    return Batch(table, np.arange(len(rows)), pa.record_batch({"c0": pa.array(range(len(rows)))}), columns)


@pytest.mark.parametrize("slug", CASES)
@pytest.mark.parametrize("left_out", [None, *range(6)])
def test_no_fault_escapes_the_screen_and_what_is_deduced_is_the_same(slug: str, left_out: int | None) -> None:
    names = tuple(name for n, name in enumerate(CASES[slug]) if n != left_out)
    batch = batch_of(slug, names)
    faulty = 0
    for rule in batch.table.rules:
        mask = pc.fill_null(rule.suspects(batch), True).to_pylist()  # type: ignore[attr-defined]
        records = [record for _, record in batch.records(range(len(batch)))]
        for suspected, record in zip(mask, records, strict=True):
            before, faults = dict(record), rule(record)
            faulty += bool(faults)
            assert suspected or not faults
            if not hasattr(rule, "derive"):
                assert suspected or record == before
        if hasattr(rule, "derive"):
            rule.derive(batch)
            for name in ("nature", "registry_code"):
                told = [record.get(name) for record in records]
                if "reference" in names:
                    assert batch.text(name).to_pylist() == told
    assert faulty


def test_references_in_their_one_form_are_read_by_the_column() -> None:
    written = ["T1/10", "R12345/O", "T01/10", "tf 1/10", "T12345678/10", "", "T1/1", "T٣/10", None, "T1/10 "]
    quick = land_reference.quick(pa.array(written)).to_pylist()  # type: ignore[attr-defined]
    assert quick == ["T1/10", "R12345/O", *[None] * 8]
    assert all(land_reference(value, Hints()) == value for value in quick if value)
    assert land_reference.quick(pa.array([1, 2])).to_pylist() == [None, None]  # type: ignore[attr-defined]
