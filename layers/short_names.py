"""Names of ten letters, the most a shapefile knows: made from all the fields of a layer, so that they never change."""

from __future__ import annotations

from functools import cache

from layers.layer import Layer

LENGTH = 10


@cache
def short_names(layer: Layer) -> dict[str, str]:
    """Field name → its short form, each once; `id` keeps its own."""
    found = {"id": "id"}
    for name in (f.name for f in layer.fields):
        short, number = name[:LENGTH], 1
        while short in found.values():
            number += 1
            short = f"{name[: LENGTH - len(str(number))]}{number}"
        found[name] = short
    return found
