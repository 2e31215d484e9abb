"""The public entrance: the Kingdom, three figures, "cherchez votre commune"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from geo_platform.accounts import perimeter
from geo_platform.portal import maps
from geo_platform.portal.numbers import named
from geo_platform.portal.shell import route_url
from geo_platform.portal.views import public_maps
from layers import territories
from layers.models import Kind
from layers.queries import sheet
from layers.services import places

MAX_RESULTS = 40
HOME_MAPS = 4


@dataclass(frozen=True)
class Card:
    title: str | Promise
    text: str | Promise
    route: str
    query: tuple[tuple[str, str], ...] = ()

    def link(self) -> dict[str, Any] | None:
        """None when this installation does not serve the page: the home page links only to what exists."""
        url = route_url(self.route)
        if not url:
            return None
        query = f"?{urlencode(self.query)}" if self.query else ""
        return {"title": self.title, "text": self.text, "url": url + query}


def _map_of(indicator: str, year: str) -> tuple[tuple[str, str], ...]:
    return (("indicator", indicator), ("year", year), ("level", "commune"))


CARDS = (
    Card(_("Eau courante par commune"), _("Part des ménages raccordés, 2014 et 2024"), "portal:map",
         _map_of("amenities_running_water", "2024")),
    Card(_("Population 2014–2024"), _("Hausse et baisse, par commune"), "portal:map",
         _map_of("population_legal", "change")),
    Card(_("Éloignement des routes"), _("Distance moyenne à une route goudronnée"), "portal:map",
         _map_of("households_distance_to_paved_road_km", "2024")),
    Card(_("Tableau de l’équipement"), _("Comparer, classer, télécharger"), "dashboards:equipment"),
    Card(_("Déploiement des chantiers"), _("13 chantiers, 12 régions, à chaque date"), "dashboards:deployment"),
    Card(_("Données ouvertes"), _("Jeux, licences, champs, catalogue DCAT"), "portal:open-data"),
    Card(_("Indicateurs et données"), _("Définitions, années, CSV et JSON"), "layers:indicator-catalogue"),
    Card(_("Ouvrir dans QGIS"), _("Projet, tuiles et tables, en direct"), "portal:qgis"),
    Card(_("Méthodes et sources"), _("Recensements, limites, calculs, licences"), "portal:methods"),
)  # fmt: skip


def key_figures() -> dict[str, Any]:
    figures = sheet.figures([maps.KINGDOM], ["population_legal", maps.WATER])
    return {
        "population": figures.get(maps.KINGDOM, "population_legal", 2024),
        "change": figures.change(maps.KINGDOM, "population_legal"),
        "water": figures.get(maps.KINGDOM, maps.WATER, 2024),
        "water_before": figures.get(maps.KINGDOM, maps.WATER, 2014),
        "counts": sheet.counts(),
    }


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if "q" in request.GET:
        return results(request, request.GET["q"])
    if request.user.is_authenticated:
        landing = perimeter.landing_url(request.viewer)
        if landing != request.path:
            return redirect(landing)
    context = {
        **key_figures(),
        **maps.kingdom_map(),
        "cards": [link for card in CARDS if (link := card.link())],
        "public_maps": public_maps.cards(HOME_MAPS),
    }
    return render(request, "portal/home.html", context)


def results(request: HttpRequest, text: str) -> HttpResponse:
    """Search without a script: a code or a single answer opens its page, homonyms are listed with their place."""
    found = territories.search(text, limit=MAX_RESULTS)
    exact = [row for row in found if row["code"] == text.strip().rstrip(".")]
    if len(exact) == 1 or len(found) == 1:
        return redirect("portal:territory", code=(exact or found)[0]["code"])
    return render(request, "portal/search.html", {"q": text, "results": [described(row) for row in found]})


def described(row: dict[str, Any]) -> dict[str, Any]:
    path = [named(step) for step in reversed(row["path"] or []) if step["code"] != row["code"]]
    return {**row, "kind_label": Kind(row["kind"]).label, "place": path}


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/sources.html", {"counts": sheet.counts(), "localities": places.credits()})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Figures may be indexed; doors, desks and machine addresses are of no use to a search engine."""
    closed = ("/admin/", "/login/", "/imports/", "/tiles/", "/api/", "/dashboards/_dash")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
