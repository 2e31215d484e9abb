"""Coordinate reference systems of requests and answers, with the datum shift PROJ would silently drop in the Sahara.

Axes follow OGC: the URI of EPSG:4326 means latitude first; CRS84 and every short name mean x first, as in GIS files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from layers import projections
from layers.errors import BadParameter

CRS84_URI = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG_URI = "http://www.opengis.net/def/crs/EPSG/0/"
# Steps along each side of a projected box: its sides are curves in degrees.
_STEPS = 16
# Metres from the origin beyond which a projected coordinate is nowhere near its system's use.
_FAR = 6_000_000
_GLOBE = 20_037_509


@dataclass(frozen=True)
class Crs:
    """A system as asked for: `uri` is how answers name it, `latitude_first` its axis order."""

    srid: int
    uri: str
    latitude_first: bool = False

    @property
    def is_degrees(self) -> bool:
        return self.srid == projections.WGS84

    @property
    def is_stored(self) -> bool:
        """Coordinates need no change to be answered in it."""
        return self.is_degrees and not self.latitude_first

    def transformed(self, geometry: str) -> str:
        """SQL of `geometry` (in degrees) in this system. Merchich is written out in full, shift included: PostGIS would
        otherwise let PROJ take an operation without one."""
        if self.is_degrees:
            return f"ST_FlipCoordinates({geometry})" if self.latitude_first else geometry
        zone = projections.MERCHICH.get(self.srid)
        if zone is None:
            return f"ST_Transform({geometry}, {self.srid})"
        return f"ST_Transform({geometry}, '{projections.proj_text(zone)}')"


CRS84 = Crs(projections.WGS84, CRS84_URI)
SERVED = (
    CRS84,
    Crs(projections.WGS84, f"{_EPSG_URI}4326", latitude_first=True),
    *(Crs(srid, f"{_EPSG_URI}{srid}") for srid in (projections.WEB_MERCATOR, *projections.MERCHICH)),
)
_NAMES = {
    "CRS84": CRS84,
    "OGC:CRS84": CRS84,
    "4326": CRS84,
    "EPSG:4326": CRS84,
    **{f"{prefix}{c.srid}": c for c in SERVED[2:] for prefix in ("", "EPSG:")},
    **{c.uri: c for c in SERVED},
}


def parse_crs(parameter: str, text: str) -> Crs:
    """A system by URI, `[EPSG:n]`, `EPSG:n` or number; BadParameter when it is not one of SERVED."""
    found = _NAMES.get(text.strip().removeprefix("[").removesuffix("]"))
    if found is None:
        known = ", ".join(["CRS84", *(str(c.srid) for c in SERVED[1:])])
        raise BadParameter(parameter, text, f"Attendu : {known}.")
    return found


def parse_bbox(text: str, crs: Crs = CRS84) -> tuple[str, dict[str, Any]]:
    """SQL of the box with its parameters, in degrees. Six numbers are a box with heights, which no layer has.

    BadParameter when malformed, reversed, across the antimeridian or outside what the system is for.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise BadParameter("bbox", text, "Attendu : ouest,sud,est,nord.") from error
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise BadParameter("bbox", text, "Attendu : ouest,sud,est,nord.")
    if crs.latitude_first:
        numbers = [numbers[1], numbers[0], numbers[3], numbers[2]]
    west, south, east, north = numbers
    if crs.is_degrees and west > east and -180 <= east <= west <= 180:
        raise BadParameter("bbox", text, "Une emprise à cheval sur l’antiméridien n’est pas servie : ouest ≤ est.")
    if not (west <= east and south <= north and _covers(crs, numbers)):
        raise BadParameter("bbox", text, "Ouest ≤ est et sud ≤ nord, dans l’étendue du système.")
    if crs.is_degrees or crs.srid == projections.WEB_MERCATOR:
        lon, lat = projections.to_wgs84([west, east], [south, north], crs.srid)
        corners = {"west": float(lon[0]), "south": float(lat[0]), "east": float(lon[1]), "north": float(lat[1])}
        return "ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)", corners
    ring = shapely.segmentize(shapely.box(*numbers), max((east - west), (north - south), 1.0) / _STEPS)
    return "ST_GeomFromEWKB(%(box)s)", {"box": to_stored("bbox", text, ring, crs)}


def _covers(crs: Crs, numbers: list[float]) -> bool:
    if crs.is_degrees:
        west, south, east, north = numbers
        return west >= -180 and east <= 180 and south >= -90 and north <= 90
    far = _GLOBE if crs.srid == projections.WEB_MERCATOR else _FAR
    return all(abs(value) <= far for value in numbers)


def to_stored(parameter: str, text: str, shape: shapely.Geometry, crs: Crs) -> bytes:
    """EWKB in degrees of a geometry a request gives in `crs`."""
    flat = shapely.force_2d(shape)
    if crs.latitude_first:
        flat = shapely.transform(flat, lambda points: points[:, ::-1])
    bounds = [float(value) for value in flat.bounds]
    if not all(map(math.isfinite, bounds)) or not _covers(crs, bounds):
        raise BadParameter(parameter, text, "Coordonnées hors de l’étendue du système.")
    moved = projections.shapes_to_wgs84(np.asarray([flat], dtype=object), crs.srid)[0]
    if not shapely.is_valid(moved):
        raise BadParameter(parameter, text, f"Géométrie non valide : {shapely.is_valid_reason(moved)}.")
    return bytes(shapely.to_wkb(shapely.set_srid(moved, projections.WGS84), include_srid=True))
