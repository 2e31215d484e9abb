"""The desk: who sees what, files in, trials, refused rows corrected and replayed, downloads that equal the original."""

from __future__ import annotations

import csv
import datetime as dt
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from etl import mapping, quarantine, runner, source, workbook
from etl.desk import downloads, files, work
from etl.errors import ImportBusy
from etl.models import (
    Anomaly,
    ColumnMapping,
    Discrepancy,
    ImportRun,
    QuarantinedCells,
    RejectedRow,
    Upload,
)
from etl.source import Source
from fixtures.rokhas import corpus
from geo_platform.accounts.models import User
from layers import jobs
from layers.models import Job, Permit, PermitPerson
from tests.accounts.conftest import grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]
ROKHAS = source.get("rokhas")
PLAIN_STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
Sign = Callable[..., Client]


@pytest.fixture(autouse=True)
def _private_folder(nothing_imported: None, settings: Any, tmp_path: Path) -> None:
    ImportRun.objects.all().delete()
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.STORAGES = {**settings.STORAGES, **PLAIN_STATIC}


@pytest.fixture
def sign() -> Sign:
    """A client signed in as someone with this role over this territory; `""` is the Kingdom."""

    def make(role: str, code: str = "") -> Client:
        user = User.objects.create(username=f"{role}{code}", password="!")
        grant(user, role, code)
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def steward(sign: Sign) -> Client:
    return sign("steward")


def bad(name: str) -> Path:
    return corpus.FOLDER / "bad" / f"{name}.csv"


def written(tmp_path: Path, name: str, content: str) -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def send(client: Client, content: bytes, name: str = "permis.csv", **more: str) -> Any:
    return client.post("/imports/rokhas/files/", {"file": SimpleUploadedFile(name, content), **more})


def run_job(upload: Upload) -> Job:
    """What the worker would do, in this process."""
    upload.refresh_from_db()
    jobs.run_job.call(str(upload.job_id))
    return Job.objects.get(pk=upload.job_id)


def refused_run(name: str = "key_pattern") -> ImportRun:
    return ImportRun.objects.get(pk=runner.run(ROKHAS, bad(name)).run_id)


# -- who


@pytest.mark.parametrize("path", ["/imports/", "/imports/history/", "/imports/rokhas/template.xlsx"])
def test_the_desk_is_for_those_who_import(path: str, client: Client, sign: Sign) -> None:
    assert client.get(path)["Location"].startswith("/login/")
    assert sign("governor").get(path).status_code == 403
    assert sign("steward").get(path).status_code == 200


def test_one_who_imports_for_a_province_sees_his_own_only(sign: Sign) -> None:
    own, other, everywhere = sign("gis_technician", "05.081"), sign("gis_technician", "02"), sign("steward")
    send(own, bad("key_pattern").read_bytes(), trial="0")
    upload = Upload.objects.get()
    run = run_job(upload).result["run_id"]
    for path in (f"/imports/{run}/", f"/imports/files/{upload.pk}/state.json", f"/imports/{run}/refused.csv"):
        assert own.get(path).status_code == everywhere.get(path).status_code == 200, path
        assert other.get(path).status_code == 404, path
    assert "permis.csv" not in text(other, "/imports/history/")
    row = RejectedRow.objects.get()
    assert other.post(f"/imports/{run}/rows/{row.pk}/", {"action": "drop", "why": "x"}).status_code == 404
    assert own.get("/imports/rokhas/discrepancies/").status_code == 403
    assert everywhere.get("/imports/rokhas/discrepancies/").status_code == 200


def test_a_form_without_its_token_is_refused(steward: Client) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = steward.cookies
    assert send(careful, b"a;b\n").status_code == 403
    assert not Upload.objects.exists()


# -- files in


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\رخص 2026.xlsx", "رخص 2026.xlsx"),
        (".htaccess", "htaccess"),
        ("a\u202excod.csv", "a_xcod.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
        ("\U00020000" * 200 + ".csv", "\U00020000" * 49 + ".csv"),
        ("", "fichier"),
    ],
)
def test_a_file_name_leads_nowhere(given: str, kept: str) -> None:
    assert files.safe_name(given) == kept


