"""A raw column → a typed one, with the doubts of its cells: by Arrow if it can, else one distinct value at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.contrib.postgres.fields import ArrayField
from django.db import models

from etl.cells import native
from etl.columns import Hints, Repaired
from etl.errors import ValueDoubtful
from etl.source import Column

_KINDS: tuple[tuple[type[models.Field[Any, Any]], pa.DataType], ...] = (
    (ArrayField, pa.list_(pa.string())),
    (models.BooleanField, pa.bool_()),
    (models.DateTimeField, pa.timestamp("us", "UTC")),
    (models.DateField, pa.date32()),
    (models.FloatField, pa.float64()),
    (models.IntegerField, pa.int64()),
    (models.ForeignKey, pa.int64()),
)


# Texts looked at before deciding whether they repeat.
_MANY = 1_000


def arrow_type(field_: models.Field[Any, Any] | None, column: Column | None = None) -> pa.DataType:
    """What a column is held as between the file and the table."""
    if field_ is None:
        return getattr(column.convert, "arrow", pa.string()) if column else pa.string()
    if isinstance(field_, models.DecimalField):
        return pa.decimal128(30, field_.decimal_places)
    return next((kind for known, kind in _KINDS if isinstance(field_, known)), pa.string())


@dataclass
class Typed:
    """`faults`: (row, fault), every row that has one; `empty`: rows whose cell was blank."""

    values: pa.Array
    empty: np.ndarray
    faults: list[tuple[int, ValueDoubtful]] = field(default_factory=list)


def convert(array: pa.Array, column: Column, hints: Hints, kind: pa.DataType) -> Typed:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_large_string(array.type):
        array = pc.cast(array, pa.string())
    if array.null_count == len(array):
        return Typed(pa.nulls(len(array), kind), np.ones(len(array), bool))
    coded = few(array)
    if coded is None:
        return _convert(array, column, hints, kind)
    found = _convert(coded.dictionary, column, hints, kind)
    return _spread(found, coded.indices)


def few(array: pa.Array) -> pa.DictionaryArray | None:
    """Its distinct values, when texts repeat so much that reading each once is the quicker way."""
    if not (pa.types.is_string(array.type) or pa.types.is_binary(array.type)) or len(array) < _MANY:
        return None
    if len(array[:_MANY].unique()) > _MANY // 4:
        return None
    coded = array.dictionary_encode()
    return coded if len(coded.dictionary) * 4 < len(array) else None


def _spread(found: Typed, numbers: pa.Array) -> Typed:
    """What was found of each distinct value, for every row that holds it."""
    at = pc.fill_null(numbers, len(found.empty)).to_numpy(zero_copy_only=False)
    spread = Typed(found.values.take(numbers), np.append(found.empty, True)[at])
    doubted = dict(found.faults)
    if doubted:
        rows = np.flatnonzero(np.isin(at, list(doubted)))
        spread.faults = [(int(row), _again(doubted[int(at[row])])) for row in rows]
    return spread


def _convert(array: pa.Array, column: Column, hints: Hints, kind: pa.DataType) -> Typed:
    empty = _blank(array)
    # A column written month first somewhere leaves no date above suspicion.
    quick = None if hints.month_first else getattr(column.convert, "quick", None)
    values = _cast(quick(array), kind) if quick else pa.nulls(len(array), kind)
    todo = pc.and_(pc.is_null(values), pc.invert(empty))
    found = Typed(values, empty.to_numpy(zero_copy_only=False))
    if pc.any(todo).as_py():
        _by_value(array, todo, column, hints, kind, found)
    return found


def _blank(array: pa.Array) -> pa.Array:
    if pa.types.is_string(array.type):
        return pc.fill_null(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(array)), 0), True)
    return pc.is_null(array, nan_is_null=True)


def _by_value(
    array: pa.Array, todo: pa.Array, column: Column, hints: Hints, kind: pa.DataType, found: Typed
) -> None:
    rows = np.flatnonzero(todo.to_numpy(zero_copy_only=False))
    coded = array.take(pa.array(rows)).dictionary_encode()
    answers = [_one(value, column.convert, hints, kind) for value in coded.dictionary.to_pylist()]
    numbers = coded.indices.to_numpy(zero_copy_only=False)
    values = pa.array([value for value, _ in answers], kind).take(pa.array(numbers))
    order = np.arange(len(array))
    order[rows] = len(array) + np.arange(len(rows))
    found.values = pa.concat_arrays([found.values, values]).take(pa.array(order))
    doubted = np.array([fault is not None for _, fault in answers])[numbers]
    found.faults = [
        (int(row), _again(answers[n][1])) for row, n in zip(rows[doubted], numbers[doubted], strict=True)
    ]


def _again(fault: ValueDoubtful | None) -> ValueDoubtful:
    """A fault of its own for each row: the runner writes the column into it."""
    assert fault is not None
    return ValueDoubtful(fault.code, **fault.context)


def _one(
    value: Any, converter: Callable[..., Any], hints: Hints, kind: pa.DataType
) -> tuple[Any, ValueDoubtful | None]:
    try:
        return _fit(converter(native(value), hints), kind), None
    except Repaired as repaired:
        return _fit(repaired.value, kind), repaired.fault
    except ValueDoubtful as fault:
        return None, fault


def _fit(value: Any, kind: pa.DataType) -> Any:
    """Rounded as the table would, half away from zero; an identifier as text."""
    if value is not None and pa.types.is_decimal(kind):
        return Decimal(value).quantize(Decimal(1).scaleb(-kind.scale), ROUND_HALF_UP)
    if value is not None and pa.types.is_string(kind) and not isinstance(value, str):
        return str(value)
    return value


def _cast(array: pa.Array, kind: pa.DataType) -> pa.Array:
    """To the table's type where nothing is lost; else null, and the scalar way rounds."""
    if array.type.equals(kind):
        return array
    if pa.types.is_decimal(kind) and pa.types.is_decimal(array.type) and array.type.scale > kind.scale:
        kept = pc.round(array, kind.scale)
        array = pc.if_else(pc.equal(kept, array), array, pa.scalar(None, array.type))
    return pc.cast(array, kind)


