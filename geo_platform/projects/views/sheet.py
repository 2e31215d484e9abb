"""The sheet of a project: a page, and the same as PDF. Access by the layer's own rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from geo_platform.portal.views.map import map_options
from geo_platform.projects import documents, page, site_map, words
from geo_platform.projects.answers import conditional, etag, not_modified, private
from layers.access import Viewer
from layers.documents import search
from layers.errors import BadParameter, LoginNeeded
from layers.queries.project_sheet import ProjectSheet
from layers.services import pdf
from layers.workflows import projects
from layers.workflows.office import may


@require_safe
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """`as_of=`: the project as the platform knew it then, and nothing to be written."""
    as_of = request.GET.get("as_of", "")
    found = ProjectSheet.read(request.viewer, reference, as_of)
    context = page.context(found)
    place = found.identity["territory_id"]
    context |= {
        "config": map_config(found),
        "source_line": context["situation"],
        "as_of": as_of,
        "may_report": not as_of and may(request.viewer, "report", place),
        "may_speak": not as_of and any(may(request.viewer, action, place) for action in projects.SPEAK),
        "documents": _documents(request.viewer, reference),
        "risk_kinds": words.RISKS.items(),
        "risk_levels": words.RISK_LEVELS.items(),
    }
    return conditional(request, render(request, "projects/sheet.html", context))


def _documents(viewer: Viewer, reference: str) -> list[dict[str, Any]]:
    return [documents.told(row) for row in search.found(viewer, subject_kind="project", subject=reference)]


def map_config(found: ProjectSheet) -> dict[str, Any]:
    """What the page's map opens on: the project's own records, asked through the layers' usual parameters."""
    reference = found.identity["reference"]
    return {
        **map_options(),
        "bounds": site_map.bounds(found),
        "records": [
            {"slug": found.query.layer.slug, "question": f"?reference={reference}"},
            {"slug": found.sites_query.layer.slug, "question": f"?project_reference={reference}"},
        ],
    }


@require_safe
def as_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    found = ProjectSheet.read(request.viewer, reference, request.GET.get("as_of", ""))
    context = {
        **page.context(found),
        "page_width": 210,
        "page_height": 297,
        "map": site_map.drawing(found),
        "printed": _("Imprimé le %(day)s") % {"day": f"{timezone.localdate():%d/%m/%Y}"},
    }
    asked = pdf.asked("projects/sheet_pdf.html", context)
    if (unchanged := not_modified(request, asked)) is not None:
        return unchanged
    answer = HttpResponse(pdf.written(asked), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="projet-{reference}-{get_language()}.pdf"'
    answer["ETag"] = etag(asked)
    return private(answer)


@require_POST
def comment(request: HttpRequest, reference: str) -> HttpResponse:
    projects.comment(known(request), reference, request.POST.get("text", ""))
    return _back(reference, "comments")


@require_POST
def risk(request: HttpRequest, reference: str) -> HttpResponse:
    given = request.POST
    entered = projects.Risk(
        kind=given.get("kind", ""),
        text=given.get("text", ""),
        level=int(given.get("level", "0")) if given.get("level", "").isdigit() else 0,
        action=given.get("action", ""),
        owner_office=given.get("owner_office", "")[:200],
        due_on=day_of(given.get("due_on", ""), "due_on"),
    )
    projects.raise_risk(known(request), reference, entered)
    return _back(reference, "risks")


@require_POST
def close_risk(request: HttpRequest, reference: str, risk: int) -> HttpResponse:
    projects.close_risk(known(request), reference, risk, request.POST.get("note", ""))
    return _back(reference, "risks")


def known(request: HttpRequest) -> Viewer:
    """A command has an author."""
    if request.viewer.is_anonymous:
        raise LoginNeeded
    return request.viewer


def day_of(text: str, parameter: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadParameter(parameter, text) from error


def _back(reference: str, part: str) -> HttpResponse:
    return redirect(f"{reverse('projects:sheet', args=[reference])}#{part}")
