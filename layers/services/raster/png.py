"""An indexed PNG: a byte a pixel, its colours, and the first of them transparent."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np
from isal import isal_zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def encode(indexes: np.ndarray, colours: Sequence[str]) -> bytes:
    """`indexes`: uint8, height × width; 0 is transparent, n is `colours[n - 1]` ("#RRGGBB")."""
    height, width = indexes.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = indexes
    palette = b"\0\0\0" + b"".join(bytes.fromhex(colour[1:]) for colour in colours)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", palette), (b"tRNS", b"\0"), (b"IDAT", isal_zlib.compress(rows.tobytes(), 2)))
    return _SIGNATURE + b"".join(_chunk(*part) for part in (*parts, (b"IEND", b"")))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
