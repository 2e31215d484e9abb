"""A territory as every board names it: its own figures come from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards import text
from layers import registry, territories
from layers.access import Viewer, access_to
from layers.errors import BadParameter


@dataclass(frozen=True)
class Place:
    id: int
    code: str
    level: str
    name: str
    bbox: tuple[float, ...] | None
    path: tuple[tuple[str, str], ...]
    child_levels: frozenset[str]
    population: float | None


def home(viewer: Viewer, layer: str) -> str:
    """Where the viewer reads a layer, when that is not everywhere: a board opens there. "" otherwise."""
    access = access_to(viewer, registry.get(layer))
    held = territories.codes(access.territory_ids or ())
    return held[0] if held else ""


def place(code: str) -> Place:
    found = territories.describe(code)
    if found is None:
        raise BadParameter("territory", code)
    path = tuple((step["code"], text.pick(step, "name")) for step in found["breadcrumb"] or ())
    population = (found["population_legal"] or {}).get("2024")
    return Place(
        id=found["territory_id"],
        code=found["code"],
        level=found["level"],
        name=text.pick(found, "name"),
        bbox=tuple(found["bbox"]) if found["bbox"] else None,
        path=path,
        child_levels=frozenset(found["child_levels"] or ()),
        population=population,
    )
