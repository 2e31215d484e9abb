"""From a request to a LayerQuery."""

from __future__ import annotations

from django.http import HttpRequest

from layers import registry
from layers.query import LayerQuery


def layer_query(request: HttpRequest, slug: str) -> LayerQuery:
    return LayerQuery.from_params(registry.get(slug), dict(request.GET.lists()), request.viewer)
