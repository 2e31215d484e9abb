"""Whole columns at once: the cells already in good form, read by Arrow; the others are left to the scalar converter.

A quick reader answers an array of its type with null where it passes, and it may never differ from the converter it
stands for (tests/etl/test_quick.py holds both to the same cells). It is bound to a converter by `quickly`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Quick = Callable[[pa.Array], pa.Array]
_C = TypeVar("_C", bound=Callable[..., object])

NUMBER = pa.decimal128(30, 6)
# Up to here a float and its six decimals are told apart.
_EXACT = 1e9
# What splits words, marks invisibly, betrays a wrong decoding or means a control has no place in a sound text.
_UNSOUND = (
    r"\s\x00-\x1f\x7f\x{85}\x{a0}\x{1680}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{2069}\x{3000}\x{feff}"
    r"\x{fffd}\x{c2}\x{c3}\x{d8}\x{d9}"
)
# Words with one blank between them; no formula.
_SOUND_TEXT = rf"^[^'=@{_UNSOUND}][^{_UNSOUND}]*(?: [^{_UNSOUND}]+)*$"
_SOUND_CODE = r"^(?:[0-9A-Z](?:[0-9A-Z./_-]*[0-9A-Z/_-])?)$"
_SOUND_NUMBER = r"^\d{1,15}(?:,\d{1,2})?$"
_SOUND_DAY = r"^(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/(19|20)\d{2}$"


def quickly(reader: Quick, arrow: pa.DataType) -> Callable[[_C], _C]:
    """Binds a converter to its quick reader and to the type of its values."""

    def bind(converter: _C) -> _C:
        converter.quick, converter.arrow = reader, arrow  # type: ignore[attr-defined]
        return converter

    return bind


def _only(array: pa.Array, fits: pa.Array) -> pa.Array:
    return pc.if_else(fits, array, pa.scalar(None, array.type))


def text(array: pa.Array) -> pa.Array:
    return (
        _only(array, pc.match_substring_regex(array, _SOUND_TEXT))
        if _is_text(array)
        else _nulls(array, pa.string())
    )


def code(array: pa.Array) -> pa.Array:
    return (
        _only(array, pc.match_substring_regex(array, _SOUND_CODE))
        if _is_text(array)
        else _nulls(array, pa.string())
    )


def number(low: Decimal | int | None, high: Decimal | int | None) -> Quick:
    def read(array: pa.Array) -> pa.Array:
        if _is_text(array):
            sound = _only(array, pc.match_substring_regex(array, _SOUND_NUMBER))
            found = pc.cast(pc.replace_substring(sound, ",", "."), NUMBER)
        elif pa.types.is_integer(array.type):
            found = pc.cast(array, NUMBER)
        elif pa.types.is_floating(array.type):
            found = _decimals(array)
        else:
            return _nulls(array, NUMBER)
        return _within(found, low, high)

    return read


def _decimals(array: pa.Array) -> pa.Array:
    """Floats that were written with six decimals or less, as those decimals; the others are left."""
    values = pc.fill_null(pc.cast(array, pa.float64()), np.nan).to_numpy()
    sound = np.abs(values) < _EXACT
    millionths = np.rint(np.where(sound, values, 0.0) * 1e6)
    sound &= millionths / 1e6 == np.where(sound, values, 0.0)
    words = np.empty((len(values), 2), np.int64)
    words[:, 0] = millionths
    words[:, 1] = words[:, 0] >> 63
    found = pa.Array.from_buffers(NUMBER, len(values), [None, pa.py_buffer(words.tobytes())])
    return _only(found, pa.array(sound))


def integer(low: int | None, high: int | None) -> Quick:
    def read(array: pa.Array) -> pa.Array:
        if _is_text(array):
            found = pc.cast(_only(array, pc.match_substring_regex(array, r"^\d{1,15}$")), pa.int64())
        elif pa.types.is_integer(array.type):
            found = _whole(array, 2**63 - 1)
        else:
            return _nulls(array, pa.int64())
        return _within(found, low, high)

    return read


def coordinate(array: pa.Array) -> pa.Array:
    """Numbers read to binary floats; nothing that is not finite."""
    if pa.types.is_floating(array.type):
        return pc.cast(_only(array, pc.is_finite(array)), pa.float64())
    if not _is_text(array):
        whole = pa.types.is_integer(array.type)
        return pc.cast(_whole(array, 2**53), pa.float64()) if whole else _nulls(array, pa.float64())
    sound = _only(array, pc.match_substring_regex(array, r"^-?\d{1,9}(?:[.,]\d{1,15})?$"))
    return pc.cast(pc.replace_substring(sound, ",", "."), pa.float64())


def date(array: pa.Array) -> pa.Array:
    """dd/mm/yyyy of days every month has, so that no calendar is needed: the 29th and later are left."""
    if pa.types.is_date(array.type) or pa.types.is_timestamp(array.type):
        return pc.cast(array, pa.date32())
    if not _is_text(array):
        return _nulls(array, pa.date32())
    sound = _only(array, pc.match_substring_regex(array, _SOUND_DAY))
    safe = _only(sound, pc.less(pc.utf8_slice_codeunits(sound, 0, 2), pa.scalar("29")))
    iso = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(safe, 6, 10),
        pc.utf8_slice_codeunits(safe, 3, 5),
        pc.utf8_slice_codeunits(safe, 0, 2),
        "-",
    )
    return pc.cast(iso, pa.date32())


def _whole(array: pa.Array, limit: int) -> pa.Array:
    """As signed integers, those up to `limit` either way."""
    array = array if pa.types.is_uint64(array.type) else pc.cast(array, pa.int64())
    fits = pc.less_equal(array, pa.scalar(limit, array.type))
    if not pa.types.is_uint64(array.type):
        fits = pc.and_(fits, pc.greater_equal(array, -limit))
    return pc.cast(_only(array, fits), pa.int64())


def _within(found: pa.Array, low: Decimal | int | None, high: Decimal | int | None) -> pa.Array:
    for bound, fits in ((low, pc.greater_equal), (high, pc.less_equal)):
        if bound is not None:
            found = _only(
                found,
                fits(found, pa.scalar(bound, pa.int64()) if isinstance(bound, int) else pa.scalar(bound)),
            )
    return found


def _is_text(array: pa.Array) -> bool:
    return bool(pa.types.is_string(array.type))


def _nulls(array: pa.Array, kind: pa.DataType) -> pa.Array:
    return pa.nulls(len(array), kind)
