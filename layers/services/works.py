"""What projects will deliver: equipment tied to a project is due in the year of that project, under its reader's sight.

Whoever may not read projects sees the opening year that equipment itself announces, which is public.
"""

from __future__ import annotations

from dataclasses import dataclass

from layers import registry
from layers.access import Viewer, access_to
from layers.models import Project
from layers.queries import equipment
from layers.queries.equipment import Due
from layers.query import LayerQuery

# Their equipment is not announced any more.
STOPPED = frozenset(
    str(state) for state in (Project.State.SUSPENDED, Project.State.TERMINATED, Project.State.ABANDONED)
)
NEVER = 9999


@dataclass(frozen=True)
class Delivery:
    """One equipment to come. `project` empty: known by its own opening year only."""

    equipment: str
    name_fr: str
    name_ar: str
    code: str
    place_fr: str
    place_ar: str
    project: str
    title_fr: str
    title_ar: str
    due: int
    fictitious: bool


@dataclass(frozen=True)
class Works:
    """`by_equipment`: reference → (project, its titles, year)."""

    by_equipment: dict[str, tuple[str, str, str, int]]

    @property
    def due(self) -> Due:
        return {reference: year for reference, (*_, year) in self.by_equipment.items()}


def read(viewer: Viewer) -> Works:
    """Every tie the viewer may know, over the Kingdom; the earliest project of an equipment, stopped ones never."""
    layer = registry.get("projects")
    if not access_to(viewer, layer).allowed:
        return Works({})
    found: dict[str, tuple[str, str, str, int]] = {}
    for row in equipment.works(LayerQuery.of(layer, viewer)):
        year = NEVER if row["state"] in STOPPED or row["due"] is None else row["due"]
        known = found.get(row["equipment"])
        if known is None or year < known[3]:
            found[row["equipment"]] = (row["project"], row["title_fr"], row["title_ar"], year)
    return Works(found)


def deliveries(query: LayerQuery, category: str, until: int, works: Works) -> list[Delivery]:
    """Equipment of the question that opens by the end of `until`, soonest first."""
    found = []
    for row in equipment.coming(query, category):
        project, title_fr, title_ar, due = works.by_equipment.get(row["reference"], ("", "", "", None))
        due = due if project else row["opened_year"] if row["status"] == "EN_CONSTRUCTION" else None
        if due is None or due > until:
            continue
        place = {name: row[name] or "" for name in ("code", "place_fr", "place_ar")}
        found.append(
            Delivery(row["reference"], row["name_fr"], row["name_ar"], **place, project=project, title_fr=title_fr,
                     title_ar=title_ar, due=due, fictitious=bool(row["fictitious"]))
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.due, one.equipment))
