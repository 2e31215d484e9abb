"""Documents are read in the same locked child as imports; `layers.documents` asks for it without knowing who reads."""

from __future__ import annotations

from pathlib import Path

from etl.sandbox.limits import DEFAULT, Limits
from layers.documents.reading import MAX_BYTES, Reading

LIMITS = Limits(memory_mb=DEFAULT.memory_mb, cpu_s=40, file_mb=MAX_BYTES // 2**20, unpacked_mb=200)


def read(path: Path) -> Reading:
    """FileUnreadable says why not."""
    from etl.sandbox.process import opened

    with opened(path, (), "", 60, LIMITS, document=True) as sheets:
        for sheet in sheets:
            for batch in sheet.batches():
                row = batch.to_pylist()[0]
                return Reading(
                    media_type=row["media_type"], pages=row["pages"], text=row["text"], picture=row["picture"],
                    lon=row["lon"], lat=row["lat"],
                )  # fmt: skip
    msg = "the reader said nothing"
    raise RuntimeError(msg)
