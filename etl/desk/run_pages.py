"""One import: counts that add up, refused rows by reason, one row under correction, anomalies apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from etl import quarantine, source
from etl.desk import access
from etl.desk.editor import editor
from etl.models import Anomaly, ImportRun, RejectedRow

PAGE = 50
Status = RejectedRow.Status
TERMS = ("created", "updated", "unchanged", "refused")


def bar(counts: dict[str, int]) -> list[dict[str, Any]]:
    """Parts of a bar 1,000 wide, as the sum reads; a part that exists is never too thin to be seen.

    As text: a template would write their decimals with the comma of the page's language.
    """
    total = counts["read"]
    if not total:
        return []
    parts, at = [], 0.0
    for name in TERMS:
        width = max(1000 * counts[name] / total, 4.0 if counts[name] else 0.0)
        parts.append({"name": name, "x": f"{at:.1f}", "width": f"{width:.1f}"})
        at += width
    return parts


def counts_of(entry: ImportRun) -> dict[str, int]:
    return {name: getattr(entry, name) for name in ("read", *TERMS, "flagged")}


def statuses(entry: ImportRun) -> dict[str, int]:
    found = RejectedRow.objects.filter(run=entry).values_list("status").annotate(n=Count("pk"))
    counted = dict(found)
    return {status: counted.get(status, 0) for status in Status.values}


def reasons(entry: ImportRun) -> list[dict[str, Any]]:
    """Refusals by code: how many, how many still open, and the first case, which says what it is about."""
    rows = RejectedRow.objects.filter(run=entry)
    open_rows = dict(rows.filter(status=Status.OPEN).values_list("code").annotate(n=Count("pk")))
    counted = rows.values_list("code").annotate(n=Count("pk")).order_by("-n", "code")
    return [
        {
            "code": code,
            "n": n,
            "open": open_rows.get(code, 0),
            "first": rows.filter(code=code).order_by("line").first(),
        }
        for code, n in counted
    ]


def doubts(entry: ImportRun) -> list[dict[str, Any]]:
    rows = Anomaly.objects.filter(run=entry)
    counted = rows.values_list("code").annotate(n=Count("pk")).order_by("-n", "code")
    return [
        {"code": code, "n": n, "first": rows.filter(code=code).order_by("line").first()}
        for code, n in counted
    ]


def _rows(entry: ImportRun, reason: str, status: str) -> QuerySet[RejectedRow]:
    rows = RejectedRow.objects.filter(run=entry).select_related("cells", "fixed_in").order_by("sheet", "line")
    if reason:
        rows = rows.filter(code=reason)
    return rows.filter(status=status) if status in Status.values else rows


@require_safe
@never_cache
def run(request: HttpRequest, pk: int) -> HttpResponse:
    entry = access.run_of(request, pk)
    anomaly, reason = request.GET.get("anomaly", ""), request.GET.get("reason", "")
    found = reasons(entry)
    if anomaly:
        listed: Any = Anomaly.objects.filter(run=entry, code=anomaly).order_by("sheet", "line")
    else:
        listed = _rows(entry, reason, request.GET.get("status", ""))
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    declared = source.registry().get(entry.source)
    context = {
        "run": entry,
        "bar": bar(counts_of(entry)),
        "title": declared.title(access.language()) if declared else entry.source,
        "fault": entry.report.get("file_fault") or entry.report.get("error"),
        "notes": [note for note in entry.report.get("notes", ()) if note],
        "discrepancies": entry.report.get("discrepancies", 0) if access.everywhere(request.viewer) else 0,
        "reasons": found,
        "doubts": doubts(entry),
        "reason": reason,
        "anomaly": anomaly,
        "statuses": statuses(entry),
        "several_sheets": RejectedRow.objects.filter(run=entry).values("sheet").distinct().count() > 1,
        "page": page,
        "waiting": len(quarantine.waiting(entry)),
        "editor": editor(entry, request.GET.get("row", ""), access.reads_personal(request.viewer)),
        "replays": entry.replays.order_by("pk"),
        "said": messages.get_messages(request) if hasattr(request, "_messages") else (),
        "fictitious": entry.fictitious,
    }
    return render(request, "etl/run.html", context)
