"""Documents: kept as they came, read apart, found in both languages, seen by whoever may see what they belong to."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from geo_platform.accounts.models import ExportLog
from layers.models import Document, DocumentVersion, Programme, Project
from layers.services import pdf

pytestmark = pytest.mark.django_db
DOCX = "word/document.xml"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENT_DIR = tmp_path / "documents"


def docx(*paragraphs: str) -> bytes:
    stream = io.BytesIO()
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(DOCX, f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>')
    return stream.getvalue()


def xlsx(text: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append([text, 12])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def deposit(client: Client, content: bytes, name: str, **fields: str) -> Any:
    given = {"subject_kind": "project", "kind": "pv", "title_fr": "Procès-verbal", **fields}
    return client.post("/documents/", {**given, "file": SimpleUploadedFile(name, content)})


@pytest.fixture
def agent(client_of: Callable[..., Client]) -> Client:
    return client_of("agent", ("provincial_service", "05"))


def kept(client: Client, project: Project, content: bytes, name: str = "pv.txt", **fields: str) -> Document:
    before = set(Document.objects.values_list("pk", flat=True))
    answer = deposit(client, content, name, subject=project.reference, **fields)
    assert answer.status_code == 302, answer.content.decode()[:800]
    return Document.objects.exclude(pk__in=before).get()


def titles(client: Client, words: str) -> str:
    answer = client.get("/documents/", {"q": words})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "a.docx",
            docx("La commission a constaté les réserves", "موضوع المحضر: تسلم الأشغال"),
            "réserve constatée",
        ),
        ("b.xlsx", xlsx("Quantité de béton armé"), "bétons"),
        ("c.txt", "قررت اللجنة تأجيل التسليم المؤقت".encode(), "تاجيل التسليم"),
        ("d.txt", "محضر اللجنة".encode("windows-1256"), "اللجنه"),
        ("e.pdf", pdf.written("<p>Ordre de service d’arrêt des travaux</p>"), "arrêter travaux"),
    ],
)
def test_words_are_found_in_french_and_arabic(
    agent: Client, project: Project, name: str, content: bytes, words: str
) -> None:
    document = kept(agent, project, content, name)
    version = document.versions.get()
    assert version.reading == "read" and version.path.read_bytes() == content
    html = titles(agent, words)
    assert f"/documents/{document.pk}/" in html and "<mark>" in html
    assert f"/documents/{document.pk}/" not in titles(agent, "cimetière")


def test_a_new_version_leaves_the_old_one_as_it_was(agent: Client, project: Project) -> None:
    document = kept(agent, project, b"first words")
    agent.post(f"/documents/{document.pk}/", {"file": SimpleUploadedFile("pv.txt", b"second words")})
    numbers = {v.number: v.path.read_bytes() for v in document.versions.all()}
    assert numbers == {1: b"first words", 2: b"second words"}
    assert len(set(document.versions.values_list("sha256", flat=True))) == 2
    assert f"/documents/{document.pk}/" in titles(agent, "second") and "document" in titles(agent, "first")
    assert f"/documents/{document.pk}/" not in titles(agent, "first")


def test_a_file_is_only_ever_handed_over_as_a_file_and_logged(agent: Client, project: Project) -> None:
    document = kept(agent, project, b"Bonjour <script>alert(1)</script>", "page.html.txt")
    before = ExportLog.objects.count()
    answer = agent.get(f"/documents/{document.pk}/1/file")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "text/plain" and "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "private, no-cache"
    assert b"".join(answer.streaming_content) == b"Bonjour <script>alert(1)</script>"  # type: ignore[attr-defined]
    log = ExportLog.objects.latest("created_at")
    assert ExportLog.objects.count() == before + 1
    assert (log.username, log.filter["document"]) == ("agent", str(document.pk))
    assert b"<script>alert" not in agent.get(f"/documents/{document.pk}/").content
    assert agent.get(f"/documents/{document.pk}/1/preview.jpg").status_code == 404


def test_the_first_page_is_shown_as_a_picture_made_here(agent: Client, project: Project) -> None:
    document = kept(agent, project, pdf.written("<h1>Plan</h1>"), "plan.pdf", kind="plan")
    picture = agent.get(f"/documents/{document.pk}/1/preview.jpg")
    assert picture["Content-Type"] == "image/jpeg" and picture.content[:3] == b"\xff\xd8\xff"
    same = agent.get(f"/documents/{document.pk}/1/preview.jpg", headers={"if-none-match": picture["ETag"]})
    assert same.status_code == 304


BOMB = b'<!DOCTYPE a [<!ENTITY b "c">]><w:document xmlns:w="w"><w:t>&b;</w:t></w:document>'


def hostile(kind: str) -> bytes:
    if kind == "entities":
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(DOCX, BOMB)
        return stream.getvalue()
    return {
        "html": b"<html><script>x</script></html>", "svg": b"<svg onload='x'/>",
        "exe": b"MZ\x90\x00" + bytes(300),
        "pdf": b"%PDF-1.7 broken", "png": b"\x89PNG\r\n\x1a\n" + bytes(40),
        "zip": b"PK\x03\x04" + bytes(60), "none": b"",
    }[kind]  # fmt: skip


@pytest.mark.parametrize("kind", ["html", "svg", "exe", "pdf", "png", "zip", "none", "entities"])
def test_what_is_hostile_or_unknown_is_refused_whole(
    agent: Client, project: Project, kind: str, settings: Any
) -> None:
    answer = deposit(agent, hostile(kind), "contrat.pdf", subject=project.reference)
    assert answer.status_code in {400, 422} and 'role="alert"' in answer.content.decode()
    assert not Document.objects.exists() and not DocumentVersion.objects.exists()
    assert [path for path in settings.DOCUMENT_DIR.rglob("*") if path.is_file()] == []


def test_programmes_and_territories_have_theirs(agent: Client, client_of: Callable[..., Client]) -> None:
    programme = Programme.objects.filter(territory_code__startswith="05.").order_by("code")[0]
    assert (
        deposit(agent, b"vote", "v.txt", subject_kind="programme", subject=programme.code).status_code == 302
    )
    assert deposit(agent, b"carte", "c.txt", subject_kind="territory", subject="05.081").status_code == 302
    assert deposit(agent, b"autre", "d.txt", subject_kind="territory", subject="02.411").status_code == 403
    assert deposit(agent, b"rien", "e.txt", subject_kind="territory", subject="99").status_code == 404
    own = client_of("azilal", ("governor", "05.081")).get("/documents/").content.decode()
    assert "/territories/05.081/" in own
    assert Document.objects.count() == 2


def test_a_withdrawn_document_is_gone_for_everyone_and_kept(agent: Client, project: Project) -> None:
    document = kept(agent, project, b"erreur")
    path = document.versions.get().path
    agent.post(f"/documents/{document.pk}/withdraw/", {"reason": "Déposé au mauvais projet"})
    assert agent.get(f"/documents/{document.pk}/1/file").status_code == 404
    assert path.is_file() and Document.objects.get().withdrawn_reason == "Déposé au mauvais projet"
