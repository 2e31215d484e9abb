"""Landmarks for the reader of a map, from installed public data; nothing is decided on them."""

from __future__ import annotations

from functools import cache
from typing import Any

import airportsdata

from layers.models import Locality

# The data set files the southern airports under a code of its own; the map shows one Kingdom.
_COUNTRIES = frozenset({"MA", "EH"})


@cache
def airports() -> list[dict[str, Any]]:
    """The Kingdom's 35: code (IATA, else ICAO), name (Latin letters, as published), lon, lat in degrees (WGS84)."""
    found = airportsdata.load().values()
    return [
        {
            "code": a["iata"] or a["icao"],
            "name": _short(a["name"]),
            "lon": round(a["lon"], 5),
            "lat": round(a["lat"], 5),
        }
        for a in sorted(found, key=lambda a: a["icao"])
        if a["country"] in _COUNTRIES
    ]


def _short(name: str) -> str:
    """A label: the word everybody knows it is an airport by is drawn, not written."""
    return name.removesuffix(" Airport").removesuffix(" International").strip()


def credits() -> list[tuple[str, str]]:
    """(source, licence) of the localities that are loaded: what is used is named on the page of sources."""
    found = Locality.objects.order_by("source").values_list("source", "licence").distinct()
    return [(source, licence) for source, licence in found]
