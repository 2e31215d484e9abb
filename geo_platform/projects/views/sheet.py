"""The sheet of a project: a page, and the same as PDF. Access by the layer's own rule."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo_platform.portal.views.map import map_options
from geo_platform.projects import page, site_map
from layers.access import Viewer
from layers.queries.project_sheet import ProjectSheet
from layers.services import pdf


def read(viewer: Viewer, reference: str) -> ProjectSheet:
    return ProjectSheet.read(viewer, reference, timezone.localdate())


@require_safe
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    found = read(request.viewer, reference)
    context = page.context(found)
    context |= {"config": map_config(found), "source_line": context["situation"]}
    return private(render(request, "projects/sheet.html", context))


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
    found = read(request.viewer, reference)
    today = found.today
    context = {
        **page.context(found),
        "page_width": 210,
        "page_height": 297,
        "map": site_map.drawing(found),
        "printed": _("Imprimé le %(day)s") % {"day": f"{today:%d/%m/%Y}"},
    }
    answer = HttpResponse(pdf.render("projects/sheet_pdf.html", context), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="projet-{reference}-{get_language()}.pdf"'
    return private(answer)


def private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-cache"
    return answer
