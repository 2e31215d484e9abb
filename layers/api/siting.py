"""Next sites for programs and pages: ask, follow, cancel, name, take away."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from layers import jobs
from layers.errors import BadParameter, NotFound
from layers.models import Job
from layers.services import coverage, scenarios, tables
from layers.services.next_site import Asked
from layers.services.provenance import FICTITIOUS_MARK


def _whole(request: HttpRequest, name: str, default: int) -> int:
    text = request.POST.get(name) or str(default)
    if not text.isdigit():
        raise BadParameter(name, text)
    return int(text)


def _number(request: HttpRequest, name: str, default: float, most: float) -> float:
    text = request.POST.get(name) or str(default)
    try:
        value = float(text)
    except ValueError as error:
        raise BadParameter(name, text) from error
    if not 0 <= value <= most:
        raise BadParameter(name, text, f"De 0 à {most:g}.")
    return value


def _private(answer: Any, status: int = 200) -> JsonResponse:
    response = JsonResponse(answer, status=status)
    response["Cache-Control"] = "private, no-cache"
    return response


def _state(job: Job) -> dict[str, Any]:
    language = get_language() or "fr"
    error = job.error.get(f"message_{language}") or job.error.get("message") if job.error else None
    return {
        "job": str(job.pk),
        "state": job.state,
        "progress": round(job.progress, 3),
        "scenario": job.result.get("scenario"),
        "error": error,
    }


@require_POST
def start(request: HttpRequest) -> JsonResponse:
    asked = Asked(
        category=request.POST.get("category", ""),
        territory=request.POST.get("territory") or "MA",
        sites=_whole(request, "sites", 5),
        rule=request.POST.get("rule") or "settled",
        goal=request.POST.get("goal") or "cover",
        radius_m=_number(request, "radius", 0, 200_000),
        detour=_number(request, "detour", coverage.DETOUR, 3),
        until=_whole(request, "until", 0),
    )
    return _private(_state(scenarios.start(asked, request.viewer)), 202)


@require_safe
def state(request: HttpRequest, number: uuid.UUID) -> JsonResponse:
    return _private(_state(scenarios.job(number, request.viewer)))


@require_POST
def cancel(request: HttpRequest, number: uuid.UUID) -> JsonResponse:
    job = scenarios.job(number, request.viewer)
    jobs.cancel(job)
    job.refresh_from_db()
    return _private(_state(job))


@require_POST
def rename(request: HttpRequest, number: uuid.UUID) -> JsonResponse:
    kept = scenarios.rename(str(number), request.POST.get("name", ""), request.viewer)
    return _private({"scenario": kept.id, "name": kept.name})


@require_safe
def file(request: HttpRequest, number: uuid.UUID, extension: str) -> HttpResponse:
    kept = scenarios.find(str(number), request.viewer)
    if extension == "geojson":
        content, kind = _geojson(kept), "application/geo+json"
    elif extension in tables.WRITERS:
        content, kind = tables.WRITERS[extension](tables.sites(kept.asked, kept.answer), get_language() or "fr")
    else:
        raise NotFound(extension, parameter="format")
    response = HttpResponse(content, content_type=kind)
    mark = "-fictif" if kept.fictitious else ""
    name = f"sites-{kept.asked['category']}-{kept.asked['territory']}-{kept.made_at:%Y%m%d}{mark}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response


def _geojson(kept: scenarios.Scenario) -> bytes:
    """RFC 7946: degrees WGS84; what the answer rests on stands beside the features."""
    features = [
        {
            "type": "Feature",
            "id": site["n"],
            "geometry": {"type": "Point", "coordinates": [site["lon"], site["lat"]]},
            "properties": {name: value for name, value in site.items() if name not in {"lon", "lat"}},
        }
        for site in kept.answer["sites"]
    ]
    told = {name: kept.answer[name] for name in ("people", "before", "after", "radius_m", "optimal", "gap", "methods")}
    collection = {"type": "FeatureCollection", "features": features, "asked": kept.asked, "answer": told}
    if kept.fictitious:
        collection["notice"] = FICTITIOUS_MARK
    return json.dumps(collection, ensure_ascii=False).encode()
