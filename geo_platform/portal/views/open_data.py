"""/open-data/: the list, one page a dataset, and the catalogue a portal harvests. Nothing here takes an application."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from geo_platform.portal.open_data import dcat
from geo_platform.portal.open_data.datasets import Dataset, datasets
from geo_platform.portal.open_data.operator import operator, services
from layers.errors import NotFound


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    found = datasets()
    context = {
        "datasets": [one for one in found if not one.licence.share_alike],
        # Kept apart: what is made of them must be shared under the same terms.
        "share_alike": [one for one in found if one.licence.share_alike],
        "operator": operator(),
        "services": services(),
    }
    return render(request, "portal/open_data.html", context)


@require_safe
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    found: Dataset | None = next((one for one in datasets() if one.slug == slug), None)
    if found is None:
        raise NotFound(slug, parameter="dataset")
    return render(request, "portal/open_dataset.html", {"dataset": found, "operator": operator()})


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    found = {}
    for language in ("fr", "ar"):
        with override(language):
            found[language] = datasets()
    base = request.build_absolute_uri("/").rstrip("/")
    response = JsonResponse(
        dcat.catalogue(found, base, operator()),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        content_type="application/ld+json",
    )
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    return response
