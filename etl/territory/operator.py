"""An operator's limits and names: an edition prepared from what is stored, checked, then stored like the packaged ones.

The file may hold some communes or all. What it does not hold stays; every level above is made again from its
communes; what is attached to a Territory stays attached, since territories themselves are never rewritten.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from etl.territory import coverage, kingdom, limits_file
from etl.territory.editions import EditionContent
from etl.territory.errors import MissingColumn, UnknownCodes, UnknownEdition, UnreadableFile
from etl.territory.kingdom import ByCode, Shape
from etl.territory.nomenclature import Nomenclature, Unit
from layers import sql

Shapes = dict[str, Shape]
_KEPT = ("title_fr", "title_ar", "valid_from", "is_current", "source", "note_fr", "note_ar")


@dataclass(frozen=True)
class Request:
    """What the operator asks for; `edition` None means the current one."""

    edition: str | None
    limits: Path | None
    names: Path | None
    code_column: str
    crs: int | None
    source: str
    vintage: int
    valid_from: date
    current: bool
    accept_holes: bool = False


@dataclass(frozen=True)
class Stored:
    """An edition as the database holds it."""

    row: dict[str, Any]
    units: Nomenclature
    shapes: Shapes


def prepare(request: Request) -> tuple[EditionContent, str]:
    """The edition to store, and the edition whose codes are its keys. Raises TerritoryFileError; writes nothing."""
    base = read_edition(request.edition)
    slug = request.edition or base.row["slug"]
    units = _renamed(base.units, request.names, slug) if request.names else base.units
    shapes, pieces = base.shapes, _pieces(base.units, base.shapes)
    row = base.row
    bands = None if request.limits else _stored_bands(row["slug"])
    if request.limits:
        given = limits_file.read(request.limits, request.code_column, request.crs, units, slug)
        pieces, shapes = _replaced(pieces, given, base, request)
        row = row | _note(request)
    if slug != row["slug"]:
        row = row | _new_edition(slug, request)
    centres = {c: _geometry(s) for c, s in shapes.items() if units[c].level == "urban_centre"}
    content = EditionContent(
        slug=slug,
        **{key: row[key] for key in _KEPT},
        content_hash=f"{base.row['content_hash'].split('+')[0]}+{digest(request)}",
        units=units,
        shapes=shapes,
        bands=bands or kingdom.generalise(pieces, centres, units),
    )
    return content, base.row["slug"]


def digest(request: Request) -> str:
    """What the operator brought, in sixteen letters: bringing it twice changes nothing."""
    state = hashlib.sha256(f"{request.code_column} {request.crs} {request.source} {request.vintage}".encode())
    for file in (request.limits, request.names):
        try:
            state.update(file.read_bytes() if file else b"-")
        except OSError as error:
            raise UnreadableFile(detail=str(error)) from error
    return state.hexdigest()[:16]


def read_edition(slug: str | None) -> Stored:
    """This edition, or the current one when it does not exist yet."""
    row = sql.one("territory/load_read_edition.sql", {"slug": slug})
    if row is None:
        raise UnknownEdition()
    units, shapes = {}, {}
    for found in sql.rows("territory/load_read_units.sql", {"edition": row["slug"]}):
        code = found["code"]
        units[code] = Unit(
            key=code,
            code=code,
            level=found["level"],
            kind=found["kind"],
            name_fr=found["name_fr"],
            name_ar=found["name_ar"],
            parent=found["parent"],
            # Folding is stable: forms already folded come out as they are.
            aliases=tuple(found["search"].split(" | ")),
            has_arrondissements=found["has_arrondissements"],
            district=found["district"],
        )
        if found["geom"] is not None:
            shapes[code] = Shape(
                bytes(found["geom"]),
                (found["x"], found["y"]),
                found["area_m2"],
                found["quality"],
                found["vintage"],
                found["limit_source"],
            )
    return Stored(row, units, shapes)


def _renamed(units: Nomenclature, file: Path, edition: str) -> Nomenclature:
    """New names; the old ones still answer a search."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(detail=f"{file.name} ({error})") from error
    if rows and "code" not in rows[0]:
        raise MissingColumn(column="code", found=", ".join(rows[0]))
    given = {row["code"].strip().rstrip("."): row for row in rows}
    if unknown := sorted(set(given) - set(units)):
        raise UnknownCodes(edition=edition, codes=", ".join(unknown[:20]))
    renamed = dict(units)
    for code, row in given.items():
        unit = units[code]
        aliases = [alias.strip() for alias in (row.get("alias") or "").split("|") if alias.strip()]
        renamed[code] = replace(
            unit,
            name_fr=(row.get("name_fr") or "").strip() or unit.name_fr,
            name_ar=(row.get("name_ar") or "").strip() or unit.name_ar,
            aliases=(*unit.aliases, *aliases),
        )
    return renamed


