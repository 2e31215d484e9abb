"""The next sites of a category of equipment: who is not served, where it could stand, what each site would change.

People live on points (`reach.population`); a candidate serves whoever is within the radius, straight line × detour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from layers import territories
from layers.errors import BadParameter, PlatformError
from layers.queries import equipment
from layers.query import LayerQuery
from layers.services import coverage, needs, reach, siting
from layers.services.coverage import Population, Values

RULES = ("settled", "centres")
GOALS = ("cover", "median")
MOST_SITES = 20
MOST_CANDIDATES = 5000
# Distances of the median are held whole: beyond, the perimeter must be narrowed.
MOST_PAIRS = 12_000_000
Tell = Callable[[float, str], None]


class TooWide(PlatformError):
    code, status = "too_wide", 422
    message_fr = "Périmètre trop vaste pour ce calcul : choisissez une province, ou la couverture maximale."
    message_ar = "المجال الترابي واسع جدا لهذا الحساب: اختاروا إقليما، أو التغطية القصوى."


@dataclass(frozen=True)
class Asked:
    """`rule`: where it may stand; `settled` where people are supposed to live, `centres` at communes' label points.
    `goal`: the most people within the radius, or the least mean distance. `radius_m` 0: the norm's own."""

    category: str
    territory: str
    sites: int = 5
    rule: str = "settled"
    goal: str = "cover"
    radius_m: float = 0.0
    detour: float = coverage.DETOUR
    until: int = 0

    def checked(self) -> Asked:
        for name, value, allowed in (("rule", self.rule, RULES), ("goal", self.goal, GOALS)):
            if value not in allowed:
                raise BadParameter(name, value, f"Attendu : {', '.join(allowed)}.")
        if not 1 <= self.sites <= MOST_SITES:
            raise BadParameter("sites", self.sites, f"De 1 à {MOST_SITES}.")
        if not 1.0 <= self.detour <= 3.0:
            raise BadParameter("detour", self.detour, "De 1 (ligne droite) à 3.")
        needs.norm_of(self.category)
        territories.resolve_codes([self.territory or "MA"])
        return self


def solve(
    query: LayerQuery, asked: Asked, tell: Tell, works: equipment.Due = equipment.NOTHING_DUE
) -> dict[str, Any]:
    """The answer as plain values. `query`: equipment over the whole Kingdom: a neighbour's serves too."""
    asked.checked()
    _, category = needs.norm_of(asked.category)
    radius = asked.radius_m or float(category["radius_max_m"] or category["radius_min_m"] or reach.DEFAULT_RADIUS_M)
    tell(0.05, "population")
    who = reach.population("" if asked.territory == "MA" else asked.territory, "commune")
    rows = equipment.points(query, asked.category, asked.until, works)
    known = np.array([(r["lon"], r["lat"]) for r in rows if r["lon"] is not None], dtype=np.float64).reshape(-1, 2)
    spots = candidates(who, asked.rule)
    tell(0.2, "distances")
    today = coverage.nearest_m(who.lonlat, known, asked.detour)
    chosen = (_cover if asked.goal == "cover" else _median)(who, spots, asked, radius, today, tell)
    tell(0.95, "answer")
    after = coverage.nearest_m(who.lonlat, spots[list(chosen.sites)].reshape(-1, 2), asked.detour)
    names = {row["code"]: row for row in reach.names("" if asked.territory == "MA" else asked.territory, "commune")}
    return {
        "category": {name: str(category[name]) for name in ("code", "name_fr", "name_ar")},
        "radius_m": radius,
        "people": round(who.total),
        "before": round(float(who.people[today <= radius].sum())),
        "after": round(float(who.people[np.minimum(today, after) <= radius].sum())),
        "mean_km_before": _mean_km(who, today),
        "mean_km_after": _mean_km(who, np.minimum(today, after)),
        "optimal": chosen.optimal,
        "gap": _gap(chosen),
        "candidates": len(spots),
        "existing": len(known),
        "unplaced": len(rows) - len(known),
        "fictitious": sum(bool(row["fictitious"]) for row in rows),
        "methods": list(who.methods),
        "sites": _sites(who, spots, chosen, asked, names),
        "places": _places(who, today, np.minimum(today, after), radius, names),
    }