def test_a_file_is_kept_privately_and_its_trial_queued(steward: Client) -> None:
    answer = send(steward, corpus.FOLDER.joinpath("good.csv").read_bytes())
    upload = Upload.objects.get()
    assert answer["Location"] == f"/imports/files/{upload.pk}/"
    assert upload.path.read_bytes() == corpus.FOLDER.joinpath("good.csv").read_bytes()
    assert upload.path.stat().st_mode & 0o077 == 0
    job = Job.objects.get(pk=upload.job_id)
    assert (job.state, job.params["dry_run"]) == ("queued", True)
    assert 'id="progress"' in text(steward, answer["Location"])


@pytest.mark.parametrize(("content", "said"), [(b"", "vide"), (None, "introuvable")])
def test_what_cannot_be_kept_is_said_on_the_spot(steward: Client, content: bytes | None, said: str) -> None:
    answer = send(steward, content) if content is not None else steward.post("/imports/rokhas/files/")
    assert answer.status_code == 400 and said in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_file_too_large_is_refused(steward: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.desk.files.MAX_BYTES", 10)
    answer = send(steward, b"x" * 11)
    assert answer.status_code == 400 and "Découpez-le" in answer.content.decode()
    assert not Upload.objects.exists()


def test_the_page_says_when_nobody_is_there_to_do_it(steward: Client) -> None:
    send(steward, b"a;b\n1;2\n")
    upload = Upload.objects.get()
    state = f"/imports/files/{upload.pk}/state.json"
    assert steward.get(state).json()["waiting"] is False
    Job.objects.update(created_at=timezone.now() - dt.timedelta(minutes=1))
    told = steward.get(state).json()
    assert told["waiting"] and told["live"] and "agent de traitement" in told["message"]
    Job.objects.create(kind="import", key="other", state="running", heartbeat_at=timezone.now())
    assert steward.get(state).json()["waiting"] is False, "a worker is busy with another"


def test_a_queued_job_is_cancelled(steward: Client) -> None:
    send(steward, b"a;b\n1;2\n")
    upload = Upload.objects.get()
    steward.post(f"/imports/files/{upload.pk}/cancel/")
    assert run_job(upload).state == "cancelled"
    assert "Traitement annulé" in text(steward, f"/imports/files/{upload.pk}/")


def test_a_job_that_ends_badly_says_what_happened(steward: Client) -> None:
    send(steward, b"a;b\n1;2\n")
    upload = Upload.objects.get()
    page = f"/imports/files/{upload.pk}/"
    Job.objects.update(state="running", cancel_requested=True)
    assert steward.get(f"{page}state.json").json()["message"] == "Annulation demandée…"
    Job.objects.update(
        state="failed", cancel_requested=False, error=ImportBusy(source="rokhas").as_json()["error"]
    )
    assert "L’import n’a pas eu lieu" in text(steward, page) and "déjà en cours" in text(steward, page)
    Job.objects.update(error={"code": "OperationalError", "message": "host 10.0.0.5"})
    assert "journal du serveur" in text(steward, page) and "10.0.0.5" not in text(steward, page)


def test_a_running_job_stops_at_its_next_mark_and_writes_nothing(
    steward: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(steward, corpus.FOLDER.joinpath("good.csv").read_bytes(), trial="0")

    def stopped(self: jobs.Run, share: float, message: str = "") -> None:
        raise jobs.Cancelled

    monkeypatch.setattr(jobs.Run, "progress", stopped)
    assert run_job(Upload.objects.get()).state == "cancelled"
    run = ImportRun.objects.get()
    assert (run.state, run.read, Permit.objects.count()) == ("interrupted", 0, 0)


# -- the trial


def test_a_trial_writes_nothing_then_the_import_writes_it(steward: Client) -> None:
    send(steward, bad("key_pattern").read_bytes())
    upload = Upload.objects.get()
    assert run_job(upload).state == "done"
    page = text(steward, f"/imports/files/{upload.pk}/")
    assert "3 lignes lues = 2 créées + 0 modifiées + 0 inchangées + 1 refusées" in page
    assert "DOSSIER46685" in page and "PCT-PBML-BNML-1/2024" in page and "Importer pour de bon" in page
    assert not Permit.objects.exists() and not ImportRun.objects.exists()
    steward.post(f"/imports/files/{upload.pk}/start/", {"for_good": "1"})
    run = ImportRun.objects.get(pk=run_job(upload).result["run_id"])
    assert (run.upload, run.created, run.owner_id) == (upload, 2, upload.owner_id)
    assert steward.get(f"/imports/files/{upload.pk}/")["Location"] == f"/imports/{run.pk}/"


def test_an_unreadable_file_says_why(steward: Client) -> None:
    send(steward, b"%PDF-1.7 not a table")
    upload = Upload.objects.get()
    assert run_job(upload).state == "done"
    page = text(steward, f"/imports/files/{upload.pk}/")
    assert "PDF" in page and "Rien n’a été écrit" in page and "Importer pour de bon" not in page


def test_an_unknown_heading_is_placed_once_and_read_from_then_on(steward: Client, tmp_path: Path) -> None:
    content = bad("key_pattern").read_text().replace("reference;", "Numéro du bordereau;", 1)
    send(steward, content.encode())
    upload = Upload.objects.get()
    assert run_job(upload).result["unknown"] == ["Numéro du bordereau"]
    page = text(steward, f"/imports/files/{upload.pk}/")
    assert 'value="Numéro du bordereau"' in page
    steward.post(
        f"/imports/files/{upload.pk}/start/", {"heading": "Numéro du bordereau", "into": "reference"}
    )
    result = run_job(upload).result
    assert result["dry_run"] and result["counts"]["created"] == 2
    # The next file of the source is read alike; a column that is not declared cannot be chosen.
    steward.post(f"/imports/files/{upload.pk}/start/", {"heading": "autre", "into": "is_superuser"})
    assert mapping.saved(ROKHAS) == {"Numéro du bordereau": "reference"}
    again = runner.run(ROKHAS, written(tmp_path, "next.csv", content), mapping=mapping.saved(ROKHAS))
    assert again.counts["created"] == 2
    steward.post("/imports/rokhas/mappings/", {"heading": "Numéro du bordereau", "file": str(upload.pk)})
    assert not ColumnMapping.objects.exists()


def test_a_heading_the_source_knows_keeps_its_meaning() -> None:
    other = mapping.mapped(ROKHAS, {"etat": "works", "Chantier": "works"}).tables[0]
    assert other.column_for("etat").into == "state"  # type: ignore[union-attr]
    assert other.column_for("chantier").into == "works"  # type: ignore[union-attr]


def test_the_coordinate_system_is_asked_for_when_the_fault_says_so(steward: Client) -> None:
    send(steward, b"a;b\n1;2\n")
    upload = Upload.objects.get()
    Job.objects.update(state="done", result={"dry_run": True, "file_fault": {"code": "crs_unknown"}})
    page = text(steward, f"/imports/files/{upload.pk}/")
    assert "EPSG:26191" in page and "EPSG:3857" in page
    for sent, kept in (("2154", None), ("26194", 26194)):
        steward.post(f"/imports/files/{upload.pk}/start/", {"srid": sent})
        upload.refresh_from_db()
        assert upload.srid == kept


# -- refused rows


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


def plain(html: str) -> str:
    return html.replace('<bdi dir="ltr">', "").replace("</bdi>", "")


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


# -- personal data


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


# -- downloads


def original(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(bad(name).read_text("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("name", ["key_pattern", "key_duplicated", "row_repeated", "line_truncated"])
def test_the_download_is_the_original_with_its_reasons(steward: Client, name: str) -> None:
    run = refused_run(name)
    content = steward.get(f"/imports/{run.pk}/refused.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    source_lines = original(name)
    assert lines[0] == [*source_lines[0], "[code]", "[motif]", "[suggestion]"]
    rows = RejectedRow.objects.filter(run=run).order_by("line")
    assert len(lines) - 1 == len(rows)
    for line, row in zip(lines[1:], rows, strict=True):
        wanted = source_lines[row.line - 1]
        assert line[: len(wanted)] == wanted and line[-3:] == [row.code, row.message_fr, row.suggestion_fr]
    book = load_workbook(io.BytesIO(steward.get(f"/imports/{run.pk}/refused.xlsx").content))
    shown = [[cell or "" for cell in line] for line in book.active.iter_rows(values_only=True)]
    assert shown == lines
    arabic = steward.get(f"/imports/{run.pk}/refused.csv?lang=ar").content.decode("utf-8-sig")
    assert rows[0].message_ar in arabic


def test_the_download_corrected_is_taken_back_as_it_is(steward: Client, tmp_path: Path) -> None:
    run = refused_run()
    content = steward.get(f"/imports/{run.pk}/refused.csv").content.decode("utf-8-sig")
    again = runner.run(
        ROKHAS, written(tmp_path, "r.csv", content.replace("DOSSIER 46685", "PCT-PBML-BNML-9/2024"))
    )
    assert (again.counts["created"], again.counts["refused"], again.doubts) == (1, 0, [])


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
     ("-6,35", "-6,35"), ("+212 6 61", "+212 6 61"), ("\tx", "'\tx"), ("Azilal", "Azilal")],
)  # fmt: skip
def test_a_formula_is_made_inert_and_a_number_left_alone(cell: str, kept: str) -> None:
    assert downloads.inert(cell) == kept


def test_in_the_workbook_a_formula_is_text(steward: Client, tmp_path: Path) -> None:
    content = corpus.text(corpus.row(1), {**corpus.row(2), "reference": '=HYPERLINK("http://x","y")'})
    run = runner.run(ROKHAS, written(tmp_path, "f.csv", content))
    book = load_workbook(io.BytesIO(steward.get(f"/imports/{run.run_id}/refused.xlsx").content))
    cell = book.active["A2"]
    assert str(cell.value).startswith("=HYPERLINK") and cell.data_type == "s"


def test_anomalies_are_listed_apart_with_their_count(steward: Client) -> None:
    run = ImportRun.objects.get(pk=runner.run(ROKHAS, bad("date_month_first")).run_id)
    found = Anomaly.objects.filter(run=run)
    assert found.exists()
    code = found[0].code
    page = text(steward, f"/imports/{run.pk}/?anomaly={code}")
    assert found[0].message_fr in page.replace("&#x27;", "'")
    lines = steward.get(f"/imports/{run.pk}/anomalies.csv").content.decode("utf-8-sig").strip().split("\r\n")
    assert len(lines) - 1 == found.count()


# -- landing, history, discrepancies


def test_the_landing_says_how_fresh_a_source_is_and_what_waits(steward: Client) -> None:
    assert "Jamais importée" in text(steward, "/imports/")
    run = refused_run()
    Discrepancy.objects.create(source="rokhas", table="permits", key="k", code="date_order", message_fr="m",
                               message_ar="m", suggestion_fr="s", suggestion_ar="s")  # fmt: skip
    page = text(steward, "/imports/")
    assert (
        "À jour" in page and "Lignes refusées à traiter" in page and "/imports/rokhas/discrepancies/" in page
    )
    for days, word in ((40, "À rafraîchir"), (200, "Ancienne")):
        ImportRun.objects.filter(pk=run.pk).update(finished_at=timezone.now() - dt.timedelta(days=days))
        assert word in text(steward, "/imports/")


def test_history_is_filtered(steward: Client) -> None:
    runner.run(ROKHAS, corpus.FOLDER / "good.csv", fictitious=True)
    run = refused_run()
    ImportRun.objects.filter(pk=run.pk).update(started_at=timezone.now() - dt.timedelta(days=90))
    recent = (timezone.localdate() - dt.timedelta(days=7)).isoformat()
    for query, shown, hidden in (
        ("", {"good.csv", "key_pattern.csv"}, set()),
        ("kind=real", {"key_pattern.csv"}, {"good.csv"}),
        ("kind=fictitious", {"good.csv"}, {"key_pattern.csv"}),
        ("open=1", {"key_pattern.csv"}, {"good.csv"}),
        (f"from={recent}", {"good.csv"}, {"key_pattern.csv"}),
        (f"to={recent}", {"key_pattern.csv"}, {"good.csv"}),
        ("state=failed", set(), {"good.csv", "key_pattern.csv"}),
        ("from=2026-99-99&page=zero&state=nonsense", {"good.csv"}, set()),
    ):
        page = text(steward, f"/imports/history/?{query}")
        assert all(name in page for name in shown), query
        assert not any(name in page for name in hidden), query
    assert "Aucun import ne répond à ces filtres." in text(steward, "/imports/history/?state=failed")


def test_discrepancies_are_paged_and_filtered_by_code(steward: Client) -> None:
    Discrepancy.objects.bulk_create(
        Discrepancy(source="rokhas", table="permits", key=f"K{n:03}", code="date_order" if n else "check_digit",
                    message_fr=f"message {n}", message_ar="م", suggestion_fr="s", suggestion_ar="س")
        for n in range(60)
    )  # fmt: skip
    assert "1 / 2" in text(steward, "/imports/rokhas/discrepancies/")
    only = text(steward, "/imports/rokhas/discrepancies/?code=check_digit")
    assert "message 0" in only and "message 1" not in only
    assert "DONNÉES FICTIVES" not in only and "<td>Autorisations</td>" in only
    ImportRun.objects.create(source="rokhas", file_name="demo.csv", fictitious=True, state=ImportRun.State.DONE)
    assert "DONNÉES FICTIVES" in text(steward, "/imports/rokhas/discrepancies/")
    assert steward.get("/imports/nowhere/discrepancies/").status_code == 404


# -- templates


@pytest.mark.parametrize("language", workbook.LANGUAGES)
@pytest.mark.parametrize("slug", source.registry())
def test_what_a_template_holds_imports_without_refusal_or_doubt(
    slug: str, language: str, tmp_path: Path
) -> None:
    declared: Source = source.get(slug)
    file = tmp_path / "modele.xlsx"
    file.write_bytes(workbook.template(declared, language))
    report = runner.run(declared, file)
    assert report.counts["read"] == report.counts["created"] == len(declared.tables)
    assert not report.refused and not report.doubts and not report.notes


@pytest.mark.parametrize("language", workbook.LANGUAGES)
def test_a_template_helps_whoever_fills_it(language: str) -> None:
    book = load_workbook(io.BytesIO(workbook.template(ROKHAS, language)))
    sheet = book.worksheets[0]
    titles = [c.title_ar if language == "ar" else c.title_fr for c in ROKHAS.tables[0].columns]
    assert [str(cell.value).removesuffix(" *") for cell in sheet[1]] == titles
    assert sheet.sheet_view.rightToLeft is (language == "ar")
    obligatory = {
        c.title_ar if language == "ar" else c.title_fr for c in ROKHAS.tables[0].columns if c.required
    }
    starred = {str(cell.value).removesuffix(" *") for cell in sheet[1] if str(cell.value).endswith("*")}
    assert obligatory <= starred and all(cell.comment for cell in sheet[1])
    assert sheet["A2"].number_format == "@" and sheet.max_row == 2
    communes = next(s for s in book.worksheets if s.max_row == 1504)
    assert communes.title.startswith("_") and communes["A2"].value.count(".") == 3
    ranges = {
        str(v.sqref).rstrip("0123456789").partition("2:")[0]: v.formula1
        for v in sheet.data_validations.dataValidation
    }
    letters = {
        column.into: sheet.cell(1, n).column_letter for n, column in enumerate(ROKHAS.tables[0].columns, 1)
    }
    assert f"'{communes.title}'!" in ranges[letters["_place_code"]]
    listed, _, area = ranges[letters["state"]].strip("'").partition("'!")
    known = [cell.value for (cell,) in book[listed][area.replace("$", "")]]
    assert known[0] == "BROUILLON" and "DELIVRE" in known
    assert all(s.title.startswith("_") for s in book.worksheets[len(ROKHAS.tables) :])


def test_the_template_comes_in_the_language_asked_for(steward: Client) -> None:
    for language, title in (("fr", "Référence *"), ("ar", "المرجع *")):
        answer = steward.get(f"/imports/rokhas/template.xlsx?lang={language}")
        assert load_workbook(io.BytesIO(answer.content)).worksheets[0]["A1"].value == title
        assert f"rokhas-modele-{language}.xlsx" in answer["Content-Disposition"]


# -- cells as a CSV would hold them


@pytest.mark.parametrize(
    ("cell", "kept"),
    [(None, ""), (12.0, "12"), (1.234, "1.2340"), (120.5, "120.5"),
     (dt.datetime(2024, 3, 14, tzinfo=dt.UTC), "2024-03-14"), ("a\x00b", "a\ufffdb"), ("été", "été")],
)  # fmt: skip
def test_a_workbook_s_cell_replays_as_it_was_read(cell: Any, kept: str) -> None:
    assert quarantine.written(cell) == kept


def test_work_is_told_from_outside_the_import_s_transaction() -> None:
    """A progress mark left inside it would be seen by nobody and would lock the job against its cancel."""
    threads: list[threading.Thread] = []

    class Run:
        def progress(self, share: float, message: str = "") -> None:
            threads.append(threading.current_thread())

    with work._outside(Run()) as tell:  # type: ignore[arg-type]
        tell(0.1, "a")
        tell(0.2, "b")
    assert len(threads) == 1, "told twice within half a second is told once"
    assert threads[0] is not threading.main_thread()
