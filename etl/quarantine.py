"""Refused rows: their cells kept as they came, corrected by hand, and replayed through the same pipeline."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from etl import source
from etl.cells import native
from etl.models import ImportRun, QuarantinedCells, RejectedRow
from layers.errors import PlatformError

AT_ONCE = 500
Status = RejectedRow.Status


class NothingToReplay(PlatformError):
    code, status = "nothing_to_replay", 409
    message_fr = "Aucune ligne corrigée n’attend d’être rejouée."
    message_ar = "لا يوجد سطر مصحح ينتظر إعادة المعالجة."


@dataclass(frozen=True)
class Original:
    """A refused row of the file; `personal`: places of cells that few may see."""

    table: str
    headers: list[str]
    cells: list[str]
    personal: list[int]


@dataclass(frozen=True)
class Outcome:
    fixed: int
    refused: int
    runs: list[int]


def original(table: str, headers: list[str], raw: list[Any], personal: list[int]) -> Original:
    """In a row of another width nobody knows where personal cells stand: all from the first on are held back."""
    cells = [written(native(cell)) for cell in raw]
    personal = sorted(personal)
    if personal and len(cells) != len(headers):
        personal = list(range(personal[0], max(len(cells), len(headers))))
    return Original(table, list(headers), cells, personal)


def sealed(row: RejectedRow) -> set[int]:
    """Places of cells shown to nobody: bank accounts. In a row of another width, all from the first on."""
    declared = source.registry().get(row.run.source)
    table = next((t for t in declared.tables if t.name == row.cells.table), None) if declared else None
    headers, width = row.cells.headers, len(row.cells.cells)
    columns = [table.column_for(heading) if table else None for heading in headers]
    found = {at for at, column in enumerate(columns) if column and getattr(column.convert, "sealed", False)}
    return set(range(min(found), max(width, len(headers)))) if found and width != len(headers) else found


def written(cell: Any) -> str:
    """A cell as a CSV would hold it, so that what is replayed reads as it did in its workbook."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() else format(cell, ".12g")
        # Three decimals could be read as thousands.
        return text + "0" if len(text.rpartition(".")[2]) == 3 and "." in text else text
    return str(cell).replace("\x00", "\ufffd")


def keep(rows: list[RejectedRow], originals: Sequence[Original | None]) -> None:
    """One to one with the rows just refused; a row that was read well has no cells to correct."""
    QuarantinedCells.objects.bulk_create(
        [
            QuarantinedCells(row=row, table=o.table, headers=o.headers, cells=o.cells, personal=o.personal)
            for row, o in zip(rows, originals, strict=True)
            if o is not None
        ],
        batch_size=1000,
    )


def correct(row: RejectedRow, cells: list[str]) -> None:
    """Kept until the replay; the cells as they came stay."""
    QuarantinedCells.objects.filter(row=row).update(corrected=None if cells == row.cells.cells else cells)


def drop(row: RejectedRow, reason: str, operator_id: int | None) -> bool:
    """Set aside for good, with its reason; False when the row is no longer open."""
    return _settle(row, Status.OPEN, Status.DROPPED, reason, operator_id)


def reopen(row: RejectedRow, operator_id: int | None) -> bool:
    return _settle(row, Status.DROPPED, Status.OPEN, "", operator_id)


def _settle(row: RejectedRow, before: Any, after: Any, reason: str, operator_id: int | None) -> bool:
    changed = RejectedRow.objects.filter(pk=row.pk, status=before).update(
        status=after, handled_reason=reason, handled_by=operator_id, handled_at=timezone.now()
    )
    return bool(changed)


def waiting(entry: ImportRun) -> list[RejectedRow]:
    """Corrected rows not yet replayed."""
    rows = RejectedRow.objects.filter(run=entry, status=Status.OPEN, cells__corrected__isnull=False)
    return list(rows.select_related("cells").order_by("sheet", "line")[:AT_ONCE])


def replay(entry: ImportRun, rows: list[RejectedRow], operator_id: int | None) -> Outcome:
    """Rows that load are fixed; one refused again stays open here, with its new reason."""
    rows = [row for row in rows if any(cell.strip() for cell in row.cells.current)]
    if not rows:
        raise NothingToReplay
    groups: dict[tuple[str, ...], list[RejectedRow]] = {}
    for row in rows:
        groups.setdefault((row.sheet, *row.cells.headers), []).append(row)
    outcomes = [_replay(entry, group, operator_id) for group in groups.values()]
    return Outcome(
        sum(o.fixed for o in outcomes),
        sum(o.refused for o in outcomes),
        [n for o in outcomes for n in o.runs],
    )


def _replay(entry: ImportRun, rows: list[RejectedRow], operator_id: int | None) -> Outcome:
    from etl import mapping, runner, source

    declared = source.get(entry.source)
    Path(settings.UPLOAD_DIR).mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=settings.UPLOAD_DIR) as folder:
        path = Path(folder) / f"{Path(entry.file_name).stem[:50]}-rejeu.csv"
        by_line = _write(path, rows)
        report = runner.run(
            declared,
            path,
            fictitious=entry.fictitious,
            owner_id=operator_id,
            mapping=mapping.saved(declared),
            srid=entry.upload.srid if entry.upload else None,
        )
    ImportRun.objects.filter(pk=report.run_id).update(parent_run=entry, upload=entry.upload)
    again = {row.line: row for row in RejectedRow.objects.filter(run_id=report.run_id)}
    for line, row in by_line.items():
        _follow(row, again.get(line), report.run_id, operator_id)
    RejectedRow.objects.filter(run_id=report.run_id).update(status=Status.FOLLOWED)
    return Outcome(len(rows) - len(again), len(again), [report.run_id or 0])


def _follow(row: RejectedRow, again: RejectedRow | None, run_id: int | None, operator_id: int | None) -> None:
    row.handled_by, row.handled_at = operator_id, timezone.now()
    if again is None:
        row.status, row.fixed_in_id = Status.FIXED, run_id
        row.save(update_fields=["status", "fixed_in", "handled_by", "handled_at"])
        return
    said = ("code", "column", "value", "message_fr", "message_ar", "suggestion_fr", "suggestion_ar", "key")
    for name in said:
        setattr(row, name, getattr(again, name))
    row.save(update_fields=[*said, "handled_by", "handled_at"])


def _write(path: Path, rows: list[RejectedRow]) -> dict[int, RejectedRow]:
    """The corrected rows under their headings; answers which line each stands on."""
    headers = rows[0].cells.headers
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(headers)
        for row in rows:
            writer.writerow(_trimmed(row.cells.current, len(headers)))
    return dict(enumerate(rows, 2))


def _trimmed(cells: list[str], width: int) -> list[str]:
    """One line a row, whatever a cell holds; empty cells beyond the headings are none."""
    kept = [" ".join(cell.splitlines()) for cell in cells]
    while len(kept) > width and not kept[-1].strip():
        kept.pop()
    return kept
