"""Permits for programs: counts by commune, a quarter's ranking and the files behind it, under the one rule."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layers import registry
from layers.access import exporting
from layers.api.params import layer_query
from layers.api.questions import known
from layers.errors import NotFound
from layers.queries import permits
from layers.query import LayerQuery
from layers.services import tables
from layers.services.permits import tables as permit_tables
from layers.services.permits.asked import Quarter


@require_safe
def by_commune(request: HttpRequest) -> JsonResponse:
    response = JsonResponse(permits.per_commune(layer_query(request, "permits")))
    response["Cache-Control"] = "private, no-cache"
    return response


def _query(request: HttpRequest) -> LayerQuery:
    asked = {name: request.GET.getlist(name) for name in ("territory", "as_of") if name in request.GET}
    if asked.get("territory") == ["MA"]:
        asked.pop("territory")
    return LayerQuery.from_params(registry.get("permits"), asked, exporting(request.viewer))


def _ranking(request: HttpRequest) -> tables.Table:
    return permit_tables.ranked(
        _query(request),
        request.GET.get("kind", "pp"),
        Quarter.read(request.GET.get("quarter", "")),
        request.GET.get("stratum", ""),
        request.GET.get("territory", ""),
    )


def _files(request: HttpRequest) -> tables.Table:
    quarter = Quarter.read(request.GET.get("quarter", ""))
    kind, territory = request.GET.get("kind", "pp"), request.GET.get("territory", "")
    return permit_tables.files(_query(request), kind, quarter, territory)


_ASKED = frozenset({"kind", "quarter", "territory", "as_of", "lang"})
VIEWS: dict[str, tuple[Callable[[HttpRequest], tables.Table], frozenset[str]]] = {
    "ranking": (_ranking, _ASKED | {"stratum"}),
    "files": (_files, _ASKED),
    "holidays": (lambda request: permit_tables.holidays(), frozenset({"lang"})),
    "legal-delays": (lambda request: permit_tables.terms(), frozenset({"lang"})),
}


@require_safe
def file(request: HttpRequest, view: str, extension: str) -> HttpResponse:
    if view not in VIEWS or extension not in tables.WRITERS:
        raise NotFound(f"{view}.{extension}", parameter="format")
    make, allowed = VIEWS[view]
    known(request, allowed)
    return tables.download(make(request), extension, get_language() or "fr", timezone.localdate())
