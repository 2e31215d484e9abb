"""How a document is read: in a process apart, by whoever registers itself; layers know nobody above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 30 * 2**20


@dataclass(frozen=True)
class Reading:
    """`picture`: a JPEG of its look (first page, or the photo), without metadata. `lon`, `lat`: what a photo told."""

    media_type: str
    pages: int
    text: str
    picture: bytes | None
    lon: float | None = None
    lat: float | None = None


Reader = Callable[[Path], Reading]
_reader: list[Reader] = []


def read_with(reader: Reader) -> None:
    _reader[:] = [reader]


def read(path: Path) -> Reading:
    if not _reader:
        msg = "nobody reads documents: none is kept"
        raise RuntimeError(msg)
    return _reader[0](path)
