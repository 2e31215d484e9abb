"""A file written, read in the locked child, or refused by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.errors import FileUnreadable
from etl.headings import header_form
from etl.sandbox import open_file

FORMS = frozenset(header_form(name) for name in ("reference", "etat", "commune", "date_depot"))
ROOT = Path(__file__).resolve().parents[3]


def rows_of(table: pa.Table) -> list[tuple[int, list[str | None], str | None, str | None]]:
    found = table.to_pydict()
    kept = sum(name.startswith("c") for name in found)
    return [
        (
            line,
            [found[f"c{n}"][at] for n in range(min(found["width"][at], kept))],
            found["fault"][at],
            found["doubt"][at],
        )
        for at, line in enumerate(found["line"])
    ]


def read(path: Path, **options: Any) -> list[tuple[Any, pa.Table]]:
    with open_file(path, FORMS, **options) as sheets:
        return [(sheet, pa.Table.from_batches(sheet.batches(), sheet.schema)) for sheet in sheets]


def refused(path: Path, **options: Any) -> FileUnreadable:
    with pytest.raises(FileUnreadable) as found:
        read(path, **options)
    for language in ("fr", "ar"):
        assert found.value.text(language) and found.value.suggestion(language)
    return found.value


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
