"""The complaints board's tables as files, under the one rule."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layers import registry
from layers.access import exporting
from layers.api.questions import known
from layers.errors import BadParameter, NotFound
from layers.query import LayerQuery
from layers.services import complaints, tables

VIEWS = {
    "communes": complaints.by_commune,
    "categories": complaints.by_category,
    "near": complaints.by_neighbour,
}
ASKED = frozenset({"territory", "year", "category", "as_of", "lang"})


@require_safe
def file(request: HttpRequest, view: str, extension: str) -> HttpResponse:
    if view not in VIEWS or extension not in tables.WRITERS:
        raise NotFound(f"{view}.{extension}", parameter="format")
    known(request, ASKED)
    written, territory = request.GET.get("year", ""), request.GET.get("territory", "")
    if not (written.isdigit() and 2000 <= int(written) <= 2100):
        raise BadParameter("year", written, "Attendu : 2024.")
    asked = {"territory": [territory]} if territory not in ("", "MA") else {}
    if "as_of" in request.GET:
        asked["as_of"] = request.GET.getlist("as_of")
    viewer = exporting(request.viewer)
    query = LayerQuery.from_params(registry.get(complaints.LAYER), asked, viewer)
    category = request.GET.get("category", "")
    table = VIEWS[view](complaints.Asked(query, viewer, int(written), category, territory))
    return tables.download(table, extension, get_language() or "fr", timezone.localdate())
