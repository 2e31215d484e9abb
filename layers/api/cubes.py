"""Published counts of sensitive layers, for everyone: /api/cubes/{layer}.json, .csv, and tiles."""

from __future__ import annotations

import csv
import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layers.errors import NotFound
from layers.services.cube import read, tiles

_CSV = ("territory", "level", "name_fr", "name_ar", "period", "type", "type_title", "value", "status")


@require_safe
def cells(request: HttpRequest, layer: str, extension: str) -> HttpResponse:
    if extension not in _WRITERS:
        raise NotFound(extension, parameter="extension")
    question = _question(request, layer)
    return _kept(request, lambda: _WRITERS[extension](read.answer(question, get_language() or "fr")))


@require_safe
def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    question = _question(request, layer)

    def made() -> HttpResponse:
        body = tiles.tile(question, z, x, y)
        response = HttpResponse(body, content_type="application/vnd.mapbox-vector-tile")
        response["Content-Encoding"] = "gzip"
        return response

    return _kept(request, made)


def _question(request: HttpRequest, slug: str) -> read.Question:
    layer, _cube = read.layer_with_cube(slug)
    return read.Question.from_params(layer, dict(request.GET.lists()))


def _kept(request: HttpRequest, make: Any) -> HttpResponse:
    """The same for everyone, so anyone may keep it; asked again only when something was published."""
    text = f"{read.version()}|{request.get_full_path()}|{get_language()}"
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
    response = HttpResponseNotModified() if request.headers.get("If-None-Match") == etag else make()
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    if "lang" not in request.GET:
        patch_vary_headers(response, ("Cookie",))
    return response


def _csv(answer: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{answer["layer"]}-cube.csv"'
    response.write("\ufeff")
    writer = csv.DictWriter(response, _CSV, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(answer["cells"])
    return response


_WRITERS = {"json": JsonResponse, "csv": _csv}
