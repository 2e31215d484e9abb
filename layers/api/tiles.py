"""Tiles, TileJSON, styles and the list of layers a viewer may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layers import registry
from layers.access import access_to
from layers.api.params import layer_query
from layers.layer import Sensitivity
from layers.queries.search import key_of
from layers.query import LayerQuery
from layers.services import counts, tiles
from layers.services import style as styles
from layers.services.raster import listing as rasters


@require_safe
def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    query = layer_query(request, layer)
    current = tiles.stamp(query)
    etag = current.etag(query, z, x, y)
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        body = tiles.tile(query, current, z, x, y)
        response = HttpResponse(body, content_type="application/vnd.mapbox-vector-tile")
        response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    return _cache_headers(response, query)


def _cache_headers(response: HttpResponse, query: LayerQuery) -> HttpResponse:
    """A public tile may be kept by anyone for five minutes; any other must be asked for again by its own viewer."""
    if query.access.is_public and not query.layer.sensitivity:
        response["Cache-Control"] = "public, max-age=300"
    else:
        response["Cache-Control"] = "private, no-cache"
        response["Vary"] = "Cookie, Authorization"
    return response


@require_safe
def tilejson(request: HttpRequest, layer: str) -> HttpResponse:
    query = layer_query(request, layer)
    template = request.build_absolute_uri(reverse("layers:tile", args=[layer, 0, 0, 0]))
    url = template.replace("/0/0/0.pbf", "/{z}/{x}/{y}.pbf") + _question(request)
    return _cache_headers(JsonResponse(styles.tilejson(query, url, get_language() or "fr")), query)


@require_safe
def style(request: HttpRequest, layer: str) -> HttpResponse:
    """What was asked of the layer is asked of its tiles."""
    query = layer_query(request, layer)
    source = request.build_absolute_uri(reverse("layers:tilejson", args=[layer])) + _question(request)
    return _cache_headers(JsonResponse(styles.maplibre(query.layer, source, get_language() or "fr")), query)


def _question(request: HttpRequest) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


@require_safe
def layer_list(request: HttpRequest) -> JsonResponse:
    """Every declared layer, with what the viewer may do with it; a refused one is listed as restricted, uncounted."""
    language = get_language() or "fr"
    found: list[dict[str, Any]] = []
    for layer in registry.layers().values():
        access = access_to(request.viewer, layer)
        query = LayerQuery(layer, access, properties=access.fields)
        found.append(
            {
                "slug": layer.slug,
                "title": layer.title(language),
                "theme": layer.theme,
                "kind": layer.style.kind,
                "allowed": access.allowed,
                **(counts.of(query) if access.allowed else counts.NONE),
                "min_zoom": layer.min_zoom,
                "max_zoom": layer.max_zoom,
                "time": bool(layer.time_column),
                "history": layer.history,
                "key": key_of(layer, access.fields),
                "restricted": any(f.sensitivity >= Sensitivity.RESTRICTED for f in access.fields),
                "open": not layer.sensitivity,
                "label": [name.format(lang=language) for name in layer.label],
                "legend": styles.legend(layer, language),
                "drawn": styles.drawn(layer) if access.allowed else [],
                "source": layer.source_ar if language == "ar" else layer.source_fr,
            }
        )
    return JsonResponse({"layers": found + rasters.listed(request.viewer, language)})
