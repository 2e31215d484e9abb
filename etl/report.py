"""What a run did, or would do: counts, findings, and the keys that change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from etl import quarantine
from etl.errors import Finding, Note
from etl.load import CREATED, UPDATED
from etl.models import Anomaly, ImportRun, RejectedRow

COUNTED = ("read", "created", "updated", "unchanged", "refused", "flagged")
# Findings kept in memory to be shown; all of them are written to the database as they come.
SHOWN = 2_000
_WRITE_AT = 5_000


@dataclass
class Refused:
    """A row set aside: why, the row with its personal cells masked, and the cells as they came."""

    finding: Finding
    raw: dict[str, Any]
    original: quarantine.Original | None

    def __iter__(self) -> Any:
        return iter((self.finding, self.raw))


@dataclass
class Report:
    source: str
    file: str
    run_id: int | None = None
    dry_run: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[Finding] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)
    refused_by_code: Counter[str] = field(default_factory=Counter)
    doubts_by_code: Counter[str] = field(default_factory=Counter)
    diff: dict[str, list[str]] = field(default_factory=lambda: {CREATED: [], UPDATED: []})
    cells: list[dict[str, Any]] = field(default_factory=list)
    headers: dict[str, list[str]] = field(default_factory=dict)
    discrepancies: int = 0
    _rejected: list[RejectedRow] = field(default_factory=list)
    _originals: list[quarantine.Original | None] = field(default_factory=list)
    _anomalies: list[Anomaly] = field(default_factory=list)

    def refuse(self, refused: Refused) -> None:
        self.counts["refused"] += 1
        self.refused_by_code[refused.finding.fault.code] += 1
        if len(self.refused) < SHOWN:
            self.refused.append(refused)
        self._rejected.append(RejectedRow(run_id=self.run_id, raw=refused.raw, **_columns(refused.finding)))
        self._originals.append(refused.original)

    def doubt(self, finding: Finding) -> None:
        self.doubts_by_code[finding.fault.code] += 1
        if len(self.doubts) < SHOWN:
            self.doubts.append(finding)
        self._anomalies.append(Anomaly(run_id=self.run_id, **_columns(finding)))

    def note(self, note: Note, sheet: str) -> None:
        self.notes.append(Finding(note, self.file, 0, "", sheet))

    def tell_cells(self, rows: list[dict[str, Any]], sheet: str, personal: set[str]) -> None:
        """Cells a trial would change. Of a personal one nothing is told but that it changes."""
        for row in rows:
            cells = [(n, None, None, True) if n in personal else (n, b, a, False) for n, b, a in row["cells"]]
            self.cells.append({**row, "sheet": sheet, "cells": cells})

    def ignored(self, names: list[str]) -> None:
        if names:
            self.note(Note("sheets_ignored", value=", ".join(names)), "")

    @property
    def is_heavy(self) -> bool:
        return len(self._rejected) + len(self._anomalies) >= _WRITE_AT

    def flush(self) -> None:
        """Writes what has been found so far; only when the connection is free."""
        quarantine.keep(RejectedRow.objects.bulk_create(self._rejected, batch_size=1000), self._originals)
        Anomaly.objects.bulk_create(self._anomalies, batch_size=1000)
        self._rejected, self._originals, self._anomalies = [], [], []

    def save(self, entry: ImportRun) -> None:
        self.flush()
        ImportRun.objects.filter(pk=entry.pk).update(**{name: self.counts[name] for name in COUNTED})

    def as_json(self) -> dict[str, Any]:
        return {
            "notes": [note.as_json() for note in self.notes],
            "refused_by_code": dict(self.refused_by_code),
            "doubts_by_code": dict(self.doubts_by_code),
            "diff": self.diff,
            "cells": self.cells,
            "headers": self.headers,
            "discrepancies": self.discrepancies,
            "removed": self.counts["removed"],
        }


def _columns(finding: Finding) -> dict[str, Any]:
    kept = finding.as_json()
    del kept["file"], kept["level"]
    return kept