def _pieces(units: Nomenclature, shapes: Shapes) -> ByCode:
    return {
        unit.code: _geometry(shapes[unit.code]) for unit in kingdom.pieces_of(units) if unit.code in shapes
    }


def _replaced(pieces: ByCode, given: ByCode, base: Stored, request: Request) -> tuple[ByCode, Shapes]:
    """The partition with the given limits in it, and every shape of the edition measured anew where it changed."""
    brought = _as_pieces(given, pieces, base.units)
    fresh = dict(zip(brought, coverage.rounded(np.array(list(brought.values()), dtype=object)), strict=True))
    merged = pieces | fresh
    limits_file.check_overlaps(merged, set(fresh))
    codes = list(merged)
    cleaned = coverage.clean(np.array([merged[code] for code in codes], dtype=object))
    if not request.accept_holes:
        limits_file.check_holes(cleaned)
    # What the cleaning left alone is kept to the last byte, so that it counts as unchanged.
    merged = unchanged(pieces, dict(zip(codes, cleaned, strict=True)))
    stored = {code: _geometry(shape) for code, shape in base.shapes.items()}
    known = unchanged(stored, kingdom.derive(base.units, merged))
    changed = {code: geometry for code, geometry in known.items() if geometry is not stored.get(code)}
    light = kingdom.label_source(merged, base.units)
    source = request.source or (request.limits.name if request.limits else "")
    measured = kingdom.measure(changed, light, base.units)
    shapes = dict(base.shapes)
    for code, shape in measured.items():
        touched = (
            code in fresh or code in given or base.units[code].level not in {"commune", "arrondissement"}
        )
        kept = base.shapes.get(code)
        shapes[code] = (
            replace(shape, quality="exact", vintage=request.vintage, source=source)
            if touched or kept is None
            else replace(shape, quality=kept.quality, vintage=kept.vintage, source=kept.source)
        )
    return merged, shapes


def _as_pieces(given: ByCode, pieces: ByCode, units: Nomenclature) -> ByCode:
    """What was given, at the finest level: a city that came whole is cut by the arrondissements it had."""
    found: ByCode = {}
    for code, geometry in given.items():
        if not units[code].has_arrondissements:
            found[code] = geometry
            continue
        inside = [u.code for u in units.values() if u.parent == code and u.level == "arrondissement"]
        if not all(arrondissement in given for arrondissement in inside):
            found |= fit({c: given.get(c, pieces[c]) for c in inside}, geometry)
    return found


def fit(arrondissements: ByCode, city: Any) -> ByCode:
    """The arrondissements cut to a city's new limit; ground that none covers goes to the nearest."""
    fitted = {code: _polygonal(shapely.intersection(g, city)) for code, g in arrondissements.items()}
    rest = shapely.get_parts(shapely.difference(city, shapely.union_all(list(fitted.values()))))
    for part in rest:
        nearest = _nearest(fitted, part)
        fitted[nearest] = _polygonal(shapely.union(fitted[nearest], part))
    return fitted


def unchanged(before: ByCode, after: ByCode) -> ByCode:
    """`after`, with the object of `before` wherever the same vertices bound the same ground."""
    codes = [code for code in after if code in before]
    old, new = ([side[code] for code in codes] for side in (before, after))
    same = shapely.equals_exact(
        shapely.normalize(coverage.multi(old)), shapely.normalize(coverage.multi(new))
    )
    return after | {code: before[code] for code, equal in zip(codes, same, strict=True) if equal}


def _nearest(candidates: ByCode, part: Any) -> str:
    """Among those that touch, the one with the longest common edge."""

    def rank(code: str) -> tuple[float, float]:
        edge = shapely.intersection(shapely.boundary(candidates[code]), shapely.boundary(part))
        return shapely.distance(candidates[code], part), -shapely.length(edge)

    return min(candidates, key=rank)


def _polygonal(geometry: Any) -> Any:
    return shapely.MultiPolygon(
        [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon" and p.area > 0]
    )


def _geometry(shape: Shape) -> Any:
    return shapely.set_srid(shapely.from_wkb(shape.geometry), 0)


def _note(request: Request) -> dict[str, str]:
    origin = request.source or (request.limits.name if request.limits else "")
    return {
        "note_fr": f"Limites {request.vintage}, indicatives. Source : {origin}.",
        "note_ar": f"حدود {request.vintage}، استئناسية. المصدر: {origin}.",
    }


def _stored_bands(edition: str) -> dict[tuple[int, str], bytes]:
    """New names alone leave the generalised limits as they are."""
    found = sql.rows("territory/load_read_bands.sql", {"edition": edition})
    return {(row["band"], row["code"]): bytes(row["geom"]) for row in found}


def _new_edition(slug: str, request: Request) -> dict[str, Any]:
    return {
        "title_fr": f"Découpage {slug}",
        "title_ar": f"التقسيم الترابي {slug}",
        "valid_from": request.valid_from,
        "is_current": request.current,
    }
