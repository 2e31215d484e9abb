"""A territory as every board names it: its own figures come from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards import text
from layers import territories
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
