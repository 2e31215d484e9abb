"""Coordinate reference systems: what is accepted, and the datum shift PROJ would silently drop in the Sahara zones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from layers.errors import BadParameter

if TYPE_CHECKING:
    from layers.query import LayerQuery

WGS84_NAMES = frozenset(
    {
        "4326",
        "EPSG:4326",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "http://www.opengis.net/def/crs/EPSG/0/4326",
    }
)


def parse_bbox(text: str) -> tuple[float, float, float, float]:
    """`west,south,east,north` in degrees; BadParameter when malformed, reversed or outside the globe."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadParameter("bbox", text, "Attendu : ouest,sud,est,nord.") from error
    if not all(math.isfinite(v) for v in (west, south, east, north)):
        raise BadParameter("bbox", text)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadParameter("bbox", text, "Ouest ≤ est et sud ≤ nord, en degrés.")
    return west, south, east, north


def refuse_unless_wgs84(query: LayerQuery, name: str) -> LayerQuery:
    if name not in WGS84_NAMES:
        raise BadParameter("bbox-crs", name, "Seul WGS84 est servi ici.")
    return query
