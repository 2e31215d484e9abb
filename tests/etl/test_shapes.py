"""Areas on the ellipsoid, and outlines made fit to store."""

from __future__ import annotations

import csv
import io
from importlib import import_module

import numpy as np
import pyproj
import pytest
import shapely

from etl import source
from etl.area import area_m2
from etl.columns import Hints
from etl.land_columns import land_reference
from etl.shapes import from_wkt, outlines
from layers.models import TerritoryLimit

GEOD = pyproj.Geod(ellps="WGS84")


def geodesic(shape: shapely.Geometry) -> float:
    return abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])


@pytest.mark.parametrize("side", [0.0001, 0.0005, 0.003, 0.02])
def test_parcels_agree_with_geodesics_to_one_in_a_million(side: float) -> None:
    rng = np.random.default_rng(3)
    shapes = []
    for lon, lat in zip(rng.uniform(-16, -1.5, 200), rng.uniform(21, 35.8, 200), strict=True):
        corners = np.array([(0, 0), (1, 0.1), (1.1, 1), (0.5, 1.4), (0, 0.9)]) * side * rng.uniform(0.7, 1.3, (5, 2))
        shapes.append(shapely.Polygon(corners + np.array([lon, lat])))
    found = area_m2(np.array(shapes, dtype=object))
    wanted = np.array([geodesic(shape) for shape in shapes])
    assert np.abs(found / wanted - 1).max() < 1e-6


def test_holes_parts_and_what_is_no_polygon() -> None:
    square = shapely.box(-6.01, 32, -6, 32.01)
    hole = shapely.box(-6.007, 32.003, -6.003, 32.007)
    holed = shapely.Polygon(square.exterior.coords, [hole.exterior.coords])
    both = shapely.MultiPolygon([holed, shapely.box(-5, 30, -4.99, 30.01)])
    shapes = np.array([square, holed, both, None, shapely.Polygon(), shapely.Point(0, 0), square], dtype=object)
    found = area_m2(shapes)
    wanted = [geodesic(shape) for shape in (square, holed, both)]
    assert found[:3] == pytest.approx(wanted, rel=1e-6)
    assert list(found[3:6]) == [0, 0, 0] and found[6] == found[0]
    assert area_m2(np.array([], dtype=object)).shape == (0,)


@pytest.mark.django_db
def test_communes_agree_with_geodesics_to_one_in_ten_thousand() -> None:
    limits = TerritoryLimit.objects.order_by("pk").values_list("geom", flat=True)[:60]
    shapes = np.array([shapely.from_wkb(bytes(limit.wkb)) for limit in limits], dtype=object)
    found = area_m2(shapes)
    assert np.abs(found / np.array([geodesic(shape) for shape in shapes]) - 1).max() < 1e-4


def test_outlines_are_polygons_and_the_rest_is_named() -> None:
    square = "POLYGON ((-6 32, -5.99 32, -5.99 32.01, -6 32.01, -6 32))"
    texts = [
        square,
        "",
        "POLYGON ((-6 32, -5.99 32.01, -5.99 32, -6 32.01, -6 32))",
        "POLYGON EMPTY",
        "POINT (-6 32)",
        "POLYGON ((-6 32",
        "POLYGON ((-6 32, -5.99 32, -6 32, -6 32))",
        "LINESTRING (-6 32, -5.99 32, -5.99 32.01, -6 32)",
        square,
    ]
    found = from_wkt(np.array(texts, dtype=object))
    assert sorted((at, fault.code) for at, fault in found.doubts) == [
        (2, "geometry_repaired"),
        (3, "geometry_empty"),
        (4, "geometry_type"),
        (5, "geometry_unreadable"),
        (6, "geometry_flat"),
    ]
    kept = [at for at, shape in enumerate(found.shapes) if shape is not None]
    assert kept == [0, 2, 7, 8]
    assert {found.shapes[at].geom_type for at in kept} <= {"Polygon", "MultiPolygon"}
    assert all(shapely.is_valid(found.shapes[at]) for at in kept)
    assert [note.code for note in found.notes] == ["geometry_closed"]


def test_heights_are_left_aside_and_said() -> None:
    high = shapely.force_3d(shapely.box(-6, 32, -5.99, 32.01), 512.0)
    found = outlines(np.array([high], dtype=object))
    assert not found.shapes[0].has_z and [note.code for note in found.notes] == ["geometry_3d"]
    assert not found.doubts


@pytest.mark.parametrize("slug", ["parcels", "zoning"])
def test_outlines_of_the_corpus_are_told_as_it_says(slug: str) -> None:
    told = import_module(f"fixtures.{slug}.corpus").OUTLINES
    for name, (content, ((code, line, _),)) in told.items():
        if not code.startswith("geometry_"):
            continue
        rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
        found = from_wkt(np.array([row["wkt"] for row in rows], dtype=object))
        assert [(at + 2, fault.code) for at, fault in found.doubts] == [(line, code)], name
        assert found.shapes[0] is not None


def test_the_example_of_the_templates_breaks_no_rule() -> None:
    for slug in ("parcels", "zoning"):
        (table,) = source.get(slug).tables
        record = {c.into: c.convert(c.example, Hints()) if c.example else None for c in table.columns}
        assert table.key_of(record)
        assert [fault.code for rule in table.rules for fault in rule(record)] == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("T165253/04", "T165253/04"), ("TF n° 165253 / 4", "T165253/04"), ("165253/04", "T165253/04"),
        ("رسم عقاري عدد ١٦٥٢٥٣/04", "T165253/04"), ("Réquisition n° 12 345/10", "R12345/10"), ("R 12345/o", "R12345/O"),
        ("مطلب تحفيظ 12345/10", "R12345/10"), ("T 00165253/04", "T165253/04"), ("lot 12", "LOT 12"),
        ("T165253", "T165253"), ("T12345678/04", "T12345678/04"),
    ],
)  # fmt: skip
def test_land_references_have_one_form(written: str, read: str) -> None:
    assert land_reference(written, Hints()) == read
    assert land_reference(read, Hints()) == read
