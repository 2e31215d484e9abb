"""Curated public maps: the list, each map (and its frame for other sites), its preview and its figures."""

from __future__ import annotations

import csv
import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo_platform.portal.models import PublicMap
from geo_platform.portal.public_maps import preview as previews
from geo_platform.portal.public_maps import render as drawing
from layers import territories
from layers.access import can

FRAME_HEIGHT = 640


@require_safe
def maps(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public_maps.html", {"maps": cards()})


def cards(limit: int | None = None) -> list[dict[str, Any]]:
    """Maps on show, with the address of their preview; its version is in it, so that it may be kept for long."""
    return [
        {
            "title": shown.title,
            "text": shown.text,
            "url": reverse("portal:public-map", args=[shown.slug]),
            "preview": f"{reverse('portal:public-map-preview', args=[shown.slug])}?v={shown.version}",
        }
        for shown in PublicMap.objects.on_show()[:limit]
    ]


def _shown(request: HttpRequest, slug: str) -> tuple[PublicMap, bool]:
    """The map and whether it is only a preview; a draft exists for those who publish."""
    found = PublicMap.objects.on_show().filter(slug=slug).first()
    if found:
        return found, False
    draft = PublicMap.objects.filter(slug=slug).first()
    if draft and can(request.viewer, "publish"):
        return draft, True
    raise Http404(slug)


@require_safe
def public_map(request: HttpRequest, slug: str) -> HttpResponse:
    shown, draft = _shown(request, slug)
    embed = request.GET.get("embed") == "1"
    etag = _etag(request, shown, draft)
    if request.headers.get("If-None-Match") == etag and not draft:
        return _kept(request, HttpResponseNotModified(), etag, embed)
    drawn = drawing.drawn(shown, get_language() or "fr")
    address = request.build_absolute_uri(reverse("portal:public-map", args=[slug]))
    context = {
        "map": shown,
        "drawn": drawn,
        "draft": draft,
        "place": territories.describe(shown.territory) if shown.territory else None,
        "ranked": sorted(drawn.theme.rows, key=lambda row: (row.value is None, -(row.value or 0), row.name)),
        "address": f"{address}?lang={get_language()}",
        "frame_height": FRAME_HEIGHT,
        "fictitious": drawn.fictitious,
        "fictitious_note": _("Chiffres inventés pour la démonstration."),
        "source_line": drawn.theme.source or "".join(layer.told.source for layer in drawn.overlays[:1]) or None,
    }
    response = render(request, "portal/public_map_embed.html" if embed else "portal/public_map.html", context)
    response._csp_script_hashes = (drawn.script_hash,)
    if draft:
        response["Cache-Control"] = "private, no-store"
        return response
    return _kept(request, response, etag, embed)


def _etag(request: HttpRequest, shown: PublicMap, draft: bool) -> str:
    version = drawing.data_version(shown)
    parts = (shown.version, version, request.get_full_path(), get_language(), request.viewer.user_id, draft)
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}"'


def _kept(request: HttpRequest, response: HttpResponse, etag: str, embed: bool) -> HttpResponse:
    """A frame is the same for everyone; a page carries its reader's name in the top bar."""
    response["ETag"] = etag
    anonymous = embed or request.viewer.is_anonymous
    response["Cache-Control"] = "public, max-age=300" if anonymous else "private, no-cache"
    response.cookieless = embed
    if "lang" not in request.GET or not embed:
        patch_vary_headers(response, ("Cookie",))
    return response


@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    shown, draft = _shown(request, slug)
    response = HttpResponse(previews.svg(shown), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store" if draft else "public, max-age=3600"
    return response


@require_safe
def figures_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of the map's subject, as its table shows them."""
    shown, draft = _shown(request, slug)
    subject = drawing.drawn(shown, get_language() or "fr").theme
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{shown.slug}.csv"'
    response["Cache-Control"] = "private, no-store" if draft else "public, max-age=300"
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["code", "name", "value", "text"])
    for row in subject.rows:
        writer.writerow([row.code, row.name, "" if row.value is None else row.value, row.text])
    return response
