"""The batches of one sheet: typed, keyed, ruled, located, sent to be loaded; and what is said of their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl import digest, quarantine, returns, typed
from etl.ahead import ahead
from etl.batch import Batch
from etl.columns import Hints
from etl.crs import Reading
from etl.errors import Fault, Finding, Note, RowRefused, ValueDoubtful
from etl.geometry import Shapes
from etl.load import LOCATED, Loader
from etl.locate import Locator
from etl.models import ImportRun
from etl.report import Refused, Report
from etl.sheets import Headed
from etl.source import Column, Rule, Table
from etl.survey import Surveyor

Progress = Callable[[float, str], None]
MASK = "•••"
_DRAWN = frozenset({"_lon", "_wkt"})
_MEASURED = ("area_m2", "length_m")
# What the content of a row and its territory settle: two rows alike in those are alike in these.
_FOLLOWS = frozenset({"geom", "declared_code", "declared_name", "location_evidence", *_MEASURED})


@dataclass(frozen=True)
class Options:
    """How a run was asked for; `srid` and `layer` only when the person said them."""

    fictitious: bool
    progress: Progress
    srid: int | None
    layer: str
    dry_run: bool


class SheetRun:
    def __init__(self, headed: Headed, entry: ImportRun, report: Report, options: Options) -> None:
        self.headed, self.report, self.options = headed, report, options
        self.table: Table = headed.table
        self.titles = headed.titles()
        self.personal = {column.into for column, _ in headed.places if column.personal}
        self.reading: Reading | None = None
        self.kinds = {column.into: _kind(self.table, column) for column, _ in headed.places}
        self.returned = returns.returned(headed.headers, self.table, headed.places)
        if self.returned is not None:
            headed.notes = self.returned.unknown(headed.notes)
        self.loader = Loader(
            entry.pk, self.table, headed.rows, direct=not options.dry_run, returned=self.returned
        )
        self.locator = Locator(self.loader.copier.wait, self.table.any_level) if self.table.located else None
        # The Kingdom's outline is read only for files that draw something, and here: later a thread has no database.
        self.surveyor = Surveyor() if headed.raw.kind == "vector" or _DRAWN & self.titles.keys() else None
        self.seen = digest.Seen()
        self.flagged: set[int] = set()
        self._spoken: list[str] = []

    def run(self) -> None:
        with self.loader.copier:
            self._run()

    def _run(self) -> None:
        self.report.headers[self.headed.name] = self.headed.headers
        hints = self.headed.hints()
        done = 0
        for batch, shapes, hashes in ahead(self._prepared(hints)):
            self._repeated(batch, hashes)
            if self.locator is not None:
                self.locator.locate(batch, shapes.points)
            shapes.write()
            self._obey(batch, self.table.measured)
            self._mark(batch)
            self._spoken = self._present(batch)
            self.loader.add(batch, self._digests(batch, hashes), self._spoken)
            self._tell(batch)
            done += len(batch)
            self.options.progress(0.9 * min(1.0, done / (self.headed.rows or done)), self.headed.name)
        self._finish(hints)

    def _prepared(self, hints: dict[str, Hints]) -> Iterator[tuple[Batch, Shapes, np.ndarray]]:
        """Runs in a thread of its own, one batch ahead: nothing here may ask the database."""
        for batch in self.headed.batches():
            self._type(batch, hints)
            self._key(batch)
            self._obey(batch, self.table.rules)
            shapes = Shapes(batch)
            self._place(batch, shapes)
            yield batch, shapes, self._content(batch)

    # -- the stages of a batch

    def _type(self, batch: Batch, hints: dict[str, Hints]) -> None:
        for column, at in self.headed.places:
            raw = (
                batch.raw.column(f"c{at}")
                if f"c{at}" in batch.raw.schema.names
                else pa.nulls(len(batch), pa.string())
            )
            found = typed.convert(raw, column, hints[column.into], self.kinds[column.into])
            batch.columns[column.into] = found.values
            for row, fault in (*found.faults, *self._limits(batch, column)):
                if not batch.refused[row]:
                    batch.add(row, _discreet(fault, column))
            if column.filled:
                for row in np.flatnonzero(found.empty & ~batch.refused).tolist():
                    batch.add(row, ValueDoubtful("value_missing", column=column.into))

    def _limits(self, batch: Batch, column: Column) -> list[tuple[int, ValueDoubtful]]:
        """Values the table's column cannot hold are set aside, not cut."""
        beyond = typed.beyond(batch.columns[column.into], _field(self.table, column))
        if beyond is None:
            return []
        array, mask = batch.columns[column.into], pa.array(beyond)
        batch.columns[column.into] = pc.if_else(mask, pa.scalar(None, array.type), array)
        code = "text_too_long" if pa.types.is_string(array.type) else "number_range"
        return [
            (row, ValueDoubtful(code, value=array[row].as_py())) for row in np.flatnonzero(beyond).tolist()
        ]

    def _key(self, batch: Batch) -> None:
        table = self.table
        if table.key_from and table.key not in batch.columns:
            parts = [batch.text(name) for name in table.key_from]
            whole = ~np.logical_or.reduce([pc.equal(part, "").to_numpy(False) for part in parts])
            joined = pc.binary_join_element_wise(*parts, "/")
            batch.columns[table.key] = pc.if_else(pa.array(whole), joined, "")
        empty = pc.equal(batch.text(table.key), "").to_numpy(False)
        spoken = {table.key, *table.key_from}
        for row in np.flatnonzero(empty & ~batch.refused).tolist():
            spoiled = [fault for fault in batch.faults.get(row, ()) if fault.column in spoken]
            value, column = (
                (spoiled[0].value, spoiled[0].column) if spoiled else ("", self._absent(batch, row))
            )
            batch.add(row, RowRefused("key_empty", value=value, column=column))

    def _absent(self, batch: Batch, row: int) -> str:
        """Which part of the key is missing."""
        parts = self.table.key_from or (self.table.key,)
        return next((name for name in parts if not batch.text(name)[row].as_py()), parts[0])

    def _obey(self, batch: Batch, rules: tuple[Rule, ...]) -> None:
        for rule in rules:
            suspects = getattr(rule, "suspects", None)
            mask = (
                np.ones(len(batch), bool)
                if suspects is None
                else pc.fill_null(suspects(batch), True).to_numpy(False)
            )
            changes: dict[str, dict[int, Any]] = {}
            for row, record in batch.records(np.flatnonzero(mask & ~batch.refused)):
                before = dict(record)
                for fault in rule(record):
                    batch.add(row, fault)
                for name, value in record.items():
                    if before.get(name) != value:
                        changes.setdefault(name, {})[row] = value
            for name, values in changes.items():
                batch.put(name, values, self._kind(name))
            derive = getattr(rule, "derive", None)
            if derive is not None:
                derive(batch)

    def _kind(self, into: str) -> pa.DataType:
        if into in self.kinds:
            return self.kinds[into]
        fields = {f.attname: f for f in self.table.model._meta.local_concrete_fields}
        return typed.arrow_type(fields.get(into))

    def _place(self, batch: Batch, shapes: Shapes) -> None:
        """Coordinates to WGS84. The first batch that has some tells in which system the file was written."""
        shapes.read()
        known = {note.code for note in self.headed.notes}
        self.headed.notes += [note for note in shapes.notes if note.code not in known]
        if self.reading is None:
            sample = shapes.sample()
            if sample is None:
                return
            assert self.surveyor is not None
            self.reading = self.surveyor.reading(sample, batch, self.headed, self.options.srid)
        shapes.transform(self.reading)

    def _content(self, batch: Batch) -> np.ndarray:
        parts = [digest.of_column(batch.columns[column.into]) for column, _ in self.headed.places]
        if "geometry" in batch.raw.schema.names:
            parts.append(digest.of_column(batch.raw.column("geometry")))
        return digest.combine(parts)

    def _digests(self, batch: Batch, content: np.ndarray) -> np.ndarray:
        """Of all a row says, and of what the platform made of it: its place, what rules deduced, its doubts."""
        own = {column.into for column, _ in self.headed.places} | _FOLLOWS
        spoken = digest.of_column(pa.array([" ".join(self._spoken)]))[0]
        made = sorted(name for name in batch.columns if name not in own and not name.startswith("_"))
        parts = [np.full(len(batch), spoken), content, *(digest.of_column(batch.columns[name]) for name in made)]
        return digest.combine(parts).view(np.int64)

    def _repeated(self, batch: Batch, content: np.ndarray) -> None:
        """The first row of a key is kept; a later one is refused, said identical or different."""
        rows = batch.kept()
        keys = digest.of_column(batch.text(self.table.key))[rows]
        for at, first, same in self.seen.repeated(keys, batch.lines[rows], content[rows]):
            row = int(rows[at])
            key = batch.columns[self.table.key][row].as_py()
            code = "row_repeated" if same else "key_duplicated"
            batch.add(row, RowRefused(code, value=key, column=self.table.key, first=first))

    def _mark(self, batch: Batch) -> None:
        if self.returned is not None:
            self.returned.excuse(batch, self.titles.keys())
        codes = {row: sorted({fault.code for fault in faults}) for row, faults in batch.faults.items()}
        counts = np.zeros(len(batch) + 1, np.int32)
        for row, found in codes.items():
            counts[row + 1] = len(found)
        flat = pa.array([code for row in sorted(codes) for code in codes[row]], pa.string())
        batch.columns["flags"] = pa.ListArray.from_arrays(pa.array(np.cumsum(counts, dtype=np.int32)), flat)
        invented = np.full(len(batch), self.options.fictitious)
        if self.returned is not None:
            invented |= self.returned.fictitious(batch)
        batch.columns["fictitious"] = pa.array(invented)

    def _present(self, batch: Batch) -> list[str]:
        """Columns this file speaks of, with those the platform derives."""
        derived = {name for name in _MEASURED if name in batch.columns}
        located = LOCATED if self.table.located else ("geom",) if "geom" in batch.columns else ()
        ruled = {name for name in batch.columns if not name.startswith("_")}
        said = {*self.titles, *derived, *located, *ruled, self.table.key, "flags", "fictitious"}
        if self.returned is not None:
            said -= {"fictitious"} if self.returned.whole else {"fictitious", "flags", *derived}
        return sorted(said)

    # -- what is said

    def _tell(self, batch: Batch) -> None:
        counts = self.report.counts
        counts["read"] += len(batch)
        keys = batch.text(self.table.key)
        for row in sorted(batch.faults):
            faults, key, line = batch.faults[row], keys[row].as_py(), int(batch.lines[row])
            for fault in faults:
                self._entitle(fault)
            refusal = batch.refusal(row)
            if refusal is not None:
                self.report.refuse(self._refused(batch, row, self._finding(refusal, line, key)))
            else:
                counts["flagged"] += 1
                self.flagged.add(line)
            for fault in faults:
                if fault is not refusal:
                    self.report.doubt(self._finding(fault, line, key))
        if self.report.is_heavy:
            self.loader.copier.wait()
            self.report.flush()

    def _finish(self, hints: dict[str, Hints]) -> None:
        result = self.loader.finish(self._spoken, self._compared())
        self.report.counts.update(result.counts)
        self.report.tell_cells(result.cells, self.headed.name, self.personal)
        for outcome, keys in result.diff.items():
            self.report.diff[outcome] += keys
        for refused in result.refused:
            value = refused.key if refused.stored is None else refused.stored
            fault = RowRefused(refused.code, value=value, stored=refused.stored, column=self.table.order)
            self._entitle(fault)
            self.report.refuse(Refused(self._finding(fault, refused.line, refused.key), {}, None))
            self.report.counts["flagged"] -= refused.line in self.flagged
        for note in self.headed.notes:
            self.report.note(note, self.headed.name)
        for into, hint in hints.items():
            for code in sorted(hint.notes):
                self.report.note(Note(code, column=self.titles[into]), self.headed.name)

    def _compared(self) -> list[str]:
        """Only a trial shows cells side by side: columns the file itself gives, and where it puts the row."""
        if not self.options.dry_run:
            return []
        stored = {field.attname for field in self.table.model._meta.local_concrete_fields}
        said = [name for name in self.titles if name in stored]
        return said if "geom" in said or "geom" not in self._spoken else [*said, "geom"]

    def _entitle(self, fault: Fault) -> None:
        """Names the column as the file does; of a personal one nothing is told."""
        if fault.column in self.personal:
            fault.mask(MASK)
        fault.column = self._heading(fault.column)

    def _heading(self, column: str) -> str:
        """As the file writes it; a composed key, which no file has, by the headings it is made of."""
        if column == self.table.key and column not in self.titles:
            return " + ".join(self.titles[part] for part in self.table.key_from if part in self.titles) or column
        return self.titles.get(column, column)

    def _finding(self, fault: Fault, line: int, key: str) -> Finding:
        return Finding(fault, self.report.file, line, key, self.headed.name)

    def _refused(self, batch: Batch, row: int, finding: Finding) -> Refused:
        kept = quarantine.original(self.table.name, self.headed.headers, batch.cells(row), sorted(self._hidden()))
        return Refused(finding, self._raw(batch, row), kept)

    def _hidden(self) -> set[int]:
        """Places of personal cells; a column nobody declared may hold a name as well."""
        known = {at: column.personal for column, at in self.headed.places}
        return {at for at in range(len(self.headed.headers)) if known.get(at, True)}

    def _raw(self, batch: Batch, row: int) -> dict[str, Any]:
        """The row as it came, personal columns masked; of another width, its cells by number."""
        cells, headers = batch.cells(row), self.headed.headers
        hidden = self._hidden()
        if len(cells) != len(headers):
            first = min(hidden, default=len(cells))
            return {str(n): MASK if n >= first else _plain(cell) for n, cell in enumerate(cells)}
        return {
            header or str(n): MASK if n in hidden and cell else _plain(cell)
            for n, (header, cell) in enumerate(zip(headers, cells, strict=True))
        }


def _field(table: Table, column: Column) -> Any:
    """The model's field a column ends in; None when only rules read it."""
    prefix, _, name = column.into.rpartition(".")
    model = next((c.model for c in table.companions if c.name == prefix), None) if prefix else table.model
    return next((f for f in model._meta.local_concrete_fields if f.attname == name), None) if model else None


def _kind(table: Table, column: Column) -> pa.DataType:
    return typed.arrow_type(_field(table, column), column)


def _discreet(fault: ValueDoubtful, column: Column) -> ValueDoubtful:
    fault.named(column.into)
    if column.personal:
        fault.mask(MASK)
    return fault


def _plain(cell: Any) -> Any:
    return None if cell is None else str(cell).removeprefix("\x02").replace("\x00", "\\0")[:500]
