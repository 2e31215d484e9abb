"""One file handed in: its job as it goes, what the trial found, columns placed by hand, then the import for good."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from etl import mapping, source
from etl.desk import access, work
from etl.desk.run_pages import bar
from etl.models import ColumnMapping, ImportRun, Upload
from layers import jobs
from layers.models import Job

LIVE = (Job.State.QUEUED, Job.State.RUNNING)
# What a file without a system, or with a wrong one, may be in.
SYSTEMS = (
    (26191, _("Merchich Nord Maroc, zone I (EPSG:26191)")),
    (26192, _("Merchich Sud Maroc, zone II (EPSG:26192)")),
    (26194, _("Merchich Sahara Nord, zone III (EPSG:26194)")),
    (26195, _("Merchich Sahara Sud, zone IV (EPSG:26195)")),
    (4326, _("WGS84, longitude et latitude (EPSG:4326)")),
    (3857, _("Web Mercator (EPSG:3857)")),
)
SRIDS = frozenset(srid for srid, _title in SYSTEMS)


def _job(upload: Upload) -> Job | None:
    return Job.objects.filter(pk=upload.job_id).first()


def _fault_asks_system(result: dict[str, Any]) -> bool:
    """Faults about the coordinate system are named alike."""
    codes = [(result.get("file_fault") or {}).get("code", ""), *(n["code"] for n in result.get("notes", ()))]
    return any(code.startswith("crs_") for code in codes)


@require_safe
@never_cache
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    entry = access.upload_of(request, pk)
    job = _job(entry)
    result: dict[str, Any] = job.result if job and job.state == Job.State.DONE else {}
    if result.get("run_id"):
        return redirect("etl:run", pk=result["run_id"])
    declared = source.get(entry.source)
    same = ImportRun.objects.filter(source=entry.source, sha256=entry.sha256, state=ImportRun.State.DONE)
    context = {
        "upload": entry,
        "job": job,
        "live": bool(job and job.state in LIVE),
        "told": _told(entry, job),
        "result": result,
        "counts": result.get("counts"),
        "bar": bar(result["counts"]) if result.get("counts") else [],
        "groups": _groups(result),
        "trial": bool(result.get("dry_run")),
        "fault": result.get("file_fault") or _job_fault(job),
        "title": declared.title(access.language()),
        "choices": mapping.choices(declared),
        "placed": ColumnMapping.objects.filter(source=entry.source).order_by("heading"),
        "column_titles": _column_titles(declared),
        "systems": SYSTEMS if entry.srid or _fault_asks_system(result) else (),
        "already": same.order_by("-pk").first(),
        "fictitious": entry.fictitious,
    }
    return render(request, "etl/file.html", context)


def _column_titles(declared: source.Source) -> dict[str, str]:
    arabic = access.language() == "ar"
    return {c.into: c.title_ar if arabic else c.title_fr for t in declared.tables for c in t.columns}


def _job_fault(job: Job | None) -> dict[str, Any] | None:
    """A job that ended otherwise than well: cancelled, busy, or broken."""
    if job is None or job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        return None
    if "message_fr" in job.error:
        return dict(job.error)
    return {"code": job.error.get("code") or job.state}


def _groups(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Refused rows by reason: how many, what it says, the first lines."""
    samples: dict[str, list[dict[str, Any]]] = {}
    for finding in result.get("refused", ()):
        samples.setdefault(finding["code"], []).append(finding)
    counted = Counter(result.get("refused_by_code", {}))
    return [{"code": code, "n": n, "rows": samples.get(code, [])[:10]} for code, n in counted.most_common()]


def _told(entry: Upload, job: Job | None) -> dict[str, Any]:
    """What the page polls: state in words, share done, whether anybody is there to do it."""
    if job is None:
        return {"live": False, "share": 0, "message": "", "waiting": False}
    waiting = work.unattended(job)
    message = gettext(job.message) if job.message else job.get_state_display()
    if waiting:
        message = gettext(
            "Aucun agent de traitement ne répond. Le fichier est gardé : il sera traité dès que l’agent tournera."
        )
    return {
        "live": job.state in LIVE,
        "share": round(job.progress * 100),
        "message": str(message),
        "waiting": waiting,
        "cancelling": job.cancel_requested and job.state in LIVE,
        "url": reverse("etl:file", args=[entry.pk]),
    }


@require_safe
@never_cache
def state(request: HttpRequest, pk: UUID) -> JsonResponse:
    entry = access.upload_of(request, pk)
    return JsonResponse(_told(entry, _job(entry)))


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    entry = access.upload_of(request, pk)
    job = _job(entry)
    if job is not None:
        jobs.cancel(job)
    return redirect("etl:file", pk=entry.pk)


@require_POST
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new trial, with columns or a system given by hand; or the import for good."""
    entry = access.upload_of(request, pk)
    viewer = access.importer(request)
    declared = source.get(entry.source)
    mapping.save(declared, _placed(request, declared), viewer.user_id)
    srid = request.POST.get("srid", "")
    if srid.isdigit() and int(srid) in SRIDS:
        Upload.objects.filter(pk=entry.pk).update(srid=int(srid))
    work.start(entry, dry_run=request.POST.get("for_good") != "1", owner_id=viewer.user_id)
    return redirect("etl:file", pk=entry.pk)


def _placed(request: HttpRequest, declared: source.Source) -> dict[str, str]:
    """Headings and the columns chosen for them, in the order of the form."""
    known = {column.into for table in declared.tables for column in table.columns}
    pairs = zip(request.POST.getlist("heading"), request.POST.getlist("into"), strict=False)
    return {heading[:200]: into for heading, into in pairs if heading and into in known}


@require_POST
def mappings(request: HttpRequest, slug: str) -> HttpResponse:
    """Forgets a heading placed by hand."""
    access.importer(request)
    ColumnMapping.objects.filter(source=slug, heading=request.POST.get("heading", "")).delete()
    back = request.POST.get("file", "")
    try:
        return redirect("etl:file", pk=UUID(back))
    except ValueError:
        return redirect("etl:imports")
