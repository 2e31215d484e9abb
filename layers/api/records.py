"""Records for programs: one JSON shape whatever the layer, under the one rule and the one set of parameters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from layers import registry
from layers.api.answers import answer, language
from layers.errors import BadParameter
from layers.query import LayerQuery
from layers.services import records

MAX_IDS = 1000


def _query(request: HttpRequest, slug: str, apart: frozenset[str] = frozenset()) -> LayerQuery:
    params = {name: values for name, values in request.GET.lists() if name not in apart}
    return LayerQuery.from_params(registry.get(slug), params, request.viewer)


@require_safe
def page(request: HttpRequest, layer: str) -> HttpResponse:
    query = _query(request, layer)
    return answer(request, query, lambda: JsonResponse(records.page(query, language())))


@require_safe
def record(request: HttpRequest, layer: str, identifier: int) -> HttpResponse:
    query = _query(request, layer)
    return answer(request, query, lambda: JsonResponse(records.one(query, identifier, language())))


@require_safe
def fields(request: HttpRequest, layer: str) -> HttpResponse:
    query = _query(request, layer)
    return answer(request, query, lambda: JsonResponse(records.fields(query, language())))


@require_safe
def locate(request: HttpRequest, layer: str) -> HttpResponse:
    """Of the records named by `id`, or of every row of the question."""
    query = _query(request, layer, frozenset({"id"}))
    given = [part for text in request.GET.getlist("id") for part in text.split(",") if part]
    if given:
        query = records.at(query, [_identifier(part) for part in given[:MAX_IDS]])
    return answer(request, query, lambda: JsonResponse(records.locate(query)))


def _identifier(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadParameter("id", text, "Attendu : un entier.")
    return int(text)
