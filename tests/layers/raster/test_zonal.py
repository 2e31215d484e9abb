"""Statistics per territory: known answers, nobody missing, true surfaces, the store and the file that follow."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from affine import Affine
from django.test import Client
from pyproj import Geod

from layers.indicators.zonal import coverage, places, run, sums
from layers.models import Indicator, IndicatorCoverage, IndicatorValue, RasterVersion, TerritoryVersion
from layers.services.raster import reading
from layers.services.raster.grid import Grid, of_dataset
from tests.layers.raster import made

pytestmark = pytest.mark.django_db

Registered = Callable[..., RasterVersion]


def values(code: str, year: int = 2020) -> dict[int, float]:
    return dict(
        IndicatorValue.objects.filter(indicator__code=code, year=year).values_list("territory_id", "value")
    )


def ids(level: str) -> set[int]:
    return set(
        TerritoryVersion.objects.filter(edition__is_current=True, level=level).values_list(
            "territory_id", flat=True
        )
    )


@pytest.fixture
def slope(registered: Registered) -> RasterVersion:
    version = registered(made.smooth(), unit="m")
    run.compute(version.raster)
    return version


def by_hand(shape: Any, cells: np.ndarray, bounds: tuple[float, ...]) -> tuple[float, float]:
    """Mean weighed by the geodesic surface of each piece of cell, and that surface: slow, and beyond doubt."""
    height, width = cells.shape
    west, south, east, north = bounds
    x, y = np.linspace(west, east, width + 1), np.linspace(north, south, height + 1)
    geod, weight, weighted = Geod(ellps="WGS84"), 0.0, 0.0
    for row in range(height):
        for column in range(width):
            cell = shapely.box(x[column], y[row + 1], x[column + 1], y[row])
            if not shape.intersects(cell) or np.isnan(cells[row, column]):
                continue
            part = shape.intersection(cell)
            share = part.area / cell.area
            area = share * abs(geod.geometry_area_perimeter(shapely.segmentize(cell, 0.002))[0])
            weight, weighted = weight + area, weighted + area * float(cells[row, column])
    return weighted / weight, weight


def test_means_are_those_of_a_computation_by_hand(slope: RasterVersion) -> None:
    known, cells = places.read(), made.smooth()
    box = shapely.box(*made.BOX)
    inside = [
        n for n in np.random.default_rng(3).permutation(len(known.shapes)) if box.contains(known.shapes[n])
    ]
    found, covered = (
        values("raster_essai_mean"),
        dict(
            IndicatorCoverage.objects.filter(indicator__code="raster_essai_mean").values_list(
                "territory_id", "share"
            )
        ),
    )
    assert len(inside) > 30
    for n in inside[:6]:
        territory = int(known.measured[n])
        mean, area = by_hand(known.shapes[n], cells, made.BOX)
        assert found[territory] == pytest.approx(mean, rel=1e-5)
        own = known.area[list(known.ids).index(territory)]
        assert area / own == pytest.approx(covered[territory], rel=1e-4) == pytest.approx(1, rel=1e-5)


def test_no_territory_is_missing_without_a_reason(slope: RasterVersion) -> None:
    told = {c.territory_id: c for c in IndicatorCoverage.objects.filter(indicator__code="raster_essai_mean")}
    found = values("raster_essai_mean")
    for level in ("region", "province", "district", "cercle", "commune", "arrondissement"):
        assert ids(level) <= set(told), level
    for territory, coverage_ in told.items():
        assert (territory in found) == (not coverage_.reason)
        assert (coverage_.share > 0) == (territory in found)
    assert {c.reason for c in told.values()} == {"", "outside"}


def test_communes_smaller_than_a_cell_have_a_value(registered: Registered) -> None:
    """At 28 km a cell, no centre of a cell falls into most communes."""
    version = registered(made.smooth(64, 62), bounds=(-17.3, 20.6, -0.9, 36.1))
    told = run.compute(version.raster)
    assert told["without"] == 0
    assert set(values("raster_essai_mean")) >= ids("commune") | ids("arrondissement")


def test_a_partition_and_its_whole_agree(slope: RasterVersion) -> None:
    """The region measured as one outline, by the same cells, equals what its communes add up to."""
    known = places.read()
    grid = of_dataset(reading.grid_file(slope))
    region = TerritoryVersion.objects.get(edition__is_current=True, code="05").territory_id
    members = known.members[known.groups == list(known.ids).index(region)]
    whole = shapely.union_all(known.shapes[members])
    labels = coverage.cover([whole], ~grid.affine, grid.width, grid.height)
    one = sums.add_up(reading.grid_file(slope), grid, labels, 1, classes=False)
    assert values("raster_essai_mean")[region] == pytest.approx(one.weighted[0] / one.area[0], rel=1e-7)
    assert values("raster_essai_min")[region] == pytest.approx(one.low[0])
    assert values("raster_essai_max")[region] == pytest.approx(one.high[0])


def test_cells_in_degrees_are_not_equal(registered: Registered) -> None:
    """Half of the Kingdom's latitudes hold 1, the other half 0: a plain count would favour the north."""
    cells = np.zeros((400, 100), np.float32)
    cells[:200] = 1
    version = registered(cells, bounds=(-17.2, 20.7, -1.0, 36.0))
    run.compute(version.raster)
    country = TerritoryVersion.objects.get(edition__is_current=True, level="country").territory_id
    known = places.read()
    line = (20.7 + 36.0) / 2
    northern = shapely.box(-18, line, 0, 37)
    shapes = known.shapes[known.members[known.groups == list(known.ids).index(country)]]

    def surface(shape: Any) -> float:
        fine = shapely.segmentize(shapely.orient_polygons(shape), 0.01)
        return abs(Geod(ellps="WGS84").geometry_area_perimeter(fine)[0])

    north = sum(surface(shapely.intersection(s, northern)) for s in shapes if s.bounds[3] > line)
    total = sum(map(surface, shapes))
    assert known.area[list(known.ids).index(country)] == pytest.approx(total, rel=1e-7)
    assert values("raster_essai_mean")[country] == pytest.approx(north / total, rel=1e-6)


