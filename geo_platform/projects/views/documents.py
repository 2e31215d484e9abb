"""Documents: search and deposit, one document with its versions, its picture, and its file as a logged download."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo_platform.accounts.export_log import log_export
from geo_platform.projects import documents, words
from geo_platform.projects.answers import private
from geo_platform.projects.views.sheet import day_of, known
from layers.documents import search, store
from layers.documents.reading import MAX_BYTES
from layers.documents.store import About
from layers.errors import NotFound, PlatformError
from layers.models import Document, DocumentVersion, Project
from layers.workflows import documents as workflow

SHOWN_TEXT = 20_000


@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _deposit(request)
    return _page(request)


def _page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    asked = request.GET if request.method != "POST" else {}
    wanted = {name: str(asked.get(name, ""))[:120] for name in ("kind", "subject_kind", "subject")}
    text = str(asked.get("q", ""))[:200]
    rows = [
        documents.told(row)
        for row in search.found(
            request.viewer, text, wanted["kind"], wanted["subject_kind"], wanted["subject"]
        )
    ]
    context = {
        "rows": rows,
        "total": rows[0]["total"] if rows else 0,
        "q": text,
        "wanted": wanted,
        "kinds": documents.kinds(),
        "subjects": documents.SUBJECTS.items(),
        "error": error,
        "given": request.POST if request.method == "POST" else request.GET,
        "may_deposit": any(
            workflow.may_deposit(request.viewer, g.territory_id) for g in request.viewer.grants
        ),
        "limit_mb": MAX_BYTES // 2**20,
        "fictitious": any(row["fictitious"] for row in rows),
        "source_line": _(
            "Documents déposés sur la plateforme ; chaque téléchargement est inscrit au journal."
        ),
    }
    return private(render(request, "projects/documents.html", context, status=status))


def _deposit(request: HttpRequest) -> HttpResponse:
    given = request.POST
    file = request.FILES.get("file")
    try:
        about = About(
            subject_kind=given.get("subject_kind", ""),
            subject=given.get("subject", "").strip(),
            kind=given.get("kind", ""),
            title_fr=given.get("title_fr", "").strip()[:300],
            title_ar=given.get("title_ar", "").strip()[:300],
            reference=given.get("reference", "").strip()[:120],
            dated_on=day_of(given.get("dated_on", ""), "dated_on"),
            fictitious=Project.objects.filter(reference=given.get("subject", ""), fictitious=True).exists(),
        )
        if file is None:
            raise store.DocumentEmpty
        made = workflow.hand_in(known(request), about, file)
    except PlatformError as error:
        if error.status == 401:
            raise
        return _page(request, error.text("ar" if get_language() == "ar" else "fr"), error.status)
    return redirect("projects:document", document=made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, document: uuid.UUID) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            if (file := request.FILES.get("file")) is None:
                raise store.DocumentEmpty
            workflow.add_version(known(request), document, file)
            return redirect("projects:document", document=document)
        except PlatformError as fault:
            if fault.status in {401, 403, 404}:
                raise
            error = fault.text("ar" if get_language() == "ar" else "fr")
    found, row = search.one(request.viewer, document)
    versions = list(found.versions.order_by("-number"))
    for version in versions:
        version.weight = documents.size(version.size)
        version.type = documents.TYPES.get(version.media_type, version.media_type)
        version.reading_title = documents.READINGS.get(version.reading)
    place = workflow.place_of(request.viewer, row["subject_kind"], row["subject"])
    context = {
        "document": documents.told(row),
        "versions": versions,
        "text": versions[0].text[:SHOWN_TEXT],
        "cut": len(versions[0].text) > SHOWN_TEXT,
        "picture": store.picture_of(versions[0]) is not None,
        "day": words.day(row["dated_on"]),
        "may_deposit": workflow.may_deposit(request.viewer, place),
        "error": error,
        "fictitious": row["fictitious"],
        "source_line": _(
            "Documents déposés sur la plateforme ; chaque téléchargement est inscrit au journal."
        ),
    }
    return private(render(request, "projects/document.html", context))


@require_POST
def withdraw(request: HttpRequest, document: uuid.UUID) -> HttpResponse:
    workflow.withdraw(known(request), document, request.POST.get("reason", ""))
    return redirect("projects:documents")


def _version(request: HttpRequest, document: uuid.UUID, number: int) -> tuple[Document, DocumentVersion]:
    found, _row = search.one(request.viewer, document)
    version = found.versions.filter(number=number).first()
    if version is None:
        raise NotFound(number, "version")
    return found, version


@require_safe
def file(request: HttpRequest, document: uuid.UUID, number: int) -> HttpResponse:
    """Always handed over as a file to save, under the type that was found in it: a browser never runs it."""
    found, version = _version(request, document, number)
    if not version.path.is_file():
        raise NotFound(version.name, "version")
    filters: dict[str, Any] = {"document": str(found.pk), "version": number, "subject": found.subject}
    log_export(request.user, "document", layer="documents", filters=filters, rows=1)
    answer = FileResponse(version.path.open("rb"), as_attachment=True, filename=_name(version))
    answer["Content-Type"] = version.media_type
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["ETag"] = f'"{version.sha256}"'
    return private(answer)


def _name(version: DocumentVersion) -> str:
    """A photo is handed over as the JPEG it was made into."""
    if version.media_type != "image/jpeg" or version.name.lower().endswith((".jpg", ".jpeg")):
        return version.name
    return f"{version.name.rpartition('.')[0] or version.name}.jpg"


@require_safe
def preview(request: HttpRequest, document: uuid.UUID, number: int) -> HttpResponse:
    """A JPEG made in the locked child: the photo, or the first page."""
    _found, version = _version(request, document, number)
    path = store.picture_of(version)
    if path is None:
        raise NotFound(version.name, "version")
    tag = f'"{version.sha256}-p"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    answer["ETag"] = tag
    return private(answer)
