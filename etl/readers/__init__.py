"""A file's raw sheets, as the locked child reads them (etl.sandbox): a table's rows are kept to be read twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from etl import sandbox
from etl.sheets import RawSheet
from etl.source import Source


class Spooled:
    """A sheet whose rows lie in a file: its header, its columns' habits and its rows are three readings."""

    def __init__(self, raw: Any) -> None:
        self._table = raw.spool()
        self.name, self.kind, self.columns = raw.name, raw.kind, raw.columns
        self.srid, self.crs_wkt, self.notes = raw.srid, raw.crs_wkt, raw.notes
        self.features = len(self._table)

    def batches(self) -> Iterator[pa.RecordBatch]:
        return iter(self._table.to_batches())


@contextmanager
def opened(path: Path, source: Source, layer: str = "") -> Iterator[Iterator[RawSheet]]:
    """FileUnreadable names what stops the reading, at once or on the way."""
    with sandbox.open_file(path, forms(source), layer=layer) as raws:
        yield (cast(RawSheet, Spooled(raw) if raw.kind == "table" else raw) for raw in raws)


def forms(source: Source) -> frozenset[str]:
    """Every heading that may be met."""
    return frozenset().union(*(column.forms for table in source.tables for column in table.columns)) - {""}
