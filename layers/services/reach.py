"""Who lives within reach of a category of equipment, territory by territory, under the viewer's own sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.cache import cache

from layers.errors import BadParameter
from layers.queries import equipment
from layers.queries import indicators as figures
from layers.query import LayerQuery
from layers.services import coverage, needs, roads
from layers.services.coverage import Population
from layers.services.roads import NONE, Roads
from layers.territories import resolve_codes

DEFAULT_RADIUS_M = 2000.0
WAYS = ("line", "road")


@dataclass(frozen=True)
class Asked:
    """`radius_m` 0: the norm's own upper radius, or 2 km where it sets none. `until`: works delivered by then count.
    `by`: as the crow flies × detour, or along the roads that are loaded."""

    category: str
    territory: str = ""
    level: str = "commune"
    radius_m: float = 0.0
    detour: float = coverage.DETOUR
    until: int = 0
    by: str = "line"


@dataclass(frozen=True)
class Place:
    """`served` people out of `people`, between `least` and `most` for what a cell's size leaves unknown."""

    code: str
    name_fr: str
    name_ar: str
    province_fr: str
    province_ar: str
    people: int
    served: int
    least: int
    most: int
    mean_km: float | None

    @property
    def rate(self) -> float | None:
        return 100.0 * self.served / self.people if self.people else None


@dataclass(frozen=True)
class Answer:
    """`unplaced`: equipments known to their commune only, which serve from nowhere here; they are counted and said.
    `stranded`: people whom no road leads to any."""

    category: Mapping[str, Any]
    radius_m: float
    from_norm: bool
    places: tuple[Place, ...]
    facilities: int
    unplaced: int
    fictitious: int
    methods: tuple[str, ...]
    roads_km: float = 0.0
    stranded: int = 0

    @property
    def people(self) -> int:
        return sum(place.people for place in self.places)

    @property
    def served(self) -> int:
        return sum(place.served for place in self.places)


def assess(
    query: LayerQuery, asked: Asked, works: equipment.Due = equipment.NOTHING_DUE, network: Roads = NONE
) -> Answer:
    """`query`: the equipment its viewer may see over the whole Kingdom: a neighbour's school serves too.
    `network`: the roads he may see, when the way follows them."""
    if asked.by not in WAYS or (asked.by == "road" and not network):
        raise BadParameter("by", asked.by, f"Attendu : {', '.join(WAYS if network else WAYS[:1])}.")
    if not 1.0 <= asked.detour <= 3.0:
        raise BadParameter("detour", asked.detour, "De 1 (ligne droite) à 3.")
    _, category = needs.norm_of(asked.category)
    radius = asked.radius_m or float(category["radius_max_m"] or category["radius_min_m"] or DEFAULT_RADIUS_M)
    rows = equipment.points(query, asked.category, asked.until, works)
    known = [row for row in rows if row["lon"] is not None]
    at = np.array([(row["lon"], row["lat"]) for row in known], dtype=np.float64).reshape(-1, 2)
    who = population(asked.territory, asked.level)
    by_road = asked.by == "road"
    if by_road:
        way = roads.nearest_m(network, who.lonlat, at, asked.detour)
    else:
        way = coverage.nearest_m(who.lonlat, at, asked.detour)
    found = {one.code: one for one in coverage.assess(who, way, radius, asked.detour)}
    return Answer(
        category,
        radius,
        not asked.radius_m and bool(category["radius_max_m"] or category["radius_min_m"]),
        tuple(_place(row, found.get(row["code"])) for row in names(asked.territory, asked.level)),
        len(known),
        len(rows) - len(known),
        sum(bool(row["fictitious"]) for row in rows) + (by_road and network.fictitious),
        who.methods,
        network.km if by_road else 0.0,
        round(float(who.people[~np.isfinite(way)].sum())) if len(at) else 0,
    )


def population(territory: str, level: str) -> Population:
    """The same for every reader: kept until limits or figures change."""
    key = f"population-{figures.version()}-{territory or 'MA'}-{level}"
    found: Population | None = cache.get(key)
    if found is None:
        found = coverage.population(
            coverage.places(resolve_codes([territory])[0] if territory else None, level)
        )
        cache.set(key, found, 3600)
    return found


def names(territory: str, level: str) -> list[dict[str, Any]]:
    """Territories of a level with their names and population, in the order of every ranking."""
    return figures.values(
        figures.Question(
            indicator=figures.indicator(needs.POPULATION), year=2024, level=level, territory=territory
        )
    )


def _place(row: dict[str, Any], reach: coverage.Reach | None) -> Place:
    names = {name: row[name] or "" for name in ("code", "name_fr", "name_ar", "province_fr", "province_ar")}
    if reach is None:
        return Place(**names, people=0, served=0, least=0, most=0, mean_km=None)
    people, served, least, most = (round(v) for v in (reach.people, reach.served, reach.least, reach.most))
    mean = None if np.isnan(reach.mean_m) else round(reach.mean_m / 1000, 2)
    return Place(**names, people=people, served=served, least=least, most=most, mean_km=mean)
