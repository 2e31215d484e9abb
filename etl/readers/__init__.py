"""Readers: a file → raw sheets of cells with their line, whatever the encoding, delimiter or program that wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.errors import FileUnreadable
from etl.readers import csv, excel
from etl.sheets import RawSheet
from etl.source import Source

MAX_BYTES = 300 * 1024 * 1024


@dataclass
class _Rows:
    name: str
    rows: list[Any]
    notes: list[tuple[str, dict[str, Any]]]
    kind: str = "table"
    columns: list[str] = field(default_factory=list)
    srid: int | None = None
    features: int | None = None

    def batches(self) -> Iterator[pa.RecordBatch]:
        wide = max((len(r.cells) for r in self.rows), default=0)
        for start in range(0, len(self.rows), 65536):
            part = self.rows[start : start + 65536]
            arrays = {
                "line": pa.array([r.line for r in part], pa.int32()),
                "width": pa.array([len(r.cells) for r in part], pa.int16()),
                "fault": pa.array([r.fault.code if r.fault else None for r in part], pa.string()),
                "doubt": pa.array([r.doubts[0].code if r.doubts else None for r in part], pa.string()),
            }
            for n in range(wide):
                arrays[f"c{n}"] = pa.array([_text(r.cells[n]) if n < len(r.cells) else None for r in part], pa.string())
            yield pa.RecordBatch.from_pydict(arrays)


def _text(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if hasattr(cell, "isoformat"):
        return "\x02" + cell.isoformat()
    return "\x02" + repr(cell)


@contextmanager
def opened(path: Path, source: Source) -> Iterator[Iterator[RawSheet]]:
    if not path.is_file():
        raise FileUnreadable("file_missing", value=path.name)
    if path.stat().st_size > MAX_BYTES:
        raise FileUnreadable("file_too_large", value=path.name, limit=MAX_BYTES // 2**20)
    content = path.read_bytes()
    if not content.strip():
        raise FileUnreadable("file_empty", value=path.name)
    reader = excel if content.startswith(excel.MAGIC) else csv
    raws = reader.rows(content, source)
    yield iter([_Rows(r.name, r.rows, [(n.code, n.context) for n in r.notes]) for r in raws])
