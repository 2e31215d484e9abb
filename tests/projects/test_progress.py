"""Progress from the field: sent twice is once, another of the day is shown, nothing counts before it is validated."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from etl import law, runner, source
from etl.models import Discrepancy
from layers.models import Alert, Document, FieldReport, ProgressStatement, Project, ProjectEvent
from layers.queries.project_sheet import ProjectSheet
from layers.services import alerts
from tests.projects.test_sheet import KINGDOM

pytestmark = pytest.mark.django_db
OLD = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENT_DIR = tmp_path / "documents"


def photo_with_place(lat: float = 32.0, lon: float = -6.5) -> bytes:
    """A JPEG whose camera wrote its model and where it stood."""
    image = Image.new("RGB", (80, 60), "olive")
    exif = Image.Exif()
    exif[0x0110] = "SECRET-CAMERA"
    exif.get_ifd(0x8825).update(
        {
            1: "N" if lat >= 0 else "S",
            2: (abs(lat), 0.0, 0.0),
            3: "E" if lon >= 0 else "W",
            4: (abs(lon), 0.0, 0.0),
        }
    )
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def report(client: Client, project: Project, **fields: Any) -> Any:
    given = {"client_id": str(uuid.uuid4()), "stated_on": "2026-01-02", "physical_pct": "42,5", **fields}
    return client.post(
        f"/api/projects/{project.reference}/progress/", given, headers={"accept": "application/json"}
    )


def physical(project: Project) -> Decimal | None:
    row = ProjectSheet.read(KINGDOM, project.reference).figures
    return row["physical_pct"]


@pytest.fixture
def engineer(client_of: Callable[..., Client]) -> Client:
    return client_of("engineer", ("provincial_service", "05"))


@pytest.fixture
def governor(client_of: Callable[..., Client]) -> Client:
    return client_of("wali05", ("wali", "05"))


def test_the_same_report_sent_twice_is_one(engineer: Client, project: Project) -> None:
    number = str(uuid.uuid4())
    first, second = (report(engineer, project, client_id=number) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json()["new"], second.json()["new"]) == (True, False)
    assert FieldReport.objects.get().physical_pct == Decimal("42.50")
    assert FieldReport.objects.get().office == "Service provincial, Béni Mellal-Khénifra"


def test_it_counts_only_once_validated_by_another(
    engineer: Client, governor: Client, project: Project
) -> None:
    before = physical(project)
    number = report(engineer, project).json()["report"]
    assert physical(project) == before
    own = engineer.post(f"/projects/inbox/{number}/", {"decision": "validate"})
    assert own.status_code == 403 and physical(project) == before
    inbox = governor.get("/projects/inbox/").content.decode()
    assert project.reference in inbox and "Valider" in inbox
    assert governor.post(f"/projects/inbox/{number}/", {"decision": "validate"}).status_code == 302
    assert physical(project) == Decimal("42.50")
    row = ProgressStatement.objects.get(key=f"{project.reference}/2026-01-02/field")
    assert (row.status, row.author) == ("VALIDE", "Service provincial, Béni Mellal-Khénifra")
    kinds = list(ProjectEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["progress_reported", "progress_validated"]


def test_a_refusal_needs_a_reason_and_is_told(engineer: Client, governor: Client, project: Project) -> None:
    before = physical(project)
    number = report(engineer, project).json()["report"]
    governor.post(f"/projects/inbox/{number}/", {"decision": "refuse", "reason": "  "})
    assert FieldReport.objects.get().status == "draft"
    governor.post(f"/projects/inbox/{number}/", {"decision": "refuse", "reason": "Photo d’un autre chantier"})
    found = FieldReport.objects.get()
    assert (found.status, found.reason) == ("refused", "Photo d’un autre chantier")
    assert found.decided_office == "Wali / SGAR, Béni Mellal-Khénifra"
    assert physical(project) == before
    for page in (f"/projects/{project.reference}/progress/", "/projects/", f"/projects/{project.reference}/"):
        assert "Photo d’un autre chantier" in engineer.get(page).content.decode(), page
    again = governor.post(f"/projects/inbox/{number}/", {"decision": "validate"}, follow=True)
    assert "déjà été traitée" in again.content.decode() and physical(project) == before


def test_another_statement_of_the_day_is_shown_and_the_person_chooses(
    engineer: Client, governor: Client, client_of: Callable[..., Client], project: Project
) -> None:
    colleague = client_of("colleague", ("region", "05"))
    report(engineer, project, physical_pct="40")
    refused = report(colleague, project, physical_pct="44")
    assert refused.status_code == 409
    existing = refused.json()["error"]["existing"]
    assert (existing["physical_pct"], existing["office"]) == (
        "40.00",
        "Service provincial, Béni Mellal-Khénifra",
    )
    kept = report(colleague, project, physical_pct="44", replace="1")
    assert kept.status_code == 201 and FieldReport.objects.count() == 2
    governor.post(f"/projects/inbox/{kept.json()['report']}/", {"decision": "validate"})
    assert sorted(FieldReport.objects.values_list("status", flat=True)) == ["replaced", "validated"]
    assert physical(project) == Decimal("44.00")


def test_a_later_import_of_the_day_does_not_write_over_what_was_validated(
    engineer: Client, governor: Client, project: Project, tmp_path: Path
) -> None:
    """Both are kept, the validated one counts, and the conflict is told in the run, on the sheet and as an alert."""
    law.load_once()
    governor.post(f"/projects/inbox/{report(engineer, project).json()['report']}/", {"decision": "validate"})
    file = tmp_path / "statements.csv"
    head = "reference_projet;date_situation;taux_physique;service;statut;commentaire"
    file.write_text(f"{head}\n{project.reference};02/01/2026;61;Service technique;VALIDE;\n", encoding="utf-8")
    # Of this very transaction: the import comes after in time.
    stored = ProgressStatement.objects.get(key__endswith="/field")
    stored.delete()
    stored.recorded_from = OLD
    stored.save(force_insert=True)
    runner.run(source.get("projects"), file)
    said = ProgressStatement.objects.filter(project_reference=project.reference, stated_on="2026-01-02")
    assert sorted(said.values_list("physical_pct", flat=True)) == [Decimal("42.50"), Decimal(61)]
    assert physical(project) == Decimal("42.50")
    key = f"{project.reference}/2026-01-02"
    found = Discrepancy.objects.get(code="statement_conflict", key=key)
    assert "42.50" in found.message_fr and "Service provincial" in found.message_fr
    page = engineer.get(f"/projects/{project.reference}/").content.decode()
    assert "en conflit avec la situation validée" in page and "61,0" in page
    alerts.compute()
    assert Alert.objects.get(code="statement_conflict").project_reference == project.reference


def test_a_photo_keeps_its_place_and_loses_its_camera(engineer: Client, project: Project) -> None:
    file = SimpleUploadedFile("IMG_1.jpg", photo_with_place(), "image/jpeg")
    assert report(engineer, project, photo=file).status_code == 201
    found = FieldReport.objects.get()
    assert found.position is not None and (round(found.position.x, 3), round(found.position.y, 3)) == (
        -6.5,
        32.0,
    )
    document = Document.objects.get(field_report_id=found.pk)
    answer = engineer.get(f"/documents/{document.pk}/1/file")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (
        answer["Content-Type"] == "image/jpeg" and b"SECRET-CAMERA" not in content and b"Exif" not in content
    )
    assert Image.open(io.BytesIO(content)).size == (80, 60)


def test_what_is_not_a_photo_leaves_no_report(engineer: Client, project: Project, settings: Any) -> None:
    for content in (b"%PDF-1.4 nonsense", b"<html><script>alert(1)</script>", b"plain words"):
        answer = report(engineer, project, photo=SimpleUploadedFile("a.jpg", content, "image/jpeg"))
        assert answer.status_code == 422, answer.content
    assert not FieldReport.objects.exists() and not Document.objects.exists()
    assert [path for path in settings.DOCUMENT_DIR.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "fields",
    [{"physical_pct": "101"}, {"physical_pct": "-1"}, {"physical_pct": "NaN"}, {"physical_pct": "x"},
     {"stated_on": "2999-01-01"}, {"stated_on": "hier"}, {"client_id": "1"}, {"lon": "500", "lat": "3"}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_name(
    engineer: Client, project: Project, fields: dict[str, str]
) -> None:
    answer = report(engineer, project, **fields)
    assert answer.status_code == 400 and answer.json()["error"]["parameter"] in fields
    assert not FieldReport.objects.exists()


def test_who_may_not_reports_nothing(client_of: Callable[..., Client], project: Project) -> None:
    assert report(Client(), project).status_code == 401
    assert report(client_of("or", ("provincial_service", "02")), project).status_code == 404
    assert report(client_of("gis", ("gis_technician", "05")), project).status_code == 403
    assert report(client_of("land", ("validator", "05")), project).status_code == 403
    assert not FieldReport.objects.exists()


def test_remarks_and_risks_stand_with_their_office(
    engineer: Client, governor: Client, project: Project
) -> None:
    base = f"/projects/{project.reference}"
    engineer.post(f"{base}/comments/", {"text": "Attente du plan <b>visé</b>"})
    entered = {"kind": "foncier", "level": "3", "text": "Opposition d’un riverain", "due_on": "2026-02-01"}
    engineer.post(f"{base}/risks/", entered)
    html = governor.get(f"{base}/").content.decode()
    assert "Attente du plan &lt;b&gt;visé&lt;/b&gt;" in html and "Opposition d’un riverain" in html
    risk = int(html.split("/risks/")[1].split("/")[0])
    governor.post(f"{base}/risks/{risk}/", {"note": "Main-levée obtenue"})
    assert "Main-levée obtenue" in engineer.get(f"{base}/").content.decode()
    assert engineer.post(f"{base}/risks/", {**entered, "kind": "magie"}).status_code == 400
