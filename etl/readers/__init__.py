"""Readers: bytes → rows of raw cells with their line, whatever the encoding, delimiter or program that wrote."""

from __future__ import annotations

from pathlib import Path

from etl.errors import FileUnreadable
from etl.readers import csv, excel
from etl.readers.table import Sheet, sheets
from etl.source import Source

MAX_BYTES = 300 * 1024 * 1024


def read(path: Path, source: Source) -> list[Sheet]:
    """The sheets of a file with their tables and columns recognised. FileUnreadable names what stops it."""
    if not path.is_file():
        raise FileUnreadable("file_missing", value=path.name)
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise FileUnreadable("file_too_large", value=path.name, limit=MAX_BYTES // 2**20)
    content = path.read_bytes()
    if not content.strip():
        raise FileUnreadable("file_empty", value=path.name)
    reader = excel if content.startswith(excel.MAGIC) else csv
    return sheets(reader.rows(content, source), source)
