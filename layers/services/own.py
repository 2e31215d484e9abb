"""Indicators a person brings: from a file of his, or by formula over published ones; who may read them.

His own are those of his dataset: nobody else writes under it, and their code says nothing of him.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from layers import sql
from layers.access import ROLES, Viewer, can
from layers.errors import BadParameter, Forbidden
from layers.indicators import catalog, formula, store
from layers.models import Indicator
from layers.queries import indicators as queries
from layers.text import normalise

ACTION = "supply"
PRIVATE, PUBLIC, KINGDOM = "private", "public", "perimeter:MA"
_PERIMETER = "perimeter:"


@dataclass(frozen=True)
class Wish:
    """What the person says of it. `sharing`: private, public, or "perimeter:" and a territory id (MA: the Kingdom)."""

    title_fr: str
    title_ar: str
    unit: str
    theme: str
    direction: str
    decimals: int
    year: int
    source: str
    sharing: str = PRIVATE


def may_supply(viewer: Viewer) -> bool:
    return not viewer.is_anonymous and can(viewer, ACTION)


def sharings(viewer: Viewer) -> list[str]:
    """What the person may choose among: a perimeter is one of his grants'."""
    held = [g for g in viewer.grants if (role := ROLES.get(g.role)) and ACTION in role.actions]
    roots = sorted({f"{_PERIMETER}{g.territory_id or 'MA'}" for g in held})
    return [PRIVATE, *roots, *([PUBLIC] if can(viewer, "publish") else [])]


def territories(viewer: Viewer) -> frozenset[int] | None:
    """Those the person may bring figures of; None is every one."""
    held = [g for g in viewer.grants if (role := ROLES.get(g.role)) and ACTION in role.actions]
    if any(g.territory_id is None for g in held):
        return None
    rows = sql.rows("territory/under.sql", {"roots": [g.territory_id for g in held]})
    return frozenset(row["territory_id"] for row in rows)


def dataset(viewer: Viewer) -> str:
    return f"own:{viewer.user_id}"


def code_of(viewer: Viewer, title: str) -> str:
    """The same title of the same person is the same indicator: publishing again replaces it."""
    mark = hashlib.sha256(dataset(viewer).encode()).hexdigest()[:6]
    words = (
        re.sub(r"[^a-z0-9]+", "_", normalise(title)).strip("_")
        or hashlib.sha256(title.encode()).hexdigest()[:8]
    )
    return f"own_{mark}_{words[:80]}".rstrip("_")


def mine(viewer: Viewer) -> list[queries.IndicatorInfo]:
    """Read afresh by title; of the catalogue, so a title, its years and its access are as everyone's."""
    owned = dataset(viewer)
    found = (info for info in queries.catalogue(viewer).values() if info.dataset == owned)
    return sorted(found, key=lambda info: info.title_fr)


def remove(viewer: Viewer, code: str) -> bool:
    return not viewer.is_anonymous and store.remove(code, dataset(viewer))


def publish(
    viewer: Viewer,
    wish: Wish,
    values: Mapping[int, float],
    definition: tuple[str, str] = ("", ""),
    computed: bool = False,
) -> Indicator:
    """`values`: territory id → figure. `definition`: how it was made, fr and ar. Forbidden when not his to do."""
    if not may_supply(viewer) or wish.sharing not in sharings(viewer):
        raise Forbidden
    allowed = territories(viewer)
    figures = [
        store.Figure(place, value) for place, value in values.items() if allowed is None or place in allowed
    ]
    return store.publish(_declared(viewer, wish, definition, computed), wish.year, figures)


def _declared(viewer: Viewer, wish: Wish, made: tuple[str, str], computed: bool) -> store.Declared:
    shared = wish.sharing.startswith(_PERIMETER)
    root = wish.sharing.removeprefix(_PERIMETER) if shared else "MA"
    return store.Declared(
        code=code_of(viewer, wish.title_fr),
        dataset=dataset(viewer),
        title_fr=wish.title_fr,
        title_ar=wish.title_ar,
        short_fr=wish.title_fr,
        short_ar=wish.title_ar,
        unit=wish.unit,
        theme=wish.theme,
        source=wish.source,
        origin=str(Indicator.Origin.COMPUTED if computed else Indicator.Origin.SUPPLIED),
        direction=wish.direction,
        decimals=wish.decimals,
        definition_fr=made[0],
        definition_ar=made[1],
        formula_fr=made[0] if computed else "",
        formula_ar=made[1] if computed else "",
        access="perimeter" if shared else wish.sharing,
        owner_id=viewer.user_id,
        perimeter_id=int(root) if root != "MA" else None,
    )


# -- by formula


@dataclass(frozen=True)
class Derived:
    """`written`: the formula with titles for codes, French then Arabic."""

    values: dict[int, float]
    written: tuple[str, str]
    codes: tuple[str, ...]


def derive(viewer: Viewer, text: str, unit: str, year: int) -> Derived:
    """Territory by territory, wherever every ingredient was published that year. BadParameter as `formula.read`."""
    known = queries.catalogue(viewer)
    read = formula.read(text, {code: info.unit for code, info in known.items()}, unit)
    infos = [known[code] for code in read.codes]
    for info in infos:
        if year not in info.years:
            raise BadParameter("year", str(year), f"{info.code} : {', '.join(map(str, info.years))}.")
    if not infos:
        raise BadParameter("formula", text, "Nommez au moins un indicateur.")
    inputs, places = _inputs(infos, year)
    found = read.compute(inputs)
    values = {place: float(value) for place, value in zip(places, found, strict=True) if np.isfinite(value)}
    return Derived(values, (_spelt(text, infos, "fr"), _spelt(text, infos, "ar")), read.codes)


def _inputs(infos: Sequence[queries.IndicatorInfo], year: int) -> tuple[dict[str, formula.Values], list[int]]:
    rows = sql.rows(
        "indicators/figures.sql",
        {"indicators": [i.id for i in infos], "year": year, "milieu": 0, "level": None},
    )
    by_id = {info.id: info.code for info in infos}
    known: dict[str, dict[int, float]] = {info.code: {} for info in infos}
    for row in rows:
        known[by_id[row["indicator_id"]]][row["territory_id"]] = row["value"]
    places = sorted(set().union(*known.values()))
    return {c: np.array([v.get(p, np.nan) for p in places], dtype=float) for c, v in known.items()}, places


def _spelt(text: str, infos: Sequence[queries.IndicatorInfo], language: str) -> str:
    """So that a rate per inhabitant names the population it divides by."""
    titles = {info.code: f"« {info.title(language)} »" for info in infos}
    spelt = re.sub(r"[A-Za-z_]\w*", lambda met: titles.get(met[0], met[0]), " ".join(text.split()))
    return spelt.replace("*", "×").replace("/", "÷")


def unit_of(text: str) -> str:
    """A known unit by its label in either language, else the words as given."""
    wanted = normalise(text)
    return next(
        (u.slug for u in catalog.UNITS.values() if wanted in {u.slug, normalise(u.fr), normalise(u.ar)}), text
    )