@pytest.mark.parametrize(
    "crs", ["EPSG:26191", *(pytest.param(crs, marks=pytest.mark.full) for crs in ("EPSG:3857", "EPSG:32629"))]
)
def test_a_projected_grid_weighs_cells_by_their_true_surface(crs: str) -> None:
    from rasterio.crs import CRS
    from rasterio.warp import transform, transform_bounds

    system = CRS.from_user_input(crs)
    west, south, east, north = transform_bounds("EPSG:4326", system, *made.BOX)
    step = (east - west) / 100
    grid = Grid(
        100, int((north - south) / step), (step, 0, west, 0, -step, north), system.to_wkt(), "float32", None
    )
    areas = grid.areas(0, grid.height)
    geod = Geod(ellps="WGS84")
    for row, column in ((0, 0), (50, 50), (grid.height - 1, 99)):
        x, y = (grid.affine @ Affine.translation(column, row)) @ (0, 0)
        corners = [(x, y), (x + step, y), (x + step, y - step), (x, y - step)]
        lon, lat = transform(system, "EPSG:4326", *zip(*corners, strict=True))
        assert areas[row, column] == pytest.approx(abs(geod.polygon_area_perimeter(lon, lat)[0]), rel=2e-4)


@pytest.mark.full
def test_a_projected_raster_gives_the_same_mean(registered: Registered, tmp_path: Any) -> None:
    """A plane in longitude and latitude, once in degrees and once in Merchich metres."""
    from rasterio.warp import transform, transform_bounds

    west, south, east, north = transform_bounds("EPSG:4326", "EPSG:26191", *made.BOX)
    width, height = 400, 340
    x = west + (np.arange(width) + 0.5) * (east - west) / width
    y = north - (np.arange(height) + 0.5) * (north - south) / height
    column, row = np.meshgrid(x, y)
    lon, lat = transform("EPSG:26191", "EPSG:4326", column.ravel(), row.ravel())
    plane = (np.array(lon) * 100 + np.array(lat) * 50).reshape(height, width).astype(np.float64)
    bounds = (west, south, east, north)
    run.compute(registered(plane, name="plan-m", bounds=bounds, profile={"crs": "EPSG:26191"}).raster)
    lon, lat = np.meshgrid(
        np.linspace(-7.5, -5.5, 401)[:-1] + 0.0025, np.linspace(33, 31.5, 301)[:-1] - 0.0025
    )
    run.compute(registered(lon * 100 + lat * 50, name="plan-d").raster)
    metres, degrees = values("raster_plan_m_mean"), values("raster_plan_d_mean")
    known = places.read()
    inside = [
        int(t)
        for t, s in zip(known.measured, known.shapes, strict=True)
        if shapely.box(-7.4, 31.6, -5.6, 32.9).contains(s)
    ]
    assert len(inside) > 30
    for territory in inside:
        assert metres[territory] == pytest.approx(degrees[territory], abs=0.15)


