"""Who gets what of a region: viewers × paths × territories. A pilot of another region gets nothing on any path.

Every path of the platform that could carry a project is asked, and its whole answer searched for a word that only the
project, its documents, its reports and its remarks carry.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from layers.models import Document, FieldReport, Project, ProjectSite

pytestmark = pytest.mark.django_db
WORD = "ZAYANITE"
# One word, everywhere: in the title, a site, a document's title and text, a report, a remark, a risk.
READERS = {
    "bmk": ("region", "05"),
    "azilal": ("governor", "05.081"),
    "dgct": ("dgct", ""),
    "tech": ("gis_technician", "05"),
}
OTHERS = {
    "oriental": ("wali", "02"), "oujda": ("commune", "02.411.01.23"), "khouribga": ("governor", "05.311"),
    "editor": ("public_editor", ""),
}  # fmt: skip


@pytest.fixture
def marked(
    client_of: Callable[..., Client], settings: Any, tmp_path: Any
) -> tuple[Project, Document, FieldReport]:
    """A project of Azilal that carries the word everywhere."""
    settings.DOCUMENT_DIR = tmp_path / "documents"
    project = Project.objects.filter(reference__startswith="05-081-", state="EN_COURS").order_by("reference")[
        0
    ]
    Project.objects.filter(pk=project.pk).update(title_fr=f"Piste {WORD}", title_ar=f"مسلك {WORD}")
    ProjectSite.objects.filter(project_reference=project.reference).update(label=f"Site {WORD}")
    author = client_of("author", ("provincial_service", "05.081"))
    base = f"/projects/{project.reference}"
    given = {"subject_kind": "project", "subject": project.reference, "kind": "pv", "title_fr": f"PV {WORD}"}
    file = SimpleUploadedFile(f"{WORD}.txt", f"texte {WORD}".encode())
    assert author.post("/documents/", {**given, "file": file}).status_code == 302
    today = timezone.localdate().isoformat()
    entered = {
        "client_id": str(uuid.uuid4()),
        "stated_on": today,
        "physical_pct": "50",
        "comment": f"vu {WORD}",
    }
    assert author.post(f"/api{base}/progress/", entered).status_code == 201
    assert author.post(f"{base}/comments/", {"text": f"dit {WORD}"}).status_code == 302
    assert (
        author.post(f"{base}/risks/", {"kind": "autre", "level": "2", "text": f"craint {WORD}"}).status_code
        == 302
    )
    return project, Document.objects.get(subject=project.reference), FieldReport.objects.get()


def paths(project: Project, document: Document) -> list[str]:
    base, reference = f"/projects/{project.reference}", project.reference
    place = project.geom.centroid if project.geom else None
    box = f"{place.x - 0.01},{place.y - 0.01},{place.x + 0.01},{place.y + 0.01}" if place else "-8,30,-4,34"
    found = [
        f"{base}/", f"{base}.pdf", f"{base}/progress/", "/projects/", f"/projects/?q={WORD}", "/projects/inbox/",
        "/projects/inbox/?status=validated", "/documents/", f"/documents/?q={WORD}",
        f"/documents/?subject_kind=project&subject={reference}", f"/documents/{document.pk}/",
        f"/documents/{document.pk}/1/file", f"/documents/{document.pk}/1/preview.jpg", f"/api/search/?q={WORD}",
        f"/api/search/?q={reference}",
    ]  # fmt: skip
    for layer, key in (("projects", "reference"), ("sites", "project_reference")):
        asked = f"{key}={reference}"
        found += [
            f"/api/layers/{layer}/records.json?{asked}", f"/api/layers/{layer}/records/{project.pk}.json",
            f"/ogc/collections/{layer}/items?{asked}&f=json", f"/ogc/collections/{layer}/items?bbox={box}&f=json",
            f"/ogc/collections/{layer}/items/{project.pk}?f=json", f"/export/{layer}.geojson?{asked}&purpose=essai",
            f"/export/{layer}.csv?{asked}&purpose=essai", f"/export/{layer}.csv?territory=05.081&purpose=essai",
            f"/tiles/{layer}/12/{_tile(place)}.pbf?{asked}", f"/api/layers/{layer}/extent.json?{asked}",
        ]  # fmt: skip
    return found


def _tile(place: Any) -> str:
    import math

    lon, lat = (place.x, place.y) if place else (-6.5, 32.0)
    n = 2**12
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return f"{int((lon + 180) / 360 * n)}/{int(y)}"


def body(client: Client, path: str) -> tuple[int, bytes]:
    answer = client.get(path)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return answer.status_code, content


def leaks(content: bytes, asked: str, reference: str) -> bool:
    """The word or the reference, unless the answer only repeats what was asked."""
    text = content.decode("utf-8", "replace")
    if WORD in asked:
        text = text.replace(f'value="{WORD}"', "").replace(f"« {WORD} »", "").replace(f"q={WORD}", "")
    return WORD in text or (reference not in asked and reference in text)


def test_another_region_gets_nothing_on_any_path(
    client_of: Callable[..., Client], marked: tuple[Project, Document, FieldReport]
) -> None:
    project, document, _report = marked
    clients = {name: client_of(name, grant) for name, grant in OTHERS.items()} | {"anonymous": Client()}
    found = []
    for path in paths(project, document):
        for name, client in clients.items():
            status, content = body(client, path)
            if status >= 500 or leaks(content, path, project.reference):
                found.append((name, path, status))
    assert found == []


def test_the_same_paths_do_carry_it_to_whoever_may_read(
    client_of: Callable[..., Client], marked: tuple[Project, Document, FieldReport]
) -> None:
    """Else the test above would pass on paths that answer nobody."""
    project, document, _report = marked
    clients = [client_of(name, grant) for name, grant in READERS.items()]
    silent = []
    for path in paths(project, document):
        answers = [body(client, path) for client in clients]
        told = any(
            leaks(content, path, project.reference) or content[:5] == b"%PDF-" or WORD.encode() in content
            for _status, content in answers
        )
        if not told:
            silent.append(path)
    # A text file has no picture; tiles and boxes carry no title; an export by reference reads what is committed.
    expected = (
        "preview.jpg", "extent.json", "status=validated", "records/", "/items/", "tiles/", "?reference=",
        "?project_ref", "sites.csv",
    )  # fmt: skip
    assert [path for path in silent if not any(part in path for part in expected)] == []


def test_another_region_writes_nothing(
    client_of: Callable[..., Client], marked: tuple[Project, Document, FieldReport]
) -> None:
    project, document, report = marked
    base = f"/projects/{project.reference}"
    entered = {"client_id": str(uuid.uuid4()), "stated_on": "2025-01-01", "physical_pct": "1"}
    given = {"subject_kind": "project", "subject": project.reference, "kind": "pv"}
    posts: list[tuple[str, dict[str, Any]]] = [
        (f"/api{base}/progress/", entered), (f"{base}/comments/", {"text": "x"}),
        (f"{base}/risks/", {"kind": "autre", "level": "1", "text": "x"}),
        (f"/projects/inbox/{report.pk}/", {"decision": "validate"}),
        (f"/projects/inbox/{report.pk}/", {"decision": "refuse", "reason": "x"}),
        (f"/documents/{document.pk}/withdraw/", {"reason": "x"}),
        (f"/documents/{document.pk}/", {"file": SimpleUploadedFile("x.txt", b"x")}),
        ("/documents/", {**given, "file": SimpleUploadedFile("x.txt", b"x")}),
    ]  # fmt: skip
    for name, grant in OTHERS.items():
        client = client_of(name, grant)
        for path, fields in posts:
            assert client.post(path, fields).status_code in {403, 404}, (name, path)
    assert FieldReport.objects.get().status == "draft"
    assert Document.objects.count() == 1 and document.versions.count() == 1
