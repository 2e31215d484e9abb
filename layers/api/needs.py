"""Needs and access as files: the very tables of the board, with what they rest on said in every row's source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layers import registry
from layers.api.questions import known
from layers.errors import BadParameter, NotFound
from layers.indicators import projection
from layers.models import Level
from layers.queries.equipment import Due
from layers.query import LayerQuery
from layers.services import coverage, needs, reach, roads, tables, works

COMMON = frozenset({"category", "territory", "level", "until", "lang"})


def _number(request: HttpRequest, name: str, default: float, low: float, high: float) -> float:
    written = request.GET.get(name) or str(default)
    try:
        value = float(written)
    except ValueError as error:
        raise BadParameter(name, written) from error
    if value != default and not low <= value <= high:
        raise BadParameter(name, written, f"De {low:g} à {high:g}.")
    return value


def _common(request: HttpRequest) -> dict[str, Any]:
    level = request.GET.get("level") or str(Level.COMMUNE)
    if level not in Level.values:
        raise BadParameter("level", level, f"Attendu : {', '.join(Level.values)}.")
    territory = request.GET.get("territory", "")
    return {
        "category": request.GET.get("category", ""),
        "territory": "" if territory == "MA" else territory,
        "level": level,
        "until": int(_number(request, "until", 0, 2000, projection.HORIZON)),
    }


def _equipment(request: HttpRequest, territory: str) -> LayerQuery:
    asked = {"territory": [territory]} if territory else {}
    return LayerQuery.from_params(registry.get("equipment"), asked, request.viewer)


def _need(request: HttpRequest) -> tables.Table:
    common = _common(request)
    asked = needs.Asked(
        **common,
        horizon=int(_number(request, "horizon", 2024, 2024, projection.HORIZON)),
        way=request.GET.get("way") or "own",
    )
    return tables.needs(needs.assess(_equipment(request, asked.territory), asked, _due(request, asked.until)), asked)


def _access(request: HttpRequest) -> tables.Table:
    asked = reach.Asked(
        **_common(request),
        radius_m=_number(request, "radius", 0, 1, 200_000),
        detour=_number(request, "detour", coverage.DETOUR, 1, 3),
        by=request.GET.get("by") or "line",
    )
    network = roads.read(request.viewer) if asked.by == "road" else roads.NONE
    answer = reach.assess(_equipment(request, ""), asked, _due(request, asked.until), network)
    return tables.access(answer, asked)


def _due(request: HttpRequest, until: int) -> Due:
    return works.read(request.viewer).due if until else {}


def _works(request: HttpRequest) -> tables.Table:
    common = _common(request)
    query = _equipment(request, common["territory"])
    found = works.deliveries(query, common["category"], common["until"], works.read(request.viewer))
    return tables.works(found, common["category"], common["territory"], common["until"])


VIEWS: dict[str, tuple[Callable[[HttpRequest], tables.Table], frozenset[str]]] = {
    "need": (_need, COMMON | {"horizon", "way"}),
    "works": (_works, COMMON),
    "access": (_access, COMMON | {"radius", "detour", "by"}),
}


@require_safe
def file(request: HttpRequest, view: str, extension: str) -> HttpResponse:
    if view not in VIEWS or extension not in tables.WRITERS:
        raise NotFound(f"{view}.{extension}", parameter="format")
    make, allowed = VIEWS[view]
    known(request, allowed)
    table = make(request)
    name = f"{table.name}-{timezone.localdate():%Y%m%d}{'-fictif' if table.fictitious else ''}.{extension}"
    content, kind = tables.WRITERS[extension](table, get_language() or "fr")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response
