"""Names and codes of places in memory: what a declared commune is looked up in, once a run."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher

from layers import sql
from layers.text import fold, normalise

PLACES = frozenset({"commune", "arrondissement"})
_GENERIC = re.compile(
    r"^(commune|cu|cr|municipalite|arrondissement|جماعه|مقاطعه|الجماعه|بلديه)"
    r"( (urbaine|rurale|de|d|الترابيه|القرويه|الحضريه))* "
)
_PROVINCE = re.compile(r"^(province|prefecture|اقليم|عماله) (de |d )?")
NEAR = 0.86
CLEAR = 0.06


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

    def likeness(self, form: str) -> float:
        return max((SequenceMatcher(None, form, own).ratio() for own in self.forms), default=0.0)


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
        self._communes: dict[int, list[Place]] = defaultdict(list)
        self._named: dict[str, list[Place]] = defaultdict(list)
        self._provinces: dict[str, Place] = {}
        for place in self.by_id.values():
            self._index(place)

    def _index(self, place: Place) -> None:
        if place.level in PLACES:
            if place.province_id:
                self._communes[place.province_id].append(place)
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
        """Places of this name and how sure: exact first; near spellings only within a known province."""
        form = place_form(name)
        exact = [p for p in self._named.get(form, []) if province_id in {None, p.province_id}]
        communes = [p for p in exact if p.level == "commune"] or exact
        if communes or province_id is None:
            return communes, 1.0 if province_id else 0.9
        ranked = sorted(((p.likeness(form), p.code, p) for p in self._communes[province_id]), reverse=True)
        if not ranked or ranked[0][0] < NEAR:
            return [], 0.0
        best = ranked[0][0]
        near = [place for score, _, place in ranked if score > best - CLEAR and place.level == ranked[0][2].level]
        return near, best


def place_form(name: str) -> str:
    return _GENERIC.sub("", normalise(name) + " ").strip()


def agrees(place: Place, name: str) -> bool:
    return place.likeness(place_form(name)) >= 0.6


def _digits(code: str) -> str:
    return re.sub(r"\D", "", code).lstrip("0")


def _place(row: dict[str, object]) -> Place:
    names = [normalise(str(row["name_fr"])), normalise(str(row["name_ar"] or ""))]
    aliases = [form for form in str(row["forms"]).split(" | ") if form != fold(str(row["code"]))]
    forms = frozenset(form for form in (*names, *aliases) if form)
    kept = {k: row[k] for k in ("territory_id", "code", "level", "name_fr", "name_ar", "commune_id", "province_id")}
    return Place(forms=forms, **kept)  # type: ignore[arg-type]
