"""The imports page: runs whose counts add up, refused rows with their reason, templates to fill."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from etl import source, workbook
from etl.models import Anomaly, ImportRun, RejectedRow
from layers.access import ROLES, Viewer, can
from layers.errors import Forbidden, LoginNeeded

PAGE = 50
ACTION = "import"


def _importer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer
    if viewer.is_anonymous:
        raise LoginNeeded
    if not can(viewer, ACTION):
        raise Forbidden
    return viewer


def _runs(viewer: Viewer) -> QuerySet[ImportRun]:
    """Rows of a file may lie anywhere: one who imports for a part of the Kingdom sees his own runs only."""
    everywhere = any(
        grant.territory_id is None and not grant.themes and ACTION in ROLES[grant.role].actions
        for grant in viewer.grants
        if grant.role in ROLES
    )
    runs = ImportRun.objects.order_by("-started_at", "-pk")
    return runs if everywhere else runs.filter(owner_id=viewer.user_id)


@require_safe
@never_cache
def imports(request: HttpRequest) -> HttpResponse:
    page = Paginator(_runs(_importer(request)), PAGE).get_page(request.GET.get("page"))
    language = get_language() or "fr"
    sources = [{"slug": s.slug, "title": s.title(language)} for s in source.registry().values()]
    titles = {entry["slug"]: entry["title"] for entry in sources}
    rows = [{"run": run, "title": titles.get(run.source, run.source)} for run in page]
    context = {"page": page, "rows": rows, "sources": sources, "fictitious": any(r.fictitious for r in page)}
    return render(request, "etl/imports.html", context)


@require_safe
@never_cache
def run(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(_runs(_importer(request)), pk=pk)
    refused = RejectedRow.objects.filter(run=entry).order_by("line")
    anomalies = Anomaly.objects.filter(run=entry).values("code").annotate(n=Count("pk")).order_by("-n", "code")
    language = get_language() or "fr"
    context: dict[str, Any] = {
        "run": entry,
        "refused": Paginator(refused, PAGE).get_page(request.GET.get("page")),
        "anomalies": [{**row, "text": _one(entry, row["code"], language)} for row in anomalies],
        "ar": language == "ar",
        "file_fault": entry.report.get("file_fault") or entry.report.get("error"),
        "fictitious": entry.fictitious,
    }
    return render(request, "etl/run.html", context)


def _one(entry: ImportRun, code: str, language: str) -> str:
    """What an anomaly of this code says, by its first case."""
    first = Anomaly.objects.filter(run=entry, code=code).order_by("line").values_list(f"message_{language}", flat=True)
    return first.first() or code


@require_safe
def template(request: HttpRequest, slug: str) -> HttpResponse:
    _importer(request)
    declared = source.get(slug)
    response = HttpResponse(workbook.template(declared), content_type=workbook.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{declared.slug}-modele.xlsx"'
    return response
