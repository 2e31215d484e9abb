"""Metres of Morocco to WGS84 and back, with the datum shift forced.

PROJ drops the shift in the Sahara zones (250 to 283 m, in silence): outside the area EPSG:1166 was published for, it
takes a "ballpark" operation. Here the same three-parameter shift is applied in every zone; its accuracy is 7 m in the
north and centre by EPSG, and unknown in the Sahara, where it is an extrapolation.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError, ProjError

from layers.errors import BadParameter

WGS84, WEB_MERCATOR, MERCHICH_DEGREES = 4326, 3857, 4261
UTM = (32628, 32629, 32630)
Floats = npt.NDArray[np.float64]


class Zone(NamedTuple):
    """A Merchich Lambert zone: latitude of origin, scale, false easting and northing in metres."""

    name: str
    lat_0: float
    scale: float
    x_0: int
    y_0: int


MERCHICH = {
    26191: Zone("Merchich Nord Maroc", 33.3, 0.999625769, 500_000, 300_000),
    26192: Zone("Merchich Sud Maroc", 29.7, 0.999615596, 500_000, 300_000),
    26194: Zone("Merchich Sahara Nord", 26.1, 0.999616304, 1_200_000, 400_000),
    26195: Zone("Merchich Sahara Sud", 22.5, 0.999616437, 1_500_000, 400_000),
}
CLARKE_M = 6_378_249.2
EXTRAPOLATED = frozenset({26194, 26195})
# Systems whose datum shift is ours, not PROJ's choice.
SHIFTED = frozenset({*MERCHICH, MERCHICH_DEGREES})
KNOWN = (WGS84, *MERCHICH, WEB_MERCATOR, *UTM)
_SHIFT = (
    "+step +proj=push +v_3 +step +proj=cart +ellps=clrk80ign +step +proj=helmert +x=31 +y=146 +z=47 "
    "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)


def proj_text(zone: Zone) -> str:
    """The zone with its shift, as PostGIS takes it: equal to ours within a micrometre."""
    return (
        f"+proj=lcc +lat_1={zone.lat_0} +lat_0={zone.lat_0} +lon_0=-5.4 +k_0={zone.scale} +x_0={zone.x_0} "
        f"+y_0={zone.y_0} +ellps=clrk80ign +towgs84=31,146,47,0,0,0,0 +units=m +no_defs"
    )


def name(srid: int) -> str:
    """What people call it."""
    titles = {WGS84: "WGS84", WEB_MERCATOR: "Web Mercator", MERCHICH_DEGREES: "Merchich (degrés)"}
    titles |= {srid: zone.name for srid, zone in MERCHICH.items()}
    titles |= {srid: f"UTM {srid - 32600}N" for srid in UTM}
    return f"{titles[srid]} (EPSG:{srid})" if srid in titles else f"EPSG:{srid}"


@cache
def _transformer(srid: int) -> pyproj.Transformer:
    """From `srid` to WGS84, x east and y north. Never a ballpark: without a shift there is no answer."""
    if srid in MERCHICH:
        zone = MERCHICH[srid]
        projection = (
            f"+proj=pipeline +step +inv +proj=lcc +lat_1={zone.lat_0} +lat_0={zone.lat_0} +lon_0=-5.4 "
            f"+k_0={zone.scale} +x_0={zone.x_0} +y_0={zone.y_0} +ellps=clrk80ign {_SHIFT}"
        )
        return pyproj.Transformer.from_pipeline(projection)
    if srid == MERCHICH_DEGREES:
        start = "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
        return pyproj.Transformer.from_pipeline(f"{start} {_SHIFT}")
    try:
        return pyproj.Transformer.from_crs(srid, WGS84, always_xy=True, allow_ballpark=False)
    except (CRSError, ProjError) as error:
        raise BadParameter("crs", f"EPSG:{srid}") from error


def is_known(srid: int) -> bool:
    """Is there a way to WGS84 that loses no shift?"""
    try:
        return srid == WGS84 or _transformer(srid) is not None
    except BadParameter:
        return False


def to_wgs84(x: npt.ArrayLike, y: npt.ArrayLike, srid: int) -> tuple[Floats, Floats]:
    """Longitudes and latitudes; infinite where the projection has no answer."""
    return _transform(x, y, srid, TransformDirection.FORWARD)


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, srid: int) -> tuple[Floats, Floats]:
    return _transform(lon, lat, srid, TransformDirection.INVERSE)


def _transform(
    x: npt.ArrayLike, y: npt.ArrayLike, srid: int, direction: TransformDirection
) -> tuple[Floats, Floats]:
    first, second = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if srid == WGS84:
        return first, second
    found = _transformer(srid).transform(first, second, direction=direction, errcheck=False)
    return np.asarray(found[0], dtype=float), np.asarray(found[1], dtype=float)


def shapes_to_wgs84(shapes: npt.NDArray[np.object_], srid: int) -> npt.NDArray[np.object_]:
    """Geometries in WGS84, x and y only."""
    if srid == WGS84:
        return np.asarray(shapely.force_2d(shapes))
    moved = shapely.transform(shapes, lambda x, y: to_wgs84(x, y, srid), interleaved=False)
    return np.asarray(moved)


@lru_cache(maxsize=64)
def srid_of(text: str) -> int | None:
    """The EPSG code of an authority code, a WKT or a .prj; Merchich zones also by their parameters, since ESRI and
    GDAL write them without one. None when it says nothing known."""
    try:
        crs = pyproj.CRS.from_user_input(text.strip())
    except CRSError:
        return None
    return srid_of_crs(crs)


def srid_of_crs(crs: pyproj.CRS) -> int | None:
    """70 is PROJ's mark for systems that are equivalent; below it only the names look alike."""
    return crs.to_epsg(min_confidence=70) or _zone_of(crs)


def _zone_of(crs: pyproj.CRS) -> int | None:
    """A Merchich zone drawn from its parameters; on another ellipsoid it would be another system, without the shift."""
    told = {param.name: param.value for op in [crs.coordinate_operation] if op for param in op.params}
    origin = told.get("Latitude of natural origin", told.get("Latitude of false origin"))
    easting = told.get("False easting", told.get("Easting at false origin"))
    if not isinstance(origin, float) or crs.ellipsoid is None or abs(crs.ellipsoid.semi_major_metre - CLARKE_M) > 1:
        return None
    return next((s for s, zone in MERCHICH.items() if abs(origin - zone.lat_0) < 1e-3 and easting == zone.x_0), None)
