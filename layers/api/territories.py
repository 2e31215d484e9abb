"""Territories for programs: search, description, label points."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layers import territories
from layers.errors import BadParameter, NotFound
from layers.models import Kind, Level
from layers.services import places

MAX_RESULTS = 50


def labelled(row: dict[str, Any]) -> dict[str, Any]:
    row["level_label"] = str(Level(row["level"]).label)
    row["kind_label"] = str(Kind(row["kind"]).label)
    return row


@require_safe
def search(request: HttpRequest) -> JsonResponse:
    """`q` in French, Arabic or a code; `level` narrows; homonyms carry their path."""
    limit_text = request.GET.get("limit", "12")
    if not limit_text.isdigit():
        raise BadParameter("limit", limit_text)
    found = territories.search(
        request.GET.get("q", ""),
        levels=request.GET.getlist("level"),
        limit=min(int(limit_text), MAX_RESULTS),
    )
    return JsonResponse({"results": [labelled(row) for row in found]})


@require_safe
def detail(request: HttpRequest, code: str) -> JsonResponse:
    row = territories.describe(code)
    if row is None:
        raise NotFound(code, parameter="code")
    del row["territory_id"]
    return JsonResponse(labelled(row))


@require_safe
def labels(request: HttpRequest) -> JsonResponse:
    """Label points of whole levels, biggest first, in the request's language."""
    levels = request.GET.get("level", "region").split(",")
    unknown = [level for level in levels if level not in Level.values]
    if unknown:
        raise BadParameter("level", unknown[0])
    response = JsonResponse({"labels": territories.labels(levels, get_language() or "fr")})
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def airports(request: HttpRequest) -> JsonResponse:
    """The Kingdom's airports as points, in degrees; a landmark for readers of the map, not a layer of records."""
    response = JsonResponse({"places": places.airports()})
    response["Cache-Control"] = "public, max-age=86400"
    return response
