"""How many rows a viewer sees of each layer."""

from __future__ import annotations

from typing import Any

from layers.query import LayerQuery

NONE: dict[str, Any] = {"count": None, "fictitious": False}


def of(query: LayerQuery) -> dict[str, Any]:
    """`count` and `fictitious`; exact, and new as soon as an import or another edition changes the layer."""
    return {"count": query.count(), "fictitious": query.has_fiction()}
