"""How many rows a viewer sees of each layer, counted once a version of its table: a million parcels take a second."""

from __future__ import annotations

from typing import Any

from django.core.cache import caches

from layers.query import LayerQuery
from layers.services.tiles import stamp

NONE: dict[str, Any] = {"count": None, "fictitious": False}


def of(query: LayerQuery) -> dict[str, Any]:
    """`count` and `fictitious`; exact, and new as soon as an import or another edition changes the layer."""
    current = stamp(query)
    key = f"count:{query.layer.slug}:{current.version}:{current.edition}:{query.fingerprint}"
    found: dict[str, Any] | None = caches["default"].get(key)
    if found is None:
        found = {"count": query.count(), "fictitious": query.has_fiction()}
        caches["default"].set(key, found, timeout=None)
    return found
