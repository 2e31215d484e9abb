"""A screen over a batch never misses a row its rule would doubt, and deduces for all what the rule deduces for one."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from etl import source
from etl.batch import Batch
from etl.source import Table

ROWS = 400
TABLES = [
    table
    for slug in ("chikaya", "equipment", "networks", "deployments")
    for table in source.get(slug).tables
]
DAYS = (None, dt.date(1924, 3, 1), dt.date(2023, 12, 31), dt.date(2024, 3, 14), dt.date(2098, 1, 1))
PARTIAL = ("2020", "2020-05", "2020-05-19", "2098", "2098-02")
# What each field may hold, right and wrong; other fields are texts.
VALUES: dict[str, tuple[Any, ...]] = {
    "number": ("CK-2024-0000001", "CK-2023-0000001", "CK-24-1", None),
    "complaint_number": ("CK-2024-0000001", "12/2024"),
    "capacity": (None, 0, 12),
    "opened_year": (None, 1998, 2098),
    "commissioned_year": (None, 1998, 2098),
    "capacity_unit": (None, "CLASSES"),
    "status": (None, "EXISTANT", "FERME", "PROJETE", "PLANIFIE", "OPERATIONNEL"),
    "land_reference": (None, "T12345/10", "TITRE 12"),
    "kind": (None, "road", "water", "DEPOT"),
    "road_class": (None, "RN", "RP", "PISTE"),
    "road_code": (None, "N2", "P6000", "D102"),
    "scope": ("collectivity", "region", "total"),
    "place_code": ("05", "MA", "05.091.01.01", "06.141.01.0", "BENI"),
    "status_date": PARTIAL,
    "active_users_30d": (None, 0, 12),
    "total_count": (None, 0, 240, 1600),
    "total_of": (None, 1590),
}


def batch(table: Table, absent: str = "") -> Batch:
    rng = random.Random(f"{table.name} {absent}")
    columns = {}
    for column in table.columns:
        if column.into != absent:
            dated = column.into.endswith("_on")
            choices = VALUES.get(column.into, DAYS if dated else (None, "texte"))
            kind = pa.date32() if dated else pa.int32() if isinstance(choices[-1], int) else pa.string()
            columns[column.into] = pa.array([rng.choice(choices) for _ in range(ROWS)], kind)
    lines = np.arange(2, ROWS + 2)
    return Batch(table, lines, pa.record_batch({"line": lines}), columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_screen_misses_no_culprit(table: Table) -> None:
    for absent in ("", *(column.into for column in table.columns if not column.required)):
        found = batch(table, absent)
        for rule in table.rules:
            mask = pc.fill_null(rule.suspects(found), True).to_pylist()  # type: ignore[attr-defined]
            guilty = [row for row, record in found.records(range(ROWS)) if rule(record)]
            assert [row for row in guilty if not mask[row]] == [], absent
            assert sum(mask) < ROWS, "a screen that lets everything through is none"


def test_what_is_deduced_for_a_batch_is_what_is_deduced_for_a_row() -> None:
    table = source.get("deployments").tables[0]
    rule = table.rules[0]
    found = batch(table)
    expected = []
    for _, record in found.records(range(ROWS)):
        rule(record)
        expected.append((record["status_on"], record["date_precision"]))
    rule.derive(found)  # type: ignore[attr-defined]
    deduced = (found.columns[name].to_pylist() for name in ("status_on", "date_precision"))
    assert list(zip(*deduced, strict=True)) == expected
    assert {precision for _, precision in expected} == {"day", "month", "year"}
