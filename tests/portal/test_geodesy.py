"""What the browser measures is what PostGIS and PROJ measure: lengths, areas, Merchich coordinates."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection

from layers import projections

ROUTE = [[-6.83, 34.02], [-7.59, 33.57], [-8.0, 31.63], [-9.6, 30.42]]  # Rabat, Casablanca, Marrakech, Agadir
FIELD = [[-6.35, 32.33], [-6.33, 32.33], [-6.33, 32.345], [-6.352, 32.35]]
PROVINCES = [[-13.2, 27.1], [-5.0, 30.0], [-2.0, 34.5], [-6.0, 35.5], [-9.5, 31.0]]


@pytest.fixture
def geodesy(page: Any, server: Any) -> Any:
    """call(function, *arguments) of the page's own module."""
    page.goto(f"{server.url}/methods/")
    url = staticfiles_storage.url("portal/js/geodesy.js")
    return lambda name, *arguments: page.evaluate(
        "async ([url, name, given]) => (await import(url))[name](...given)", [url, name, list(arguments)]
    )


def geography(expression: str, shape: str, points: list[list[float]]) -> float:
    geojson = json.dumps({"type": shape, "coordinates": points if shape == "LineString" else [[*points, points[0]]]})
    with connection.cursor() as cursor:
        cursor.execute(f"select {expression}(ST_GeomFromGeoJSON(%s)::geography)", [geojson])
        return float(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("points", [ROUTE, FIELD, PROVINCES], ids=["route", "field", "kingdom"])
def test_a_measured_length_is_the_geodesic_length(geodesy: Any, points: list[list[float]]) -> None:
    assert geodesy("length", points) == pytest.approx(geography("ST_Length", "LineString", points), rel=1e-6)


@pytest.mark.django_db
@pytest.mark.parametrize("points", [FIELD, PROVINCES], ids=["field", "kingdom"])
def test_a_measured_area_is_the_geodesic_area(geodesy: Any, points: list[list[float]]) -> None:
    assert geodesy("area", points) == pytest.approx(geography("ST_Area", "Polygon", points), rel=1e-3)


def zones() -> list[dict[str, Any]]:
    return [{"srid": srid, **zone._asdict()} for srid, zone in projections.MERCHICH.items()]


def test_merchich_coordinates_agree_with_proj_and_come_back(geodesy: Any) -> None:
    for zone in zones():
        for lon in (-12.5, -8.0, -5.4, -2.5):
            lat = zone["lat_0"] + 0.7
            x, y = projections.from_wgs84(lon, lat, zone["srid"])
            found = geodesy("toMerchich", [lon, lat], zone)
            assert found == pytest.approx([float(x), float(y)], abs=0.01)
            assert geodesy("fromMerchich", found, zone) == pytest.approx([lon, lat], abs=1e-7)


def test_a_place_is_read_however_it_is_written(geodesy: Any) -> None:
    for text in ("34.02, -6.82", "34,02 ; -6,82", "-6.82 34.02", "34.02 −6.82"):
        (found,) = geodesy("readCoordinates", text, zones())
        assert found["place"] == [-6.82, 34.02] and found["zone"] is None
    x, y = projections.from_wgs84(-6.82, 34.02, 26191)
    found = geodesy("readCoordinates", f"X {float(x):.1f} Y {float(y):.1f}", zones())
    assert found[0]["zone"]["srid"] == 26191  # each zone where the figures fall inside it is offered, this one first
    assert found[0]["place"] == pytest.approx([-6.82, 34.02], abs=1e-5)
    for text in ("Rabat", "05.081.09.09", "34.02", "48.85, 2.35", "12 rue 14"):
        assert geodesy("readCoordinates", text, zones()) == []
