"""One search for places and records."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layers import territories
from layers.api import questions
from layers.api.territories import labelled
from layers.errors import BadParameter
from layers.queries import search as queries

PLACES, RECORDS, MOST = 6, 4, 20


@require_safe
def search(request: HttpRequest) -> JsonResponse:
    """`q`: a place's name or code, a record's reference or title. Places first, then each layer the viewer may read."""
    questions.known(request, frozenset({"q", "limit", "lang"}))
    text = request.GET.get("q", "")
    limit = request.GET.get("limit", str(PLACES))
    if not limit.isdigit():
        raise BadParameter("limit", limit)
    size = min(int(limit), MOST)
    places = [
        {**labelled(row), "type": "territory", "group": _("Lieux")}
        for row in territories.search(text, limit=size)
    ]
    found = queries.records(text, request.viewer, get_language() or "fr", min(size, RECORDS))
    response = JsonResponse({"results": [*places, *found]})
    response["Cache-Control"] = "private, no-cache"
    return response
