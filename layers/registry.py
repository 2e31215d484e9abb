"""Every layer, found in `layers/catalog/`: a new file there is a new layer, nothing else lists them."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from layers import catalog
from layers.errors import NotFound
from layers.layer import Layer


@cache
def layers() -> dict[str, Layer]:
    """Slug → layer, in catalogue order (the `position` of modules is their name)."""
    found: dict[str, Layer] = {}
    for module in pkgutil.iter_modules(catalog.__path__):
        declared = getattr(import_module(f"{catalog.__name__}.{module.name}"), "LAYERS", ())
        for layer in declared:
            if layer.slug in found:
                msg = f"layer {layer.slug} is declared twice"
                raise ValueError(msg)
            found[layer.slug] = layer
    return found


def get(slug: str) -> Layer:
    layer = layers().get(slug)
    if layer is None:
        raise NotFound(slug, parameter="layer")
    return layer
