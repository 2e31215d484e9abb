"""What awaits validation in the viewer's perimeter, and the two answers: validate, or refuse with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from geo_platform.projects import words
from geo_platform.projects.answers import private
from geo_platform.projects.views.field import frame
from layers.errors import LoginNeeded, PlatformError
from layers.models import FieldReport
from layers.queries import project_life
from layers.workflows import projects
from layers.workflows.office import may

DECISIONS = {
    "validate": lambda request, report: projects.validate(request.viewer, report),
    "refuse": lambda request, report: projects.refuse(request.viewer, report, request.POST.get("reason", "")),
}


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    status = request.GET.get("status", FieldReport.Status.DRAFT)
    status = status if status in FieldReport.Status.values else str(FieldReport.Status.DRAFT)
    rows = project_life.inbox(request.viewer, status)
    allowed: dict[Any, bool] = {}
    for row in rows:
        place = row["territory_id"]
        if place not in allowed:
            allowed[place] = may(request.viewer, "validate", place)
        title, look, icon = words.REPORTS[row["status"]]
        row |= {"state_title": title, "look": look, "icon": icon}
        row["open"] = row["status"] == FieldReport.Status.DRAFT and allowed[place]
        row["own"] = row["author_id"] == request.viewer.user_id
        row["gain"] = None if row["before_pct"] is None else row["physical_pct"] - row["before_pct"]
    tabs = [
        {"code": code, "title": words.REPORTS[code][0], "current": code == status}
        for code in FieldReport.Status.values
    ]
    return private(
        render(
            request,
            "projects/inbox.html",
            {"rows": rows, "tabs": tabs, "status": status, **frame(any(row["fictitious"] for row in rows))},
        )
    )


@require_POST
def decide(request: HttpRequest, report: int) -> HttpResponse:
    if request.viewer.is_anonymous:
        raise LoginNeeded
    decision = DECISIONS.get(request.POST.get("decision", ""))
    try:
        done = decision(request, report) if decision else None
    except PlatformError as error:
        if error.status in {401, 403, 404}:
            raise
        messages.error(request, error.text("ar" if get_language() == "ar" else "fr"))
        done = None
    if done is not None:
        told = _("Situation validée.") if done.status == "validated" else _("Situation refusée.")
        messages.success(request, told)
    return redirect("projects:inbox")
