"""Permits for programs: counts by commune under the one rule and the one set of parameters."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from layers.api.params import layer_query
from layers.queries import permits


@require_safe
def by_commune(request: HttpRequest) -> JsonResponse:
    response = JsonResponse(permits.per_commune(layer_query(request, "permits")))
    response["Cache-Control"] = "private, no-cache"
    return response
