"""The print composer: its page, and the printed sheet as PDF, as picture, and in a few facts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from geo_platform.accounts.export_log import log_export
from geo_platform.portal.map_texts import print_texts
from geo_platform.portal.printing import sheet, wanted
from geo_platform.portal.shell import route_url
from geo_platform.portal.text import level_texts
from geo_platform.portal.views.map import DEFAULT_INDICATOR, level_layers
from layers.errors import BadParameter
from layers.services import pdf

PREVIEW_DPI, LEAST_DPI, MOST_DPI = 110, 40, 300


@require_safe
def composer(request: HttpRequest) -> HttpResponse:
    """Public, the same for all: what may be drawn is decided by the sheet itself."""
    config = {
        "lang": request.LANGUAGE_CODE,
        "catalogue": route_url("layers:indicator-catalogue"),
        "indicator": DEFAULT_INDICATOR,
        "levels": level_layers(),
        "pdf": reverse("portal:print-pdf"),
        "png": reverse("portal:print-png"),
        "facts": reverse("portal:print-facts"),
        "map": reverse("portal:map"),
        "texts": {**print_texts(), "levels": level_texts()},
    }
    return render(request, "portal/print.html", {"config": config})


@require_safe
def as_pdf(request: HttpRequest) -> HttpResponse:
    asked = wanted.read(request)
    body = sheet.document(asked)
    _log(request, asked)
    return _answer(asked, body, "application/pdf", "pdf")


@require_safe
def as_png(request: HttpRequest) -> HttpResponse:
    asked, dpi = wanted.read(request), _dpi(request)
    body = pdf.picture(sheet.document(asked), dpi)
    if dpi > PREVIEW_DPI:  # up to there it is the composer's own picture, made anew at each choice
        _log(request, asked)
    return _answer(asked, body, "image/png", "png")


def _log(request: HttpRequest, asked: wanted.Wanted) -> None:
    """A page that leaves with reserved records is written down as an export is."""
    for shown in asked.layers:
        if shown.query.layer.sensitivity:
            told = {"layer": shown.asked}
            log_export(request.user, "print", layer=shown.query.layer.slug, filters=told, rows=shown.query.count())
    for cells in asked.rasters:
        if cells.of.raster.sensitivity:
            log_export(request.user, "print", layer=cells.of.raster.name, filters={}, rows=0)


@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    asked = wanted.read(request)
    return _private_unless_public(asked, JsonResponse(sheet.compose(asked).facts))


def _dpi(request: HttpRequest) -> int:
    text = request.GET.get("dpi") or str(PREVIEW_DPI)
    if not text.isdigit() or not LEAST_DPI <= int(text) <= MOST_DPI:
        raise BadParameter("dpi", text, f"Attendu : {LEAST_DPI} à {MOST_DPI}.")
    return int(text)


def _answer(asked: wanted.Wanted, body: bytes, kind: str, extension: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    name = (
        f"carte-{asked.question.indicator.code}-{asked.territory}-{timezone.localdate():%Y%m%d}.{extension}"
    )
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return _private_unless_public(asked, response)


def _private_unless_public(asked: wanted.Wanted, response: HttpResponse) -> HttpResponse:
    records = (not shown.query.layer.sensitivity and shown.query.access.is_public for shown in asked.layers)
    cells = (shown.of.is_public for shown in asked.rasters)
    public = asked.question.indicator.is_public and all(records) and all(cells)
    response["Cache-Control"] = "public, max-age=60" if public else "private, no-cache"
    response["Vary"] = "Cookie, Authorization"
    return response
