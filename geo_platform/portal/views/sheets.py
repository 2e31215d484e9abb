"""Asking for the sheets of a whole territory, following the work, taking the archive."""

from __future__ import annotations

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from geo_platform.accounts.export_log import log_export
from geo_platform.portal import sheets
from layers import jobs, territories
from layers.errors import NotFound
from layers.models import Job

LIVE = (Job.State.QUEUED, Job.State.RUNNING)


@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    found = territories.describe(code)
    if found is None:
        raise NotFound(code, parameter="territory")
    job = sheets.start(found["code"], get_language() or "fr", request.viewer)
    return redirect("portal:sheets-job", job.pk)


@require_safe
@never_cache
def follow(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    job = sheets.find(number, request.viewer)
    language = get_language() or "fr"
    context = {
        "job": job,
        "territory": territories.describe(job.params["code"]),
        "live": job.state in LIVE,
        "kept": sheets.file_of(job) is not None,
        "share": round(100 * job.progress),
        "error": job.error.get(f"message_{language}") or job.error.get("message") or "",
    }
    return render(request, "portal/sheets.html", context)


@require_safe
@never_cache
def state(request: HttpRequest, number: uuid.UUID) -> JsonResponse:
    job = sheets.find(number, request.viewer)
    return JsonResponse({"state": job.state, "progress": round(job.progress, 3), "message": job.message})


@require_safe
def archive(request: HttpRequest, number: uuid.UUID) -> HttpResponseBase:
    job = sheets.find(number, request.viewer)
    path = sheets.file_of(job)
    if path is None:
        raise NotFound(number, parameter="job")
    log_export(request.user, "sheets", layer="territories", filters=job.params, rows=job.result["rows"])
    response = FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="application/zip")
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def cancel(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    jobs.cancel(sheets.find(number, request.viewer))
    return redirect("portal:sheets-job", number)
