"""What is copied to the database in binary comes back as it was sent; what repeats in a file, as a dict would."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import digest, pgbinary, stored
from etl.source import registry

TEXTS = st.text(st.characters(exclude_characters="\x00\x1e\x1f", exclude_categories=["Cs"]), max_size=12)
DAYS = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
MOMENTS = st.datetimes(dt.datetime(1800, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
DEGREES = st.floats(-180, 180, allow_nan=False)
POINTS = st.tuples(DEGREES, DEGREES).map(lambda xy: shapely.to_wkb(shapely.Point(xy), byte_order=1))


def _bits(bits: int) -> st.SearchStrategy[int]:
    return st.one_of(st.integers(-3, 3), st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1))


def _decimals(places: int, digits: int) -> st.SearchStrategy[Decimal]:
    most = 10**digits - 1
    return st.one_of(st.integers(-100_000, 100_000), st.integers(-most, most)).map(
        lambda n: Decimal(n).scaleb(-places)
    )


# type in the database → type in Arrow, values, how the database tells them
KINDS: dict[str, tuple[pa.DataType, st.SearchStrategy[Any], str]] = {
    "smallint": (pa.int64(), _bits(16), "{}"),
    "integer": (pa.int64(), _bits(32), "{}"),
    "bigint": (pa.int64(), _bits(64), "{}"),
    "double precision": (pa.float64(), st.floats(allow_nan=False), "{}"),
    "boolean": (pa.bool_(), st.booleans(), "{}"),
    "date": (pa.date32(), DAYS, "{}"),
    "timestamp with time zone": (pa.timestamp("us", "UTC"), MOMENTS, "{}"),
    "numeric(18,2)": (pa.decimal128(30, 2), _decimals(2, 18), "{}"),
    "numeric(16,0)": (pa.decimal128(30, 0), _decimals(0, 16), "{}"),
    "numeric(18,4)": (pa.decimal128(30, 4), _decimals(4, 18), "{}"),
    "text": (pa.string(), TEXTS, "{}"),
    "varchar(12)": (pa.string(), TEXTS, "{}"),
    "text[]": (pa.list_(pa.string()), st.lists(TEXTS, max_size=3), "{}"),
    "jsonb": (pa.string(), st.dictionaries(TEXTS, TEXTS, max_size=2).map(json.dumps), "{}::text"),
    "geometry(POINT,4326)": (pa.binary(), POINTS, "ST_AsBinary({}, 'NDR')"),
}


def _same(sent: Any, found: Any, kind: str) -> bool:
    if sent is None or found is None:
        return sent is None and found is None
    if kind == "jsonb":
        return bool(json.loads(sent) == json.loads(found))
    return bool(sent == (bytes(found) if isinstance(found, memoryview) else found))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_rows_come_back_as_they_were_sent(data: st.DataObject) -> None:
    size, skipped = data.draw(st.integers(1, 12)), data.draw(st.integers(0, 2))
    columns = {
        kind: pa.array(data.draw(st.lists(st.none() | values, min_size=size + skipped, max_size=size + skipped)), arrow)
        for kind, (arrow, values, _) in KINDS.items()
    }
    # A slice has an offset, as what comes out of a batch may.
    sent = {kind: array[skipped:] for kind, array in columns.items()}
    payload = pgbinary.HEADER + pgbinary.rows([(array, kind) for kind, array in sent.items()]) + pgbinary.TRAILER
    names = {f"c{n}": (kind, told) for n, (kind, (_, _, told)) in enumerate(KINDS.items())}
    shown = ", ".join(told.format(name) for name, (_, told) in names.items())
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists scratch")
        cursor.execute(
            f"create table scratch (n serial, {', '.join(f'{name} {kind}' for name, (kind, _) in names.items())})"
        )
        cursor.cursor.copy_expert(
            f"copy scratch ({', '.join(names)}) from stdin with (format binary)", io.BytesIO(payload)
        )
        cursor.execute("set local timezone = 'UTC'")
        cursor.execute(f"select {shown} from scratch order by n")
        found = list(zip(*cursor.fetchall(), strict=True))
    for (kind, array), values in zip(sent.items(), found, strict=True):
        for told, value in zip(array.to_pylist(), values, strict=True):
            assert _same(told, value, kind), (kind, told, value)


@pytest.mark.django_db
def test_every_loaded_column_has_a_form() -> None:
    """A model's column of a type, or of digits, that the writer does not know would be written wrong, not refused."""
    for declared in registry().values():
        for table in declared.tables:
            models = (table.model, *(companion.model for companion in table.companions))
            for name, _, kind, _ in (column for model in models for column in stored.target(model).columns):
                base = kind.partition("(")[0]
                known = base in pgbinary._PLAIN or base in {"text", "varchar", "jsonb", "geometry", "numeric", "text[]"}
                assert known, (table.name, name, kind)
                if base == "numeric":
                    digits, places = map(int, kind[8:-1].replace(" ", "").split(","))
                    assert digits - places <= 16 and places <= 4 and digits <= 18, (table.name, name, kind)


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(0, 30), min_size=1, max_size=6), keys=st.integers(1, 60))
def test_repeated_keys_are_told_as_a_dict_would(seed: int, sizes: list[int], keys: int) -> None:
    rng = random.Random(seed)
    seen, known, line = digest.Seen(), {}, 0
    for size in sizes:
        drawn = np.array([rng.randrange(keys) * 2**58 for _ in range(size)], np.uint64)
        content = np.array([rng.randrange(2) for _ in range(size)], np.uint64)
        lines = np.arange(line, line + size) * 3
        expected = []
        for at in range(size):
            first = known.setdefault(int(drawn[at]), (int(lines[at]), int(content[at])))
            if first[0] != lines[at]:
                expected.append((at, first[0], first[1] == int(content[at])))
        assert seen.repeated(drawn, lines, content) == expected
        line += size


@settings(max_examples=100, deadline=None)
@given(left=st.lists(st.none() | TEXTS, min_size=1, max_size=8), right=st.data())
def test_a_digest_says_equal_of_equals_only(left: list[str | None], right: st.DataObject) -> None:
    other = right.draw(st.permutations(left))
    first, second = digest.of_column(pa.array(left, pa.string())), digest.of_column(pa.array(other, pa.string()))
    for n, value in enumerate(left):
        for m, also in enumerate(other):
            assert (first[n] == second[m]) == (value == also)
