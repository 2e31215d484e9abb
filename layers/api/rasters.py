"""Rasters: tiles, TileJSON, legend, the value at a point. One access rule, as for layers."""

from __future__ import annotations

import math

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layers.errors import BadParameter, UnknownParameter
from layers.services.raster import listing, look, reading, value
from layers.services.raster import tile as tiles
from layers.services.raster.reading import Shown


def _asked(request: HttpRequest, name: str, *allowed: str) -> Shown:
    for parameter in request.GET:
        if parameter not in {"lang", *allowed}:
            raise UnknownParameter(parameter=parameter, value=request.GET[parameter])
    return reading.shown(name, request.viewer)


def _language() -> str:
    return "ar" if get_language() == "ar" else "fr"


def _kept(response: HttpResponse, shown: Shown) -> HttpResponse:
    """A public answer may be kept by anyone for five minutes; any other must be asked for again by its own viewer."""
    if shown.is_public:
        response["Cache-Control"] = "public, max-age=300"
    else:
        response["Cache-Control"] = "private, no-cache"
        response["Vary"] = "Cookie, Authorization"
    return response


@require_safe
def tile(request: HttpRequest, name: str, z: int, x: int, y: int) -> HttpResponse:
    shown = _asked(request, name, "v")
    etag = tiles.etag(shown, z, x, y)
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        body = tiles.render(shown, z, x, y)
        response = HttpResponse(body, content_type="image/png") if body else HttpResponse(status=204)
    response["ETag"] = etag
    return _kept(response, shown)


@require_safe
def tilejson(request: HttpRequest, name: str) -> HttpResponse:
    shown = _asked(request, name)
    root = request.build_absolute_uri("/").rstrip("/")
    source = listing.source(shown.raster, root)
    told = {"tilejson": "3.0.0", "name": shown.raster.title(_language()), **source}
    told = {k: v for k, v in told.items() if k not in {"type", "tileSize"}} | {"tile_size": 256, "format": "png"}
    return _kept(JsonResponse(told), shown)


@require_safe
def legend(request: HttpRequest, name: str) -> HttpResponse:
    shown = _asked(request, name)
    raster, language = shown.raster, _language()
    told = {
        "raster": raster.name,
        "title": raster.title(language),
        "kind": raster.kind,
        **{k: v for k, v in look.legend(raster, language).items() if k in {"key", "ramp", "unit"}},
        "source": raster.source(language),
        "licence": raster.licence,
        "situation": raster.situation.isoformat() if raster.situation else None,
        "resolution_m": round(shown.version.resolution_m, 1),
    }
    return _kept(JsonResponse(told), shown)


@require_safe
def point(request: HttpRequest, name: str) -> HttpResponse:
    shown = _asked(request, name, "lon", "lat")
    lon, lat = (_number(request, *bounds) for bounds in (("lon", 180.0), ("lat", 90.0)))
    return _kept(JsonResponse(value.at(shown, lon, lat, _language())), shown)


def _number(request: HttpRequest, name: str, limit: float) -> float:
    text = request.GET.get(name, "")
    try:
        found = float(text)
    except ValueError as error:
        raise BadParameter(name, text, "Nombre attendu, en degrés.") from error
    if not math.isfinite(found) or abs(found) > limit:
        raise BadParameter(name, text, f"Entre −{limit:g} et {limit:g}.")
    return found
