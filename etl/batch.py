"""A batch of rows on its way: typed columns beside each other, and for each row what was found wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.errors import Fault, RowRefused
from etl.source import Record, Table


@dataclass
class Batch:
    """`raw` are the cells as they came (columns c0…), `columns` the typed values by `Column.into`.

    `refused[n]` is set as soon as row n cannot be loaded; nothing further is asked of it.
    """

    table: Table
    lines: np.ndarray
    raw: pa.RecordBatch
    columns: dict[str, pa.Array] = field(default_factory=dict)
    faults: dict[int, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.refused = np.zeros(len(self.lines), bool)

    def __len__(self) -> int:
        return len(self.lines)

    def add(self, row: int, fault: Fault) -> None:
        if isinstance(fault, RowRefused):
            self.refused[row] = True
            self.faults[row].insert(0, fault)
        else:
            self.faults[row].append(fault)

    def column(self, name: str) -> pa.Array | None:
        return self.columns.get(name)

    def text(self, name: str) -> pa.Array:
        """A column as text, absent or null as empty."""
        found = self.columns.get(name)
        if found is None:
            return pa.repeat(pa.scalar("", pa.string()), len(self))
        return pc.fill_null(found if pa.types.is_string(found.type) else pc.cast(found, pa.string()), "")

    def records(self, rows: Iterable[int]) -> Iterator[tuple[int, Record]]:
        """Rows as records, for what only reads one row at a time."""
        chosen = np.fromiter(rows, np.int64)
        if not len(chosen):
            return
        taken = pa.array(chosen)
        names = list(self.columns)
        lists = [self.columns[name].take(taken).to_pylist() for name in names]
        for row, values in zip(chosen.tolist(), zip(*lists, strict=True), strict=True):
            yield row, dict(zip(names, values, strict=True))

    def put(self, name: str, changes: dict[int, Any], kind: pa.DataType) -> None:
        """Writes single values into a column, which appears if it was not there."""
        found = self.columns.get(name)
        values = (found if found is not None else pa.nulls(len(self), kind)).to_pylist()
        for row, value in changes.items():
            values[row] = value
        self.columns[name] = pa.array(values, found.type if found is not None else kind)

    def refusal(self, row: int) -> RowRefused | None:
        return next((fault for fault in self.faults.get(row, ()) if isinstance(fault, RowRefused)), None)

    def kept(self) -> np.ndarray:
        return np.flatnonzero(~self.refused)

    def cells(self, row: int) -> list[Any]:
        """The cells of a row as they came, as far as its width goes."""
        names = [name for name in self.raw.schema.names if name[0] == "c" and name[1:].isdigit()]
        width = self.raw.column("width")[row].as_py() if "width" in self.raw.schema.names else len(names)
        return [self.raw.column(name)[row].as_py() for name in names[:width]]
