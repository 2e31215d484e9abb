"""The explorer page: public, the same for all; what a viewer may see is decided by each API answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from etl.errors import kinds
from geo_platform.portal import record_text
from geo_platform.portal.map_texts import explorer_tool_texts, theme_titles
from geo_platform.portal.shell import route_url
from geo_platform.portal.text import explorer_texts, map_texts
from layers import projections, registry
from layers.services import files

# What the map opens on: the figure people ask for first, published at every level in both censuses.
DEFAULT_INDICATOR = "amenities_running_water"
DOWNLOADS = tuple(name for name in files.WRITERS if name != "json")


def level_layers() -> dict[str, str]:
    """Tile layer of each territorial level, as the registry declares them."""
    return {
        str(layer.relation_params["level"]): layer.slug
        for layer in registry.layers().values()
        if layer.theme == "territory" and "level" in layer.relation_params
    }


def map_options() -> dict[str, Any]:
    """What any page mounting the map module passes to it (hashed file names are known only here)."""
    fonts = {
        "latin": "noto-sans/noto-sans-latin-400-normal.woff2",
        "latinBold": "noto-sans/noto-sans-latin-600-normal.woff2",
        "arabic": "noto-sans-arabic/noto-sans-arabic-arabic-400-normal.woff2",
        "arabicBold": "noto-sans-arabic/noto-sans-arabic-arabic-600-normal.woff2",
    }
    return {
        "lang": get_language(),
        "workerUrl": static("maplibre/maplibre-gl-worker.mjs"),
        "fonts": {name: static(f"fonts/{file}") for name, file in fonts.items()},
        "levels": level_layers(),
        "backgrounds": [
            {**background, "title": background["title_ar" if get_language() == "ar" else "title_fr"]}
            for background in settings.MAP_BACKGROUNDS
        ],
        "pmtilesUrl": static("pmtiles/pmtiles.js"),
        "airports": route_url("layers:airports"),
        "text": map_texts(),
    }


def sheet_pattern() -> str:
    """Address of a territory's page with {code} left open; empty while the page is not served."""
    try:
        return reverse("portal:territory", args=["CODE"]).replace("CODE", "{code}")
    except NoReverseMatch:
        return ""


class _Unsaid(dict):
    """What a general sentence about a fault does not know of one row."""

    def __missing__(self, key: str) -> str:
        return "…"


def flag_words(language: str) -> dict[str, str]:
    """What each anomaly's code means; a row keeps the code alone."""
    return {
        code: (kind.message_ar if language == "ar" else kind.message_fr).format_map(_Unsaid())
        for code, kind in kinds().items()
        if kind.scope == "value"
    }


@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    config = {
        **map_options(),
        "catalogue": route_url("layers:indicator-catalogue"),
        "sheet": sheet_pattern(),
        "indicator": DEFAULT_INDICATOR,
        "population": "population_legal",
        "formats": DOWNLOADS,
        "qgis": {"project": route_url("layers:qgis-project"), "page": route_url("portal:qgis")},
        "print": route_url("portal:print"),
        "merchich": [{"srid": srid, **zone._asdict()} for srid, zone in projections.MERCHICH.items()],
        "themes": theme_titles(),
        "texts": {
            **explorer_texts(),
            **explorer_tool_texts(),
            "records": record_text.record_texts(),
            "filter": record_text.filter_texts(),
            "record": record_text.record_sheet_texts(),
            "zone": record_text.zone_texts(),
        },
    }
    config["flags"] = flag_words(get_language() or "fr")
    lite = request.GET.get("view") == "table" or request.headers.get("Save-Data") == "on"
    # `embed=1`: the light map for another site's page; it asks for everything as someone who is not signed in.
    embed = request.GET.get("embed") == "1"
    return render(request, "portal/map.html", {"config": config, "lite": lite, "embed": embed})