def candidates(who: Population, rule: str) -> Values:
    """Degrees, each once; the most peopled first when there are too many."""
    if rule == "centres":
        inside = set(who.groups)
        found = [(r["lon"], r["lat"]) for r in territories.labels(["commune"], "fr") if r["code"] in inside]
        return np.array(found, dtype=np.float64).reshape(-1, 2)
    heaviest = np.argsort(-who.people, kind="stable")[:MOST_CANDIDATES]
    return np.asarray(np.unique(who.lonlat[np.sort(heaviest)], axis=0))


def _cover(who: Population, spots: Values, asked: Asked, radius: float, today: Values, tell: Tell) -> siting.Chosen:
    from scipy import sparse
    from scipy.spatial import cKDTree

    people, places = cKDTree(coverage.geocentric(who.lonlat)), cKDTree(coverage.geocentric(spots))
    near = people.sparse_distance_matrix(places, radius / asked.detour, output_type="coo_matrix")
    within = sparse.csr_matrix(
        (np.ones(len(near.row), dtype=bool), (near.row, near.col)), shape=(len(who.people), len(spots))
    )
    tell(0.4, "solve")
    return siting.cover(within, who.people, asked.sites, today <= radius)


def _median(who: Population, spots: Values, asked: Asked, radius: float, today: Values, tell: Tell) -> siting.Chosen:
    if len(who.people) * len(spots) > MOST_PAIRS:
        raise TooWide
    here, there = coverage.geocentric(who.lonlat), coverage.geocentric(spots)
    ways = np.sqrt(((here[:, None, :] - there[None, :, :]) ** 2).sum(axis=2)) * asked.detour
    return siting.median(ways, who.people, asked.sites, today, lambda share, _text: tell(0.4 + share / 2, "solve"))


def _gap(chosen: siting.Chosen) -> float:
    """How far from the best possible the answer may be, in % of that bound; 0 when proved."""
    if chosen.optimal or not chosen.bound:
        return 0.0
    return round(100.0 * abs(chosen.bound - chosen.covered) / abs(chosen.bound), 3)


def _mean_km(who: Population, way: Values) -> float | None:
    if not who.total or not np.isfinite(way).all():
        return None
    return round(float((way * who.people).sum()) / who.total / 1000, 2)


def _sites(
    who: Population, spots: Values, chosen: siting.Chosen, asked: Asked, names: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """In the order of what each adds. Its commune is that of the people nearest to it."""
    if not chosen.sites:
        return []
    at = spots[list(chosen.sites)]
    from scipy.spatial import cKDTree

    _, nearest = cKDTree(coverage.geocentric(who.lonlat)).query(coverage.geocentric(at), workers=1)
    found = []
    for number, (spot, near, gain) in enumerate(zip(at, np.atleast_1d(nearest), chosen.gains, strict=True), 1):
        code = who.groups[int(who.group[int(near)])]
        row = names.get(code, {})
        found.append(
            {
                "n": number,
                "lon": round(float(spot[0]), 5),
                "lat": round(float(spot[1]), 5),
                "code": code,
                "name_fr": row.get("name_fr") or "",
                "name_ar": row.get("name_ar") or "",
                # People newly within the radius; or, for the median, thousands of kilometres saved by all together.
                "gain": round(gain) if asked.goal == "cover" else round(gain / 1e6, 1),
            }
        )
    return found


def _places(
    who: Population, today: Values, after: Values, radius: float, names: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    def people(mask: Any) -> Values:
        weights = np.where(mask, who.people, 0.0)
        return np.bincount(who.group, weights=weights, minlength=len(who.groups)).astype(np.float64)

    whole, before, then = people(True), people(today <= radius), people(after <= radius)
    return [
        {
            "code": code,
            "name_fr": names.get(code, {}).get("name_fr") or "",
            "name_ar": names.get(code, {}).get("name_ar") or "",
            "people": round(float(whole[i])),
            "before": round(float(before[i])),
            "after": round(float(then[i])),
        }
        for i, code in enumerate(who.groups)
    ]


def as_params(asked: Asked) -> dict[str, Any]:
    return asdict(asked)
