"""Progress from the phone: the list of projects to report on, the form, and the worker that keeps both offline."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from geo_platform.projects import words
from geo_platform.projects.answers import private
from layers.documents.reading import MAX_BYTES
from layers.errors import Forbidden
from layers.queries import project_life
from layers.queries.project_sheet import ProjectSheet
from layers.workflows.office import may


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "")[:80]
    rows = project_life.mine(request.viewer, asked)
    for row in rows:
        look, icon = words.STATE_LOOKS.get(row["state"], ("todo", "ring"))
        row |= {"look": look, "icon": icon, "state_title": words.STATES.get(row["state"], row["state"])}
    own = [_told(row) for row in project_life.reported_by(request.viewer, request.viewer.user_id or 0)[:30]]
    return private(
        render(
            request,
            "projects/mine.html",
            {"rows": rows, "q": asked, "own": own, **frame(any(row["fictitious"] for row in rows))},
        )
    )


def frame(fictitious: bool) -> dict[str, Any]:
    """What stands around a page of the field: the banner of invented data, and where its figures come from."""
    shown = settings.FICTITIOUS_DATA and fictitious
    return {
        "fictitious": shown,
        "source_line": _("Registre des projets ; situations saisies sur la plateforme."),
    }


def _told(row: dict[str, Any]) -> dict[str, Any]:
    title, look, icon = words.REPORTS[row["status"]]
    return {**row, "state_title": title, "look": look, "icon": icon}


@ensure_csrf_cookie
@require_safe
def progress(request: HttpRequest, reference: str) -> HttpResponse:
    sheet = ProjectSheet.read(request.viewer, reference)
    if not may(request.viewer, "report", sheet.identity["territory_id"]):
        raise Forbidden
    reports = [_told(row) for row in project_life.reports(sheet.query)]
    context = {
        "sheet": sheet,
        "project": sheet.identity,
        "figures": sheet.figures,
        "today": timezone.localdate().isoformat(),
        "reports": reports[:8],
        **frame(bool(sheet.identity["fictitious"])),
        "config": {
            "lang": get_language(),
            "reference": reference,
            "url": reverse("layers:project-progress", args=[reference]),
            "page": reverse("projects:progress", args=[reference]),
            "worker": reverse("projects:field-worker"),
            "user": request.viewer.user_id,
            "limit": MAX_BYTES,
            "texts": texts(),
        },
    }
    return private(render(request, "projects/progress.html", context))


def texts() -> dict[str, str]:
    return {
        "sent": _("Envoyé : à valider."),
        "known": _("Déjà reçu : rien n’a été doublé."),
        "kept": _("Gardé sur ce téléphone : envoi dès que la ligne revient."),
        "waiting": _("en attente d’envoi"),
        "sending": _("envoi…"),
        "conflict": _("Une autre situation existe pour le {day} : {percent} % ({office})."),
        "replace": _("Garder la mienne"),
        "drop": _("Abandonner la mienne"),
        "refused": _("Refusé : {message}"),
        "login": _("Session expirée : reconnectez-vous, la saisie est gardée."),
        "placed": _("Position à {n} m près"),
        "unplaced": _("Position non disponible"),
        "locating": _("Recherche de la position…"),
        "online": _("En ligne"),
        "offline": _("Hors ligne : la saisie est gardée sur ce téléphone"),
        "photo": _("Photo jointe"),
        "none": _("Rien en attente."),
        "lower": _("Moins que la dernière situation validée ({percent} %) : dites pourquoi."),
    }


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker lies under /projects/ so that it may serve the pages of that folder offline."""
    path = finders.find("projects/js/field-worker.js")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as handle:
        answer = HttpResponse(handle.read(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
