"""Who may do what at the desk, and whose imports one sees."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from etl.models import ImportRun, Upload
from layers.access import ROLES, Grant, Viewer, can
from layers.errors import Forbidden, LoginNeeded
from layers.layer import Sensitivity

ACTION = "import"


def importer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer
    if viewer.is_anonymous:
        raise LoginNeeded
    if not can(viewer, ACTION):
        raise Forbidden
    return viewer


def _over_everything(grant: Grant) -> bool:
    return grant.territory_id is None and not grant.themes and grant.role in ROLES


def everywhere(viewer: Viewer) -> bool:
    return any(_over_everything(g) and ACTION in ROLES[g.role].actions for g in viewer.grants)


def reads_personal(viewer: Viewer) -> bool:
    """Cells of a refused row have no known place: only who reads personal data over everything sees them."""
    return any(_over_everything(g) and g.reads >= Sensitivity.PERSONAL for g in viewer.grants)


def runs(viewer: Viewer) -> QuerySet[ImportRun]:
    """Rows of a file may lie anywhere: one who imports for a part of the Kingdom sees his own runs only."""
    found = ImportRun.objects.order_by("-started_at", "-pk")
    return found if everywhere(viewer) else found.filter(owner_id=viewer.user_id)


def run_of(request: HttpRequest, pk: int) -> ImportRun:
    entry: ImportRun = get_object_or_404(
        runs(importer(request)).select_related("upload", "parent_run"), pk=pk
    )
    return entry


def upload_of(request: HttpRequest, pk: object) -> Upload:
    viewer = importer(request)
    found = Upload.objects.all() if everywhere(viewer) else Upload.objects.filter(owner_id=viewer.user_id)
    entry: Upload = get_object_or_404(found, pk=pk)
    return entry


def language() -> str:
    return "ar" if get_language() == "ar" else "fr"
