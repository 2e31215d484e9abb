"""Converters of the project register: lists of communes and drawings written as WKT."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry

from etl.columns import DIGITS, Hints, Repaired, clean, code
from etl.errors import ValueDoubtful
from etl.finance_columns import collectivity, imputation

COMMUNE = re.compile(r"^\d{2}\.\d{3}\.\d{2}\.(\d{2}|0)$")
LINE = re.compile(r"^\d{4}/[^/]+/(BP1|BP2|BA|CAS|CDD)/")
WEST, SOUTH, EAST, NORTH = -17.3, 20.6, -0.9, 36.1


def communes(value: Any, hints: Hints) -> list[str]:
    """HCP codes in one cell, each once, in their order; a code of another form is kept and said."""
    parts = (part.strip() for part in re.split(r"[,;|+\n]", clean(value).translate(DIGITS)))
    found = list(dict.fromkeys(collectivity(part, hints) for part in parts if part))
    wrong = [part for part in found if not COMMUNE.match(part)]
    if wrong:
        raise Repaired(found, ValueDoubtful("commune_code_malformed", value=", ".join(wrong)))
    return found


def shape(value: Any, hints: Hints) -> str:
    """A point, line or polygon in WGS84 degrees, as WKT; one that crosses itself is kept and said."""
    raw = clean(value)
    try:
        geometry = GEOSGeometry(raw, srid=4326)
    except (ValueError, GEOSException, GDALException) as error:
        raise ValueDoubtful("shape_unreadable", value=raw) from error
    if geometry.empty or geometry.srid != 4326:
        raise ValueDoubtful("shape_unreadable", value=raw)
    west, south, east, north = geometry.extent
    if not (WEST <= west <= east <= EAST and SOUTH <= south <= north <= NORTH):
        raise ValueDoubtful("shape_outside", value=raw)
    found: str = geometry.ewkt
    if not geometry.valid:
        raise Repaired(found, ValueDoubtful("shape_invalid", value=raw))
    return found


def target(value: Any, hints: Hints) -> str:
    """What a project is tied to in GID: the number of a contract, or the key of a budget line."""
    found = code(value, hints)
    return imputation(found, hints) if LINE.match(found) else found
