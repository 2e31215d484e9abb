"""Where and when the records of a layer are: what a time band and "zoom to layer" ask."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from layers import registry
from layers.queries import spread
from layers.query import LayerQuery
from layers.services import tiles


def _answer(
    request: HttpRequest, query: LayerQuery, what: str, make: Callable[[tiles.Stamp], dict[str, Any]]
) -> HttpResponse:
    """Counted again only when the layer or the question has changed."""
    current = tiles.stamp(query)
    text = f"{what}-{current.version}-{current.edition}-{query.fingerprint}"
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = JsonResponse({"layer": query.layer.slug, **make(current)})
    response["ETag"] = etag
    public = query.access.is_public and not query.layer.sensitivity
    response["Cache-Control"] = "public, max-age=300" if public else "private, no-cache"
    response["Vary"] = "Cookie, Authorization"
    return response


@require_safe
def timeline(request: HttpRequest, layer: str) -> HttpResponse:
    """`step`: month, quarter or year; every other parameter is the layer's own."""
    asked = dict(request.GET.lists())
    step = (asked.pop("step", None) or ["month"])[0]
    query = LayerQuery.from_params(registry.get(layer), asked, request.viewer)
    return _answer(request, query, f"timeline-{step}", lambda _: spread.timeline(query, step))


@require_safe
def extent(request: HttpRequest, layer: str) -> HttpResponse:
    query = LayerQuery.from_params(registry.get(layer), dict(request.GET.lists()), request.viewer)
    return _answer(request, query, "extent", lambda current: {"bbox": spread.extent(query, current.edition)})
