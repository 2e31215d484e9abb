"""Names and codes of places in memory: what a declared commune is looked up in, once a run."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from etl.names import NameIndex, edits, place_form, sounds, written
from layers import sql
from layers.text import fold

PLACES = frozenset({"commune", "arrondissement"})
_PROVINCE = re.compile(r"^(province|prefecture|اقليم|عماله) (de |d )?")
# How much of the longer name two names of one place may differ in.
AGREES = 0.4


@dataclass(frozen=True)
class Place:
    territory_id: int
    code: str
    level: str
    name_fr: str
    name_ar: str
    forms: frozenset[str]
    commune_id: int | None
    province_id: int | None


@dataclass(frozen=True)
class Spot:
    """A locality: a point with a name, inside a commune or an arrondissement."""

    locality_id: int
    name_fr: str
    name_ar: str
    lon: float
    lat: float
    territory_id: int
    commune_id: int | None
    province_id: int | None


@dataclass(frozen=True)
class Coded:
    place: Place
    edition: str
    current: bool


class Gazetteer:
    def __init__(self) -> None:
        self.by_id = {row["territory_id"]: _place(row) for row in sql.rows("location/places.sql", {})}
        self._codes: dict[tuple[str, str], Coded] = {}
        for row in sql.rows("location/codes.sql", {}):
            place = self.by_id.get(row["territory_id"])
            if place is None:
                continue
            coded = Coded(place, row["edition"], row["current"])
            self._codes.setdefault((row["system"], row["code"]), coded)
            if row["system"] == "hcp":
                self._codes.setdefault(("digits", _digits(row["code"])), coded)
        self._named: dict[str, list[Place]] = defaultdict(list)
        self._provinces: dict[str, Place] = {}
        for place in self.by_id.values():
            self._index(place)
        communes = [place for place in self.by_id.values() if place.level in PLACES]
        self._near: dict[int | None, NameIndex[Place]] = _indexes(
            (place.province_id, form, place) for place in communes for form in place.forms
        )

    def _index(self, place: Place) -> None:
        if place.level in PLACES:
            for form in place.forms:
                self._named[form].append(place)
        elif place.level == "province":
            self._provinces.update(dict.fromkeys((*place.forms, place.code), place))

    def by_code(self, code: str, system: str = "hcp") -> Coded | None:
        """Exact, else (HCP only) by its digits: Excel loses dots and the leading zero."""
        found = self._codes.get((system, code))
        if found is None and system == "hcp" and len(_digits(code)) >= 8:
            found = self._codes.get(("digits", _digits(code)))
        return found

    def province(self, text: str) -> Place | None:
        form = place_form(text)
        return self._provinces.get(text.rstrip(".")) or self._provinces.get(_PROVINCE.sub("", form))

    def named(self, name: str, province_id: int | None) -> tuple[list[Place], float]:
        """Places of this name and how sure: 1 when written as known, at most 0.89 when it is a near spelling.

        Several places: homonyms, or spellings that cannot be told apart. Without a province only a name that
        resembles nothing else in the country is guessed.
        """
        for form in written(name):
            exact = [p for p in self._named.get(form, []) if province_id in {None, p.province_id}]
            if exact:
                return _of_one_level(exact), 1.0 if province_id else 0.9
        for form in written(name):
            near, sure = self._nearest(form, province_id)
            if near:
                return _of_one_level(sorted(near, key=lambda place: place.code)), sure
        return [], 0.0

    def nearest(self, code: str, name: str, most: int = 4) -> list[Place]:
        """Communes to choose from, never taken by themselves: of the code's province, else of the country; those whose
        name sounds nearest first, or without a name whose code comes nearest."""
        province = self._provinces.get(code[:6])
        communes = [
            place
            for place in self.by_id.values()
            if place.level == "commune" and (province is None or place.province_id == province.territory_id)
        ]
        asked = sounds(place_form(name))

        def far(place: Place) -> tuple[int, int, str]:
            own = min((edits(asked, sounds(form), 60) for form in place.forms), default=60) if asked else 0
            return own, edits(code, place.code, 60), place.code

        return sorted(communes, key=far)[:most]

    def _nearest(self, form: str, province_id: int | None) -> tuple[set[Place], float]:
        index = self._near.get(province_id)
        return index.near(form, strict=province_id is None) if index else (set(), 0.0)

    # -- localities, read when first asked for

    @cached_property
    def _spots(self) -> dict[tuple[str, int | None], NameIndex[Spot]]:
        found: dict[tuple[str, int | None], list[tuple[str, Spot]]] = defaultdict(list)
        for row in sql.rows("location/localities.sql", {}):
            forms = str(row.pop("forms")).split(" | ")
            spot = Spot(**row)
            for form in dict.fromkeys(map(place_form, forms)):
                found["commune", spot.commune_id].append((form, spot))
                found["province", spot.province_id].append((form, spot))
        return {key: NameIndex(names) for key, names in found.items()}

    def locality(
        self, name: str, commune_id: int | None = None, province_id: int | None = None
    ) -> tuple[list[Spot], float]:
        """Localities of this name in the commune, else in the province; never in the whole country."""
        for key in (("commune", commune_id), ("province", province_id)):
            index = self._spots.get(key) if key[1] is not None else None
            for form in written(name) if index else ():
                near, sure = index.near(form)  # type: ignore[union-attr]
                if near:
                    return sorted(near, key=lambda spot: spot.locality_id), sure
        return [], 0.0

    def anywhere(self, name: str, province_id: int) -> tuple[list[Place] | list[Spot], float]:
        """A commune written as known; else whichever of a commune and a locality this is the nearer spelling of.

        A locality told exactly must not be taken for a commune that merely resembles it. None when both are as near,
        unless they bear one name: a town is the seat of its commune, even if a source's point lies beside it.
        """
        places, sure = self.named(name, province_id)
        if sure >= 0.9:
            return places, sure
        spots, near = self.locality(name, None, province_id)
        homes = {place.commune_id for place in places} | {spot.commune_id for spot in spots}
        if near == sure and len(homes) > 1 and not _one_name(places, spots):
            return [], 0.0
        return (places, sure) if sure >= near else (spots, near)


def _indexes(names: Iterable[tuple[int | None, str, Place]]) -> dict[int | None, NameIndex[Place]]:
    """One index a province, and one of the country under None."""
    grouped: dict[int | None, list[tuple[str, Place]]] = defaultdict(list)
    for province_id, form, place in names:
        grouped[None].append((form, place))
        if province_id is not None:
            grouped[province_id].append((form, place))
    return {key: NameIndex(listed) for key, listed in grouped.items()}


def _one_name(places: list[Place], spots: list[Spot]) -> bool:
    communes = {sounds(form) for place in places for form in place.forms}
    return any(sounds(place_form(name)) in communes for s in spots for name in (s.name_fr, s.name_ar) if name)


def _of_one_level(places: list[Place]) -> list[Place]:
    """A commune goes before the arrondissement of its name."""
    return [place for place in places if place.level == "commune"] or places


def agrees(place: Place, name: str) -> bool:
    """Is this name another way of writing the place's, rather than another place?"""
    for form in written(name):
        for own in place.forms:
            asked, known = sounds(form), sounds(own)
            longest = max(len(asked), len(known))
            if form == own or edits(asked, known, longest) <= AGREES * longest * 2:
                return True
    return False


def _digits(code: str) -> str:
    return re.sub(r"\D", "", code).lstrip("0")


def _place(row: dict[str, object]) -> Place:
    names = [place_form(str(row["name_fr"])), place_form(str(row["name_ar"] or ""))]
    aliases = [form for form in str(row["forms"]).split(" | ") if form != fold(str(row["code"]))]
    forms = frozenset(form for form in (*names, *aliases) if form)
    kept = {k: row[k] for k in ("territory_id", "code", "level", "name_fr", "name_ar", "commune_id", "province_id")}
    return Place(forms=forms, **kept)  # type: ignore[arg-type]
