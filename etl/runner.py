"""One file through the pipeline: read → typed → rules → locate → load → report, in one transaction.

Every row read ends as created, updated, unchanged or refused; the counts add up or the run does not commit.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from etl import checks, load, quarantine, readers, records
from etl.errors import FileUnreadable, Finding, ImportBusy, Note, RowRefused
from etl.locate import Locator
from etl.mapping import mapped
from etl.models import Anomaly, ImportRun, RejectedRow
from etl.readers.table import Sheet
from etl.records import Read
from etl.source import Source, Table
from layers.jobs import Cancelled

LOCATED = (
    "territory_id", "arrondissement_id", "declared_code", "declared_name", "declared_edition", "geom",
    "location_precision", "location_method", "location_evidence", "location_confidence",
)  # fmt: skip
DIFF_SHOWN = 200


class _DryRun(Exception):
    """Unwinds the transaction of a dry run."""


@dataclass
class Report:
    """What a run did, or would do: counts, every finding, and the keys that change."""

    source: str
    file: str
    run_id: int | None = None
    dry_run: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[Finding] = field(default_factory=list)
    refused: list[tuple[Finding, dict[str, Any]]] = field(default_factory=list)
    originals: list[quarantine.Original] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)
    diff: dict[str, list[str]] = field(default_factory=dict)
    discrepancies: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "notes": [note.as_json() for note in self.notes],
            "refused_by_code": dict(Counter(f.fault.code for f, _ in self.refused)),
            "doubts_by_code": dict(Counter(f.fault.code for f in self.doubts)),
            "diff": self.diff,
            "discrepancies": self.discrepancies,
        }


def run(
    source: Source,
    path: Path,
    *,
    fictitious: bool = False,
    dry_run: bool = False,
    owner_id: int | None = None,
    progress: Callable[[float, str], None] | None = None,
    mapping: dict[str, str] | None = None,
    srid: int | None = None,
) -> Report:
    """FileUnreadable, ImportBusy: nothing was written, and the run says so."""
    source = mapped(source, mapping or {})
    if dry_run:
        return _dry(source, path, fictitious, progress)
    entry = ImportRun.objects.create(
        source=source.slug,
        file_name=path.name,
        sha256=_sha256(path),
        fictitious=fictitious,
        owner_id=owner_id,
    )
    state, report = ImportRun.State.FAILED, {}
    try:
        with transaction.atomic():
            result = _run(source, path, entry, progress)
            _save(entry, result)
        state, report = ImportRun.State.DONE, result.as_json()
        return result
    except FileUnreadable as fault:
        state, report = ImportRun.State.REFUSED, {"file_fault": Finding(fault, path.name, 0).as_json()}
        raise
    except Cancelled:
        state = ImportRun.State.INTERRUPTED
        raise
    except ImportBusy as busy:
        report = {"error": busy.as_json()["error"]}
        raise
    finally:
        ImportRun.objects.filter(pk=entry.pk).update(state=state, report=report, finished_at=timezone.now())


def _dry(
    source: Source, path: Path, fictitious: bool, progress: Callable[[float, str], None] | None
) -> Report:
    """The whole run, then rolled back: not even the run is remembered."""
    found: list[Report] = []
    try:
        with transaction.atomic():
            entry = ImportRun.objects.create(source=source.slug, file_name=path.name, fictitious=fictitious)
            found.append(_run(source, path, entry, progress))
            raise _DryRun
    except _DryRun:
        result = found[0]
    result.run_id, result.dry_run = None, True
    return result


def _run(
    source: Source, path: Path, entry: ImportRun, progress: Callable[[float, str], None] | None
) -> Report:
    progress = progress or _silent
    progress(0.05, "Lecture du fichier")
    if not load.lock(source):
        raise ImportBusy(source=source.slug)
    stale = ImportRun.objects.filter(source=source.slug, state=ImportRun.State.RUNNING, pk__lt=entry.pk)
    stale.update(state=ImportRun.State.INTERRUPTED)
    report = Report(source.slug, path.name, entry.pk, diff={load.CREATED: [], load.UPDATED: []})
    sheets = readers.read(path, source)
    for number, sheet in enumerate(sheets):
        progress(0.2 + 0.6 * number / len(sheets), "Contrôle et chargement des lignes")
        _load_sheet(sheet, report, entry)
    progress(0.9, "Recoupement avec ce qui est enregistré")
    report.discrepancies = checks.refresh(source)
    return report


def _silent(share: float, message: str) -> None:
    pass


def _load_sheet(sheet: Sheet, report: Report, entry: ImportRun) -> None:
    table = sheet.table
    reads, notes = records.read_all(sheet, table)
    report.notes += [_finding(report, note, 0, sheet.name) for note in (*sheet.notes, *notes)]
    kept = [read for read in reads if read.refusal is None]
    staged = _located(table, sheet, kept, entry.fictitious)
    load.stage(entry.pk, staged)
    _outcomes(table, report, reads, load.classify(entry.pk, table))
    load.merge(entry.pk, table, _present(sheet))
    _findings(table, sheet, report, reads)


def _present(sheet: Sheet) -> list[str]:
    """Columns this file speaks of, with those the platform derives."""
    declared = [column.into for column, _ in sheet.places]
    return sorted(
        {
            *declared,
            *(LOCATED if sheet.table.located else ()),
            sheet.table.key,
            "type_code",
            "flags",
            "fictitious",
        }
    )


def _located(table: Table, sheet: Sheet, kept: list[Read], fictitious: bool) -> list[load.StagedTuple]:
    places = Locator().locate([read.record for read in kept]) if table.located else []
    titles = {c.into: sheet.headers[at] for c, at in sheet.places}
    for read, where in zip(kept, places, strict=bool(places)):
        for fault in where.faults:
            fault.column = titles.get(fault.column, fault.column)
        read.faults.extend(where.faults)
    staged = []
    present = _present(sheet)
    for number, read in enumerate(kept):
        extra = places[number].columns(read.record) if places else {}
        extra |= {"flags": sorted({fault.code for fault in read.faults}), "fictitious": fictitious}
        parts = records.split(read.record, extra, table)
        digest = records.fingerprint(parts, present)
        staged.append((read.row.line, read.key(table), digest, parts))
    return staged


def _outcomes(table: Table, report: Report, reads: list[Read], outcomes: list[load.Outcome]) -> None:
    by_line = {read.row.line: read for read in reads}
    diff = report.diff
    for outcome in outcomes:
        read = by_line[outcome.line]
        if outcome.outcome in {load.OLDER, load.FACT}:
            value = read.record.get(table.order) if outcome.outcome == load.OLDER else outcome.key
            read.faults.insert(
                0, RowRefused(outcome.outcome, value=value, stored=outcome.stored, column=table.order)
            )
            continue
        report.counts[outcome.outcome] += 1
        if outcome.outcome in diff and len(diff[outcome.outcome]) < DIFF_SHOWN:
            diff[outcome.outcome].append(outcome.key)
    report.counts["read"] += len(reads)
    report.counts["refused"] += sum(read.refusal is not None for read in reads)
    report.counts["flagged"] += sum(bool(read.faults) and read.refusal is None for read in reads)


def _findings(table: Table, sheet: Sheet, report: Report, reads: list[Read]) -> None:
    for read in reads:
        refusal, key = read.refusal, read.key(table)
        if refusal is not None:
            finding = _finding(report, refusal, read.row.line, sheet.name, key)
            report.refused.append((finding, records.raw(read, sheet)))
            report.originals.append(quarantine.original(read, sheet))
        report.doubts += [
            _finding(report, f, read.row.line, sheet.name, key) for f in read.faults if f is not refusal
        ]


def _finding(report: Report, fault: Any, line: int, sheet: str, key: str = "") -> Finding:
    if isinstance(fault, Note) and not fault.column:
        line = 0
    return Finding(fault, report.file, line, key, sheet)


def _save(entry: ImportRun, report: Report) -> None:
    refused = [RejectedRow(run=entry, raw=raw, **_columns(finding)) for finding, raw in report.refused]
    quarantine.keep(RejectedRow.objects.bulk_create(refused, batch_size=1000), report.originals)
    Anomaly.objects.bulk_create([Anomaly(run=entry, **_columns(f)) for f in report.doubts], batch_size=1000)
    counts = {name: report.counts[name] for name in
              ("read", "created", "updated", "unchanged", "refused", "flagged")}  # fmt: skip
    ImportRun.objects.filter(pk=entry.pk).update(**counts)


def _columns(finding: Finding) -> dict[str, Any]:
    kept = finding.as_json()
    del kept["file"], kept["level"]
    return kept


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