@pytest.fixture
def classed(registered: Registered) -> RasterVersion:
    cells = (np.add.outer(np.arange(90), np.arange(120)) // 17 % 4).astype(np.uint8)
    cells[:30, :40] = 255
    table = [
        {"code": code, "fr": f"Classe {code}", "ar": f"صنف {code}", "color": f"#{40 * code + 20:02X}8060"}
        for code in range(4)
    ]
    version = registered(cells, kind="classes", classes=table, profile={"nodata": 255})
    run.compute(version.raster)
    return version


def test_shares_of_classes_make_a_hundred(classed: RasterVersion) -> None:
    shares = [values(f"raster_essai_share_{code}") for code in range(4)]
    assert len(shares[0]) > 60
    for territory in shares[0]:
        assert sum(share[territory] for share in shares) == pytest.approx(100, abs=1e-8)


def test_empty_cells_are_told_by_the_share_covered(classed: RasterVersion) -> None:
    told = IndicatorCoverage.objects.filter(indicator__code="raster_essai_share_1")
    assert told.filter(reason="nodata", share=0).exists()
    assert told.filter(reason="", share__gt=0.01, share__lt=0.99).exists()


def test_what_was_measured_is_an_indicator_like_any_other(client: Client, slope: RasterVersion) -> None:
    listed = client.get("/indicators/?format=json").json()["indicators"]
    mine = next(entry for entry in listed if entry["code"] == "raster_essai_mean")
    assert (mine["years"], mine["unit"], mine["theme"]) == ([2020], "m", "environment")
    assert {"commune", "province", "region"} <= set(mine["levels"])
    lines = (
        client.get("/indicators/raster_essai_mean.csv?level=province")
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert lines[0] == "code,name_fr,name_ar,value,unit,year,source"
    assert sum(",m,2020," in line and "calculé, Fait pour l’essai" in line for line in lines[1:]) == 75
    drawn = client.get("/api/choropleth/?indicator=raster_essai_mean&level=commune&lang=ar").json()
    assert drawn["source"]["title"] == "محسوب، Fait pour l’essai" and drawn["source"]["computed"]
    assert drawn["coverage"]["05.091.01.01"]["covered"] == pytest.approx(1, abs=1e-4)
    assert drawn["nodata"] == sum(value is None for value in drawn["values"].values()) > 0
    told = client.get("/api/indicators/raster_essai_mean/explain?territory=05&level=commune").json()
    assert told["formula"].startswith("Moyenne des cellules") and "%" in told["completeness"]["covered"]
    file = json.loads(client.get("/indicators/raster_essai_mean.json?level=region").content)
    assert {"covered", "reason"} <= set(file["values"][0])


def test_a_second_raster_on_the_grid_uses_the_same_outlines(registered: Registered, monkeypatch: Any) -> None:
    run.compute(registered(made.smooth()).raster)
    monkeypatch.setattr(run, "cover", lambda *_: pytest.fail("the outlines were cut again"))
    run.compute(registered(made.smooth() * 2, name="double").raster)
    once, twice = values("raster_essai_mean"), values("raster_double_mean")
    assert all(twice[t] == pytest.approx(2 * v) for t, v in once.items())


def test_indicators_of_a_guarded_raster_are_not_published(registered: Registered) -> None:
    with pytest.raises(run.NotForAll):
        run.compute(registered(made.smooth(), sensitivity="restricted").raster)
    assert not Indicator.objects.filter(code__startswith="raster_essai").exists()


def test_a_cancelled_measure_leaves_the_store_as_it_was(registered: Registered) -> None:
    version = registered(made.smooth())

    def stop(share: float, message: str) -> None:
        if share > 0.5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        run.compute(version.raster, stop)
    assert not Indicator.objects.filter(code__startswith="raster_essai").exists()


@pytest.mark.full
def test_memory_follows_the_strip_not_the_raster() -> None:
    known = places.read()

    class Endless:
        """A raster of any height, made as it is read."""

        block_shapes = ((1, 5000),)

        def read(self, band: int, window: Any) -> np.ndarray:
            return np.full((int(window.height), int(window.width)), 7, np.float32)

    peaks = []
    for side in (2000, 5000):
        bounds = shapely.total_bounds(known.shapes)
        step = (bounds[2] - bounds[0]) / side, (bounds[3] - bounds[1]) / side
        transform = (step[0], 0.0, bounds[0], 0.0, -step[1], bounds[3])
        grid = Grid(side, side, transform, "EPSG:4326", "float32", float("nan"))
        object.__setattr__(grid, "crs", __import__("rasterio").crs.CRS.from_epsg(4326).to_wkt())
        labels = coverage.cover(list(known.shapes[:300]), ~grid.affine, side, side)
        tracemalloc.start()
        found = sums.add_up(Endless(), grid, labels, 300, classes=False)
        peaks.append(tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()
        np.testing.assert_allclose(found.weighted / found.area, 7, rtol=1e-9)
    assert max(peaks) < 150
    assert peaks[1] < peaks[0] * 2
