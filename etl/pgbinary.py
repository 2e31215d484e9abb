"""Arrow columns → PostgreSQL's binary COPY stream, without a Python object per value.

Every value is a 4-byte big-endian length and its bytes; -1 is null. Numeric is written with a fixed number of
base-10000 digits: the server strips what is superfluous.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.typed import few

HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
TRAILER = struct.pack(">h", -1)
_NULL = struct.pack(">i", -1)
_TEXT_OID = 25
_EPOCH_DAYS = 10_957  # 1970-01-01 to 2000-01-01, PostgreSQL's day zero
_EPOCH_US = _EPOCH_DAYS * 86_400 * 1_000_000
# Type in the database → casts in Arrow, origin, packed form, bytes.
_PLAIN: dict[str, tuple[tuple[pa.DataType, ...], int, str, int]] = {
    "smallint": ((pa.int64(),), 0, ">i2", 2),
    "integer": ((pa.int64(),), 0, ">i4", 4),
    "bigint": ((pa.int64(),), 0, ">i8", 8),
    "double precision": ((pa.float64(),), 0, ">f8", 8),
    "boolean": ((pa.uint8(),), 0, "u1", 1),
    "date": ((pa.int32(),), _EPOCH_DAYS, ">i4", 4),
    "timestamp with time zone": ((pa.int64(),), _EPOCH_US, ">i8", 8),
}


# A column of a batch as bytes: one value for all rows (bytes), values of one width beside each other (an array of rows
# of bytes), values of any width (an Arrow array), or several of these in a row (a list).
Piece: TypeAlias = Any
_ORDER = {bytes: 0, np.ndarray: 1}


def rows(columns: list[tuple[pa.Array, str]]) -> bytes:
    """The tuples of a batch; `columns` pairs each array with its type in the database (`format_type`)."""
    return _joined([_piece(array, kind) for array, kind in columns], len(columns[0][0]))


def arranged(columns: list[tuple[str, pa.Array, str]]) -> tuple[list[str], bytes]:
    """The same, named, in the order that is the quickest to write: what is alike in all rows first, in one piece."""
    pieces = [(name, _piece(array, kind)) for name, array, kind in columns]
    pieces.sort(key=lambda pair: _ORDER.get(type(pair[1]), 2))
    return [name for name, _ in pieces], _joined([piece for _, piece in pieces], len(columns[0][1]))


def _joined(pieces: list[Piece], count: int) -> bytes:
    parts: list[Any] = [struct.pack(">h", len(pieces))]
    flat: Iterable[Piece] = chain.from_iterable(p if isinstance(p, list) else [p] for p in pieces)
    for piece in flat:
        last = parts[-1]
        if isinstance(piece, bytes) and isinstance(last, bytes):
            parts[-1] = last + piece
        elif isinstance(piece, np.ndarray) and isinstance(last, np.ndarray):
            parts[-1] = np.concatenate([last, piece], axis=1)
        else:
            parts.append(piece)
    if len(parts) == 1:
        return bytes(parts[0]) * count
    arrays = [_binary(part) if isinstance(part, np.ndarray) else part for part in parts]
    joined = pc.binary_join_element_wise(*arrays, b"")
    start, end = _ends(joined)
    return bytes(memoryview(joined.buffers()[2])[start:end])


def _ends(array: pa.Array) -> tuple[int, int]:
    offsets = np.frombuffer(array.buffers()[1], np.int32)[array.offset : array.offset + len(array) + 1]
    return int(offsets[0]), int(offsets[-1])


def _piece(array: pa.Array, kind: str) -> Piece:
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if len(array) and array.null_count == len(array):
        return _NULL
    coded = few(array)
    if coded is not None:
        return _spread(_array(_piece(coded.dictionary, kind)), coded.indices)
    base = kind.partition("(")[0]
    if kind.endswith("[]"):
        return _texts(array)
    if base == "numeric":
        return _numeric(array)
    if base == "jsonb":
        return _varied(pc.binary_join_element_wise(b"\x01", pc.cast(array, pa.binary()), b""))
    if base not in _PLAIN:
        return _varied(pc.cast(array, pa.binary()))
    steps, shift, packed, size = _PLAIN[base]
    for step in steps:
        array = pc.cast(array, step)
    values = pc.fill_null(array, pa.scalar(0, pa.int64()).cast(array.type)).to_numpy(zero_copy_only=False)
    return _fixed(array, values - shift if shift else values, packed, size)


def _array(piece: Piece) -> pa.Array:
    if isinstance(piece, np.ndarray):
        return _binary(piece)
    if isinstance(piece, list):
        return pc.binary_join_element_wise(*map(_array, piece), b"")
    return pa.array([piece], pa.binary()) if isinstance(piece, bytes) else piece


def _spread(distinct: pa.Array, numbers: pa.Array) -> Piece:
    if len(distinct) == 1 and not numbers.null_count:
        return bytes(distinct[0].as_py())
    found = distinct.take(numbers)
    return pc.fill_null(found, _NULL) if found.null_count else found


def _fixed(array: pa.Array, values: np.ndarray, kind: str, size: int) -> Piece:
    packed = np.empty(len(values), dtype=[("n", ">i4"), ("v", kind)])
    packed["n"], packed["v"] = size, values
    return _with_nulls(array, packed)


def _binary(rows_: np.ndarray) -> pa.Array:
    """Rows of bytes as one binary value each."""
    count, width = rows_.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(pa.binary(), count, [None, pa.py_buffer(offsets), pa.py_buffer(rows_.tobytes())])


def _with_nulls(array: pa.Array, packed: np.ndarray) -> Piece:
    """A structured array as rows of bytes, those of nulls replaced."""
    content = packed.view(np.uint8).reshape(len(packed), packed.dtype.itemsize)
    if array.null_count:
        return pc.if_else(pc.is_valid(array), _binary(content), pa.scalar(_NULL, pa.binary()))
    if len(content) and (content == content[0]).all():
        return content[0].tobytes()
    return content


def _varied(array: pa.Array) -> Piece:
    sizes = pc.fill_null(pc.binary_length(array), 0).to_numpy().astype(">i4").view(np.uint8).reshape(-1, 4)
    if not array.null_count:
        return [sizes, array]
    written = pc.binary_join_element_wise(_binary(sizes), pc.fill_null(array, b""), b"")
    return pc.if_else(pc.is_valid(array), written, pa.scalar(_NULL, pa.binary()))


def _numeric(array: pa.Array) -> Piece:
    """Up to 16 digits before the mark and 4 after, of a decimal128: its low 64 bits hold the unscaled value."""
    scale = array.type.scale
    words = np.frombuffer(array.buffers()[1], np.int64)[
        array.offset * 2 : (array.offset + len(array)) * 2
    ].reshape(-1, 2)
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    unscaled = np.where(valid, words[:, 0], 0)
    whole, part = np.divmod(np.abs(unscaled), 10**scale)
    packed = np.zeros(len(unscaled), dtype=[("n", ">i4"), ("h", ">i2", 4), ("d", ">i2", 5)])
    packed["n"] = 18
    packed["h"][:, 0], packed["h"][:, 1], packed["h"][:, 3] = 5, 3, scale
    packed["h"][:, 2] = np.where(unscaled < 0, 0x4000, 0)
    for place in range(4):
        packed["d"][:, 3 - place] = whole // 10_000**place % 10_000
    packed["d"][:, 4] = part * 10 ** (4 - scale)
    return _with_nulls(array, packed)


def _texts(array: pa.Array) -> Piece:
    """text[]: few distinct values (flags) or few elements (land references)."""
    lengths = pc.list_value_length(array)
    if not array.null_count and not pc.max(lengths).as_py():
        return _sized(_text_array("\x1e"))
    joined = pc.binary_join(array, "\x1f")
    coded = pc.if_else(pc.equal(lengths, 0), pa.scalar("\x1e"), joined).dictionary_encode()
    encoded = [_sized(_text_array(value)) for value in coded.dictionary.to_pylist()]
    return _spread(pa.array(encoded, pa.binary()), coded.indices)


def _sized(value: bytes) -> bytes:
    return struct.pack(">i", len(value)) + value


def _text_array(joined: str) -> bytes:
    if joined == "\x1e":
        return struct.pack(">iiI", 0, 0, _TEXT_OID)
    items = [item.encode() for item in joined.split("\x1f")]
    body = b"".join(struct.pack(">i", len(item)) + item for item in items)
    return struct.pack(">iiIii", 1, 0, _TEXT_OID, len(items), 1) + body
