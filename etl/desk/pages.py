"""The landing page (a card a source), the history, the discrepancies of a source, its template."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from etl import source, workbook
from etl.desk import access, files, work
from etl.errors import FileUnreadable, Finding
from etl.models import Discrepancy, ImportRun, RejectedRow
from layers.access import Viewer
from layers.errors import Forbidden

PAGE = 50
RECENT = 6
# Nobody owes the platform a daily file: a month is a usual rhythm, a quarter is late.
FRESH, AGEING = dt.timedelta(days=31), dt.timedelta(days=92)
OPEN = Q(rejectedrow__status=RejectedRow.Status.OPEN)


def titles() -> dict[str, str]:
    return {s.slug: s.title(access.language()) for s in source.registry().values()}


def freshness(last: dt.datetime | None) -> str:
    if last is None:
        return "never"
    age = timezone.now() - last
    return "fresh" if age <= FRESH else "ageing" if age <= AGEING else "old"


def _cards(viewer: Viewer) -> list[dict[str, Any]]:
    done = ImportRun.objects.filter(state=ImportRun.State.DONE)
    last = dict(done.values_list("source").annotate(at=Max("finished_at")))
    mine = RejectedRow.objects.filter(run__in=access.runs(viewer).order_by(), status=RejectedRow.Status.OPEN)
    refused = dict(mine.values_list("run__source").annotate(n=Count("pk")))
    standing = dict(Discrepancy.objects.values_list("source").annotate(n=Count("pk")))
    whole = access.everywhere(viewer)
    return [
        {
            "slug": slug,
            "title": title,
            "last": last.get(slug),
            "fresh": freshness(last.get(slug)),
            "old": slug in last and timezone.now() - last[slug] >= dt.timedelta(days=1),
            "refused": refused.get(slug, 0),
            "discrepancies": standing.get(slug, 0) if whole else None,
        }
        for slug, title in titles().items()
    ]


def _landing(request: HttpRequest, viewer: Viewer, status: int = 200, **more: Any) -> HttpResponse:
    recent = access.runs(viewer).annotate(waiting=Count("rejectedrow", filter=OPEN))[:RECENT]
    context = {
        "cards": _cards(viewer),
        "rows": _titled(recent),
        "limit_mb": files.MAX_BYTES // 2**20,
        "limit_bytes": files.MAX_BYTES,
        "fiction_allowed": settings.FICTITIOUS_DATA,
        "fictitious": any(run.fictitious for run in recent),
        "rasters": access.everywhere(viewer),
        **more,
    }
    return render(request, "etl/landing.html", context, status=status)


def _titled(runs: Any) -> list[dict[str, Any]]:
    known = titles()
    return [{"run": run, "title": known.get(run.source, run.source)} for run in runs]


@require_safe
@never_cache
def landing(request: HttpRequest) -> HttpResponse:
    return _landing(request, access.importer(request))


@require_POST
@never_cache
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps the file and starts its trial; says on the spot what cannot even be kept."""
    viewer = access.importer(request)
    declared = source.get(slug)
    given = request.FILES.get("file")
    fictitious = settings.FICTITIOUS_DATA and request.POST.get("fictitious") == "1"
    try:
        if given is None:
            raise FileUnreadable("file_missing")
        entry = files.keep(given, declared.slug, viewer.user_id, fictitious=fictitious)
    except FileUnreadable as fault:
        said = Finding(fault, getattr(given, "name", "") or "", 0).as_json()
        return _landing(request, viewer, 400, fault=said, fault_slug=slug)
    work.start(entry, dry_run=request.POST.get("trial") != "0", owner_id=viewer.user_id)
    return redirect("etl:file", pk=entry.pk)


@require_safe
@never_cache
def history(request: HttpRequest) -> HttpResponse:
    viewer = access.importer(request)
    found = _filtered(access.runs(viewer), request)
    page = Paginator(found.annotate(waiting=Count("rejectedrow", filter=OPEN)), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": _titled(page),
        "sources": titles().items(),
        "states": ImportRun.State.choices,
        "filtered": any(request.GET.get(name) for name in ("source", "state", "from", "to", "kind", "open")),
        "fictitious": any(run.fictitious for run in page),
    }
    return render(request, "etl/history.html", context)


def _filtered(runs: QuerySet[ImportRun], request: HttpRequest) -> QuerySet[ImportRun]:
    """By source, state, period, kind of data, and whether rows wait; what is not understood filters nothing."""
    asked = request.GET
    if asked.get("source"):
        runs = runs.filter(source=asked["source"])
    if asked.get("state") in ImportRun.State.values:
        runs = runs.filter(state=asked["state"])
    if asked.get("kind") in {"real", "fictitious"}:
        runs = runs.filter(fictitious=asked["kind"] == "fictitious")
    if asked.get("open") == "1":
        runs = runs.filter(pk__in=RejectedRow.objects.filter(status=RejectedRow.Status.OPEN).values("run"))
    for name, lookup in (("from", "started_at__date__gte"), ("to", "started_at__date__lte")):
        if day := _day(asked.get(name, "")):
            runs = runs.filter(**{lookup: day})
    return runs


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
@never_cache
def discrepancies(request: HttpRequest, slug: str) -> HttpResponse:
    """Books that disagree, of the whole source: for those who import everywhere."""
    if not access.everywhere(access.importer(request)):
        raise Forbidden
    declared = source.get(slug)
    found = Discrepancy.objects.filter(source=slug)
    codes = list(found.values("code").annotate(n=Count("pk")).order_by("-n", "code"))
    chosen = request.GET.get("code", "")
    shown = found.filter(code=chosen) if chosen else found
    context = {
        "slug": slug,
        "title": declared.title(access.language()),
        "codes": codes,
        "chosen": chosen,
        "total": sum(entry["n"] for entry in codes),
        "page": Paginator(shown.order_by("code", "table", "key", "pk"), PAGE).get_page(
            request.GET.get("page")
        ),
        "tables": {table.name: table.title(access.language()) for table in declared.tables},
        "fictitious": ImportRun.objects.filter(source=slug, state=ImportRun.State.DONE, fictitious=True).exists(),
    }
    return render(request, "etl/discrepancies.html", context)


@require_safe
def template(request: HttpRequest, slug: str) -> HttpResponse:
    access.importer(request)
    declared = source.get(slug)
    wanted = request.GET.get("lang") or access.language()
    language = wanted if wanted in workbook.LANGUAGES else "fr"
    response = HttpResponse(workbook.template(declared, language), content_type=workbook.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{declared.slug}-modele-{language}.xlsx"'
    return response