def beyond(array: pa.Array, field_: models.Field[Any, Any] | None) -> np.ndarray | None:
    """Which values the database's column cannot hold; None when all fit."""
    mask = None
    if field_ is not None and pa.types.is_string(array.type) and field_.max_length:
        mask = pc.greater(pc.utf8_length(array), field_.max_length)
    elif pa.types.is_integer(array.type) and isinstance(field_, models.IntegerField):
        bits = (
            15
            if isinstance(field_, models.SmallIntegerField)
            else 63
            if isinstance(field_, models.BigIntegerField)
            else 31
        )
        mask = pc.or_(pc.greater(array, 2**bits - 1), pc.less(array, -(2**bits) + 1))
    elif isinstance(field_, models.DecimalField):
        bound = pa.scalar(10 ** ((field_.max_digits or 18) - field_.decimal_places), pa.int64())
        mask = pc.greater_equal(pc.abs(array), bound)
    if mask is None or not pc.any(mask).as_py():
        return None
    found: np.ndarray = pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
    return found


_EVIDENCE = (
    r"[/.\-](1[3-9]|[23]\d)[/.\-]",
    r"\.\d{1,2}\D*$",
    r",\d{1,2}\D*$",
    r"\.\d{4,}\D*$",
    r",\d{4,}\D*$",
    r"[٠-٩۰-۹]",
)
_ENOUGH = 200


def evidence(chunks: list[pa.Array]) -> list[str]:
    """The cells that may tell how the whole column was written (`etl.columns.hints`), some of each sort."""
    found: list[str] = []
    for chunk in chunks:
        if pa.types.is_string(chunk.type):
            for pattern in _EVIDENCE:
                found += chunk.filter(pc.match_substring_regex(chunk, pattern))[:_ENOUGH].to_pylist()
    return found
