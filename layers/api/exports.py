"""A filtered layer as a file at /export/, and the extractions of a person at /exports/."""

from __future__ import annotations

import os
import tempfile
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from layers import jobs, registry
from layers.api.errors import asks_for_a_page
from layers.api.params import layer_query
from layers.models import Job
from layers.services import export
from layers.services.export import jobs as long
from layers.services.export.extraction import Extraction
from layers.services.provenance import provenance

LIVE = (Job.State.QUEUED, Job.State.RUNNING)


def _language() -> str:
    return "ar" if get_language() == "ar" else "fr"


@require_safe
def download(request: HttpRequest, layer: str, extension: str) -> HttpResponseBase:
    """The file at once; beyond what a request can carry, 202 and the address of a job."""
    asked = export.ask(registry.get(layer), dict(request.GET.lists()), request.viewer, extension, _language())
    etag = f'"{asked.query.version}-{asked.identity}"'
    if request.headers.get("If-None-Match") == etag:
        return _private(HttpResponseNotModified(), etag)
    with export.begin(asked) as begun:
        begun.refuse_too_long()
        if begun.is_long:
            return _accepted(request, asked)
        response = _described(_answer(request, begun), begun)
    return _private(response, etag)


def _answer(request: HttpRequest, begun: export.Begun) -> HttpResponseBase:
    """Written whole before it is sent: a reader never gets half a file for a whole one."""
    if request.method == "HEAD":
        return HttpResponse(content_type=begun.format.content_type)
    descriptor, name = tempfile.mkstemp(suffix=f".{begun.extraction.format}", dir=_folder())
    os.close(descriptor)
    path = Path(name)
    # GDAL makes its own file.
    path.unlink()
    try:
        begun.write(path)
        response = FileResponse(path.open("rb"), content_type=begun.format.content_type)
        response["Content-Length"] = str(path.stat().st_size)
    finally:
        # Open, it is still read to its end; then nothing is left of it.
        path.unlink(missing_ok=True)
    return response


def _folder() -> Path:
    folder = Path(settings.EXPORT_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _described(response: HttpResponseBase, begun: export.Begun) -> HttpResponseBase:
    told = begun.provenance
    response["Content-Disposition"] = f'attachment; filename="{begun.name}"'
    response["X-Extraction-Id"] = str(begun.extraction.id)
    response["X-Matched"], response["X-Not-Located"] = str(told.matched), str(told.not_located)
    if told.fictitious:
        response["X-Fictitious"] = str(told.fictitious)
    return response


def _private(response: HttpResponseBase, etag: str = "") -> HttpResponseBase:
    """Nobody in between keeps it: each extraction is one of its own, and is written down."""
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, Authorization, Accept-Language"
    if etag:
        response["ETag"] = etag
    return response


def _accepted(request: HttpRequest, asked: Extraction) -> HttpResponseBase:
    if request.method == "HEAD":
        return _private(HttpResponse(status=202))
    job = long.start(asked)
    address = reverse("layers:extraction", args=[job.pk])
    if asks_for_a_page(request):
        return redirect(address)
    response = _private(JsonResponse(_state(job), status=202))
    response["Location"] = address
    return response


@require_safe
def layer_provenance(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Where what is shown comes from, in words: the same as stand in the file."""
    found = provenance(layer_query(request, slug), _language())
    return _private(JsonResponse(found.as_json()))


# -- the extractions of a person


def _state(job: Job) -> dict[str, Any]:
    kept = long.is_kept(job)
    return {
        "id": str(job.pk),
        "state": job.state,
        "progress": round(job.progress, 3),
        "job": reverse("layers:extraction", args=[job.pk]),
        "status": reverse("layers:extraction-state", args=[job.pk]),
        "file": reverse("layers:extraction-file", args=[job.pk]) if kept else None,
        "rows": job.result.get("rows"),
        "error": job.error or None,
    }


def _shown(job: Job) -> dict[str, Any]:
    """What the page says of a job, beside its state."""
    layer = registry.layers().get(job.params.get("layer", ""))
    error = job.error.get(f"message_{_language()}") or job.error.get("message") or ""
    return {
        "job": job,
        "title": layer.title(_language()) if layer else job.params.get("layer", ""),
        "format": job.params.get("format", ""),
        "share": round(job.progress * 100),
        "live": job.state in LIVE,
        "kept": long.is_kept(job),
        "error": error,
        "until": job.finished_at + export.kept_for() if job.finished_at else None,
    }


@require_safe
@never_cache
def extractions(request: HttpRequest) -> HttpResponse:
    shown = [_shown(job) for job in long.mine(request.viewer)]
    context = {"rows": shown, "days": settings.EXPORT_KEPT_DAYS, "limit": settings.EXPORT_DIRECT_ROWS}
    return render(request, "layers/extractions.html", context)


@require_safe
@never_cache
def extraction(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    job = long.find(number, request.viewer)
    return render(request, "layers/extraction.html", _shown(job) | {"days": settings.EXPORT_KEPT_DAYS})


@require_safe
@never_cache
def extraction_state(request: HttpRequest, number: uuid.UUID) -> JsonResponse:
    return JsonResponse(_state(long.find(number, request.viewer)))


@require_safe
def extraction_file(request: HttpRequest, number: uuid.UUID) -> HttpResponseBase:
    job = long.find(number, request.viewer)
    path = long.result(job, request.viewer)
    wanted = export.format_of(job.params["format"])
    response = FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=wanted.content_type)
    response["X-Extraction-Id"] = str(job.params["extraction"])
    response["X-Not-Located"] = str(job.result.get("not_located", 0))
    return _private(response)


@require_POST
def extraction_cancel(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    job = long.find(number, request.viewer)
    jobs.cancel(job)
    return redirect("layers:extraction", job.pk)
