"""Files handed in: kept, tried, cancelled, imported; headings placed and coordinates asked for."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from etl import mapping, runner
from etl.desk import files, work
from etl.errors import ImportBusy
from etl.models import (
    ColumnMapping,
    ImportRun,
    Upload,
)
from fixtures.rokhas import corpus
from layers import jobs
from layers.models import Job, Permit
from tests.etl.desk.hands import ROKHAS, bad, run_job, send, text, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


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
