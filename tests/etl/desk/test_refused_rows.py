"""Refused rows: corrected, replayed, set aside; personal cells held back."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from etl import quarantine, runner, workbook
from etl.desk import files
from etl.models import (
    ImportRun,
    QuarantinedCells,
    RejectedRow,
    Upload,
)
from fixtures.rokhas import corpus
from layers.models import Permit, PermitPerson
from tests.etl.desk.hands import ROKHAS, Sign, bad, plain, refused_run, run_job, send, text, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


def test_a_refused_row_is_corrected_and_replayed(steward: Client) -> None:
    run = refused_run()
    row = RejectedRow.objects.select_related("cells").get(run=run)
    page = text(steward, f"/imports/{run.pk}/?row={row.pk}")
    at = row.cells.headers.index(row.column)
    field = page[page.index(f'id="cell-{at}"') :]
    assert 'value="DOSSIER 46685"' in field[:300] and "autofocus" in field[:300]
    steward.post(
        f"/imports/{run.pk}/rows/{row.pk}/", {"action": "save", f"cell-{at}": "PCT-PBML-BNML-9/2024"}
    )
    assert "corrigée, à rejouer" in text(steward, f"/imports/{run.pk}/")
    steward.post(f"/imports/{run.pk}/replay/")
    row.refresh_from_db()
    assert (row.status, Permit.objects.filter(reference="PCT-PBML-BNML-9/2024").count()) == ("fixed", 1)
    child = run.replays.get()
    assert (child.read, child.created, child.refused, row.fixed_in) == (1, 1, 0, child)
    assert PermitPerson.objects.filter(permit__reference="PCT-PBML-BNML-9/2024").exists(), (
        "the whole row is replayed"
    )
    run.refresh_from_db()
    assert run.read == run.created + run.updated + run.unchanged + run.refused == 3


def test_a_row_refused_again_stays_open_with_its_new_reason(steward: Client) -> None:
    run = refused_run()
    row = RejectedRow.objects.select_related("cells").get(run=run)
    at = row.cells.headers.index("reference")
    steward.post(f"/imports/{run.pk}/rows/{row.pk}/", {"action": "replay", f"cell-{at}": ""})
    row.refresh_from_db()
    assert (row.status, row.code) == ("open", "key_empty")
    assert row.cells.current[at] == "" and row.cells.cells[at] == "DOSSIER 46685"
    assert RejectedRow.objects.filter(status="open").count() == 1, "counted where it came from, only"
    steward.post(
        f"/imports/{run.pk}/rows/{row.pk}/", {"action": "replay", f"cell-{at}": "PCT-PBML-BNML-9/2024"}
    )
    row.refresh_from_db()
    assert row.status == "fixed" and run.replays.count() == 2


def test_rows_of_another_width_are_completed_and_replayed(steward: Client) -> None:
    run = refused_run("line_truncated")
    row = RejectedRow.objects.select_related("cells").get(run=run)
    sound = {f"cell-{at}": corpus.row(2).get(name, "") for at, name in enumerate(row.cells.headers)}
    steward.post(f"/imports/{run.pk}/rows/{row.pk}/", {"action": "replay", **sound})
    row.refresh_from_db()
    assert row.status == "fixed" and Permit.objects.filter(reference="PCT-PBML-BNML-2/2024").exists()


def test_a_row_is_set_aside_with_a_reason_and_taken_back(steward: Client) -> None:
    run = refused_run()
    row = RejectedRow.objects.get(run=run)
    path = f"/imports/{run.pk}/rows/{row.pk}/"
    steward.post(path, {"action": "drop", "why": "  "})
    row.refresh_from_db()
    assert row.status == "open", "a reason is owed"
    steward.post(path, {"action": "drop", "why": "dossier annulé"})
    row.refresh_from_db()
    assert (row.status, row.handled_reason) == ("dropped", "dossier annulé") and row.handled_by
    assert "0 à traiter" in plain(text(steward, f"/imports/{run.pk}/"))
    steward.post(path, {"action": "undo"})
    row.refresh_from_db()
    assert (row.status, row.handled_reason) == ("open", "")




def test_nothing_corrected_nothing_replayed(steward: Client) -> None:
    run = refused_run()
    assert steward.post(f"/imports/{run.pk}/replay/").status_code == 302
    assert "Aucune ligne corrigée" in text(steward, f"/imports/{run.pk}/")
    assert not run.replays.exists()


@pytest.mark.parametrize(
    "name", ["key_pattern", "line_truncated", "nul_byte", "row_repeated", "header_repeated"]
)
def test_reasons_and_statuses_add_up(steward: Client, name: str) -> None:
    run = refused_run(name)
    rows = RejectedRow.objects.filter(run=run)
    assert run.refused == rows.count() == QuarantinedCells.objects.filter(row__run=run).count() > 0
    page = text(steward, f"/imports/{run.pk}/")
    for row in rows:
        assert row.code in page and row.suggestion_fr in page.replace("&#x27;", "'")
    assert (
        f"{run.read} lignes lues = {run.created} créées + {run.updated} modifiées + {run.unchanged} inchangées"
        f" + {run.refused} refusées"
    ) in page


def test_a_workbook_s_row_is_replayed_with_its_dates(steward: Client, tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(workbook.template(ROKHAS, "fr")))
    sheet = book.worksheets[0]
    columns = {column.into: n for n, column in enumerate(ROKHAS.tables[0].columns, 1)}
    sheet.cell(2, columns["reference"]).value = "46685"
    sheet.cell(2, columns["deposited_on"]).value = dt.datetime(2024, 3, 14)  # noqa: DTZ001 - as Excel keeps it
    book.save(tmp_path / "modele.xlsx")
    run = ImportRun.objects.get(pk=runner.run(ROKHAS, tmp_path / "modele.xlsx").run_id)
    row = RejectedRow.objects.select_related("cells").get(run=run)
    at = row.cells.headers.index("Référence *")
    steward.post(
        f"/imports/{run.pk}/rows/{row.pk}/", {"action": "replay", f"cell-{at}": "PCT-PMRC-AGLZ-46685/2024"}
    )
    permit = Permit.objects.get(reference="PCT-PMRC-AGLZ-46685/2024")
    assert permit.deposited_on == dt.date(2024, 3, 14)


def test_what_is_old_and_settled_is_forgotten(steward: Client, settings: Any) -> None:
    send(steward, bad("key_pattern").read_bytes(), trial="0")
    upload = Upload.objects.get()
    run = ImportRun.objects.get(pk=run_job(upload).result["run_id"])
    row = RejectedRow.objects.get(run=run)
    quarantine.drop(row, "x", None)
    assert files.purge() == 0 and QuarantinedCells.objects.exists() and upload.path.exists()
    long_ago = timezone.now() - dt.timedelta(days=settings.UPLOAD_KEPT_DAYS + 1)
    Upload.objects.update(created_at=long_ago)
    ImportRun.objects.update(started_at=long_ago)
    quarantine.reopen(row, None)
    assert files.purge() == 1 and not upload.path.exists()
    assert QuarantinedCells.objects.exists(), "an open row may still be corrected"
    quarantine.drop(row, "x", None)
    files.purge()
    assert not QuarantinedCells.objects.exists()
    page = text(steward, f"/imports/{run.pk}/?row={row.pk}")
    assert "3 lignes lues" in page and "Corriger et rejouer" not in page


def test_personal_cells_are_seen_by_few_and_survive_the_others_corrections(sign: Sign) -> None:
    run = refused_run()
    row = RejectedRow.objects.select_related("cells").get(run=run)
    headers = row.cells.headers
    name, key = headers.index("petitionnaire_nom"), headers.index("reference")
    technician, steward = sign("gis_technician"), sign("steward")
    path = f"/imports/{run.pk}/?row={row.pk}"
    assert "FICTIF Ali" in text(steward, path)
    assert "FICTIF Ali" not in text(technician, path)
    assert "FICTIF Ali" not in technician.get(f"/imports/{run.pk}/refused.csv").content.decode()
    technician.post(
        f"/imports/{run.pk}/rows/{row.pk}/",
        {"action": "replay", f"cell-{key}": "PCT-PBML-BNML-9/2024", f"cell-{name}": "QUELQU’UN D’AUTRE"},
    )
    assert PermitPerson.objects.get(permit__reference="PCT-PBML-BNML-9/2024").applicant_name == "FICTIF Ali"


def test_in_a_shifted_row_what_may_be_personal_is_held_back(sign: Sign, tmp_path: Path) -> None:
    # One delimiter too many early on: the name stands one column further.
    shifted = corpus.text(corpus.row(1), corpus.row(2)).replace("PCT;PP", "PCT;;PP", 1)
    run = ImportRun.objects.get(pk=runner.run(ROKHAS, written(tmp_path, "f.csv", shifted)).run_id)
    assert RejectedRow.objects.get(run=run).code == "line_too_long"
    technician = sign("gis_technician")
    row = RejectedRow.objects.get(run=run)
    for path in (f"/imports/{run.pk}/?row={row.pk}", f"/imports/{run.pk}/refused.csv"):
        found = technician.get(path).content.decode()
        assert "FICTIF Ali" not in found and "ZZ123456" not in found


@pytest.mark.parametrize(
    ("cell", "kept"),
    [(None, ""), (12.0, "12"), (1.234, "1.2340"), (120.5, "120.5"),
     (dt.datetime(2024, 3, 14, tzinfo=dt.UTC), "2024-03-14"), ("a\x00b", "a\ufffdb"), ("été", "été")],
)  # fmt: skip
def test_a_workbook_s_cell_replays_as_it_was_read(cell: Any, kept: str) -> None:
    assert quarantine.written(cell) == kept
