"""Arrow columns → PostgreSQL's binary COPY stream, without a Python object per value.

Every value is a 4-byte big-endian length and its bytes; -1 is null. Numeric is written with a fixed number of
base-10000 digits: the server strips what is superfluous.
"""

from __future__ import annotations

import struct

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


def rows(columns: list[tuple[pa.Array, str]]) -> bytes:
    """The tuples of a batch; `columns` pairs each array with its type in the database (`format_type`)."""
    count = len(columns[0][0])
    parts = [pa.repeat(pa.scalar(struct.pack(">h", len(columns)), pa.binary()), count)]
    parts += [_encoded(array, kind) for array, kind in columns]
    joined = pc.binary_join_element_wise(*parts, b"")
    start, end = _ends(joined)
    return bytes(memoryview(joined.buffers()[2])[start:end])


def _ends(array: pa.Array) -> tuple[int, int]:
    offsets = np.frombuffer(array.buffers()[1], np.int32)[array.offset : array.offset + len(array) + 1]
    return int(offsets[0]), int(offsets[-1])


def _encoded(array: pa.Array, kind: str) -> pa.Array:
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.null_count == len(array):
        return pa.repeat(pa.scalar(_NULL, pa.binary()), len(array))
    coded = few(array)
    if coded is not None:
        found = _encoded(coded.dictionary, kind).take(coded.indices)
        return pc.fill_null(found, _NULL) if found.null_count else found
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


def _fixed(array: pa.Array, values: np.ndarray, kind: str, size: int) -> pa.Array:
    packed = np.empty(len(values), dtype=[("n", ">i4"), ("v", kind)])
    packed["n"], packed["v"] = size, values
    return _with_nulls(array, _binary(packed))


def _binary(packed: np.ndarray) -> pa.Array:
    """A structured array as one binary value a row."""
    width = packed.dtype.itemsize
    offsets = np.arange(0, (len(packed) + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(
        pa.binary(), len(packed), [None, pa.py_buffer(offsets), pa.py_buffer(packed.tobytes())]
    )


def _with_nulls(array: pa.Array, encoded: pa.Array) -> pa.Array:
    return (
        pc.if_else(pc.is_valid(array), encoded, pa.scalar(_NULL, pa.binary()))
        if array.null_count
        else encoded
    )


def _varied(array: pa.Array) -> pa.Array:
    sizes = pc.fill_null(pc.binary_length(array), 0).to_numpy().astype(">i4")
    return _with_nulls(array, pc.binary_join_element_wise(_binary(sizes), pc.fill_null(array, b""), b""))


def _numeric(array: pa.Array) -> pa.Array:
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
    return _with_nulls(array, _binary(packed))


def _texts(array: pa.Array) -> pa.Array:
    """text[]: few distinct values (flags) or few elements (land references)."""
    joined = pc.binary_join(array, "\x1f")
    lengths = pc.list_value_length(array)
    coded = pc.if_else(pc.equal(lengths, 0), pa.scalar("\x1e"), joined).dictionary_encode()
    encoded = pa.array([_text_array(value) for value in coded.dictionary.to_pylist()], pa.binary())
    return _with_nulls(array, _varied(encoded.take(coded.indices)))


def _text_array(joined: str) -> bytes:
    if joined == "\x1e":
        return struct.pack(">iiI", 0, 0, _TEXT_OID)
    items = [item.encode() for item in joined.split("\x1f")]
    body = b"".join(struct.pack(">i", len(item)) + item for item in items)
    return struct.pack(">iiIii", 1, 0, _TEXT_OID, len(items), 1) + body
