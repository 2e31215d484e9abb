"""From the platform to QGIS: the project to download, the addresses to paste, how to sign in there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layers import registry
from layers.access import access_to
from layers.layer import Layer, Sensitivity
from layers.services.qgis_project import AUTHCFG


@require_safe
def qgis(request: HttpRequest) -> HttpResponse:
    language = "ar" if get_language() == "ar" else "fr"
    base = request.build_absolute_uri("/").rstrip("/")
    seen = [layer for layer in registry.layers().values() if access_to(request.viewer, layer).allowed]
    context = {
        "features": f"{base}/ogc/",
        "project": reverse("layers:qgis-project"),
        "authcfg": AUTHCFG,
        "layers": [_addresses(layer, base, language) for layer in seen],
        "restricted": any(layer.sensitivity > Sensitivity.PUBLIC for layer in seen),
    }
    return render(request, "portal/qgis.html", context)


def _addresses(layer: Layer, base: str, language: str) -> dict[str, object]:
    return {
        "title": layer.title(language),
        "theme": layer.theme_title(language),
        "tiles": f"{base}/tiles/{layer.slug}/{{z}}/{{x}}/{{y}}.pbf",
        "style": f"{base}/styles/{layer.slug}.json",
        "nearest": layer.max_zoom,
        "restricted": layer.sensitivity > Sensitivity.PUBLIC,
    }
