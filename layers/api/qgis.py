"""`/export/project.qgz`: what the viewer may see, as it is filtered, live in QGIS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layers import registry, territories
from layers.access import access_to
from layers.api import questions
from layers.errors import BadParameter, UnknownParameter
from layers.layer import Layer
from layers.query import LayerQuery
from layers.services import choropleth, qgis_project
from layers.services.style import KINGDOM

# What each kind of parameter asks of a layer: nothing of one that has no date or no history.
_EVERY, _DATED, _KEPT = frozenset({"territory", "bbox", "bbox-crs"}), frozenset({"datetime"}), frozenset({"as_of"})
_OF_ONE = frozenset({"filter", "filter-lang"})
_OWN = frozenset({"lang", "f", "layers", "indicator", "download"})
_FIGURES = (questions.ASKED | questions.DRAWN) - {"lang", "territory"}
# Shown when the project opens, unless layers were asked for.
_FIRST = frozenset({"regions", "provinces"})


@require_safe
def project(request: HttpRequest) -> HttpResponse:
    """`layers=a,b` (all that are allowed), `filter.<layer>=` for one of them, `indicator=` with its parameters."""
    language = "ar" if get_language() == "ar" else "fr"
    wanted = [slug for slug in request.GET.get("layers", "").split(",") if slug]
    chosen = [registry.get(slug) for slug in wanted] or list(registry.layers().values())
    _refuse_unknown(request.GET)
    base = request.build_absolute_uri("/").rstrip("/")
    sources = []
    if request.GET.get("indicator"):
        sources.append(_indicator(request, language))
    for layer in chosen:
        if access_to(request.viewer, layer).allowed or wanted:
            asked = _asked(layer, request.GET, named=bool(wanted))
            query = LayerQuery.from_params(layer, asked, request.viewer)
            shown = bool(wanted) or layer.slug in _FIRST
            sources.append(qgis_project.of_layer(query, asked, base, language, shown))
    response = HttpResponse(
        qgis_project.write(_described(request, language), sources), content_type="application/x-qgis-project"
    )
    response["Content-Disposition"] = 'attachment; filename="geo-platform.qgz"'
    response["Cache-Control"] = "private, no-cache"
    return response


def _refuse_unknown(given: QueryDict) -> None:
    allowed = _EVERY | _DATED | _KEPT | _OF_ONE | _OWN | _FIGURES
    for name in given:
        head, _dot, slug = name.partition(".")
        if name not in allowed and not (head == "filter" and slug in registry.layers()):
            raise UnknownParameter(parameter=name, value=given[name])
    if "filter" in given and "layers" not in given:
        raise BadParameter("filter", given["filter"], "Nommez les couches (layers=…), ou la couche : filter.<couche>=.")


def _asked(layer: Layer, given: QueryDict, *, named: bool) -> dict[str, Sequence[str]]:
    """The part of the question that is put to one layer."""
    names = set(_EVERY)
    names |= _DATED if layer.time_column else set()
    names |= _KEPT if layer.history else set()
    names |= _OF_ONE if named else set()
    asked: dict[str, Sequence[str]] = {name: given.getlist(name) for name in sorted(names) if name in given}
    own = given.getlist(f"filter.{layer.slug}")
    if own:
        asked["filter"] = [*asked.get("filter", ()), *own]
    return asked


def _indicator(request: HttpRequest, language: str) -> qgis_project.Source:
    asked = questions.question(request, request.GET["indicator"])
    drawing = choropleth.draw(asked, questions.drawing(request), language)
    given = {k: request.GET[k] for k in sorted(questions.ASKED - {"lang"}) if request.GET.get(k)}
    address = QueryDict(mutable=True)
    address.update(given)
    path = reverse("layers:indicator-values", args=[asked.indicator.code, "geojson"])
    return qgis_project.of_indicator(
        drawing, request.build_absolute_uri(path) + (f"?{address.urlencode()}" if given else ""), language
    )


def _extent(given: QueryDict) -> tuple[float, float, float, float]:
    """Degrees: the box or the territory asked for, else the Kingdom."""
    place = territories.describe(given["territory"]) if given.get("territory") else None
    box = place["bbox"] if place else None
    if given.get("bbox") and "bbox-crs" not in given:
        box = [float(number) for number in given["bbox"].split(",")]
    return (box[0], box[1], box[2], box[3]) if box else KINGDOM


def _described(request: HttpRequest, language: str) -> qgis_project.Project:
    today = timezone.localdate()
    kept: Mapping[str, Any] = {k: v for k, v in request.GET.lists() if k not in _OWN}
    question = " ; ".join(f"{name} = {', '.join(values)}" for name, values in kept.items())
    note = _(
        "Sources lues en direct sur %(site)s, demandées le %(day)s. Les couches d’accès restreint utilisent"
        " la configuration d’authentification « %(authcfg)s » de QGIS : aucun mot de passe n’est enregistré ici."
    )
    told = note % {"site": request.get_host(), "day": f"{today:%d/%m/%Y}", "authcfg": qgis_project.AUTHCFG}
    return qgis_project.Project(
        title=_("Plateforme territoriale"),
        abstract=f"{told}\n{question}" if question else told,
        language=language,
        author=request.get_host(),
        made_on=today,
        extent=_extent(request.GET),
    )
