"""Coverage against brute force with geopandas, in another projection, and what a spread must be."""

from __future__ import annotations

import geopandas
import numpy as np
import pytest
import shapely

from etl import spread
from layers import registry
from layers.access import ANONYMOUS
from layers.models import PopulationSpread
from layers.queries import equipment
from layers.query import LayerQuery
from layers.services import coverage
from layers.territories import resolve_codes

pytestmark = pytest.mark.django_db

BERKANE, FIGUIG, AZILAL = "02.113", "02.251", "05.081"


def schools() -> np.ndarray:
    query = LayerQuery.from_params(registry.get("equipment"), {}, ANONYMOUS)
    rows = equipment.points(query, "ENS-EP")
    return np.array([(row["lon"], row["lat"]) for row in rows if row["lon"] is not None])


@pytest.mark.parametrize("code", [BERKANE, FIGUIG, AZILAL])
@pytest.mark.parametrize("radius_m", [2000.0, 6000.0])
def test_served_inhabitants_equal_brute_force(code: str, radius_m: float) -> None:
    who = coverage.population(coverage.places(resolve_codes([code])[0], "province"))
    facilities = schools()
    (found,) = coverage.assess(who, coverage.nearest_m(who.lonlat, facilities, 1.3), radius_m, 1.3)

    homes = geopandas.GeoSeries.from_xy(who.lonlat[:, 0], who.lonlat[:, 1], crs=4326)
    west, south, east, north = homes.total_bounds
    local = f"+proj=aeqd +lon_0={(west + east) / 2} +lat_0={(south + north) / 2} +datum=WGS84"
    served = geopandas.GeoSeries.from_xy(facilities[:, 0], facilities[:, 1], crs=4326).to_crs(local)
    near = served.buffer(radius_m / 1.3, quad_segs=64).union_all()
    inside = homes.to_crs(local).within(near).to_numpy()
    brute = float(who.people[inside].sum())

    assert found.code == code and 0 < brute < found.people
    assert abs(found.served - brute) <= 0.001 * found.people
    assert found.least <= found.served <= found.most <= found.people


def test_every_inhabitant_is_somewhere_once() -> None:
    """The spread holds the Kingdom's municipal population, cities by their arrondissements."""
    who = coverage.population(coverage.places(None, "region"))
    assert len(who.groups) == 12
    assert who.total == pytest.approx(36_490_591, rel=2e-4)


def test_no_school_serves_nobody_and_says_so() -> None:
    who = coverage.population(coverage.places(resolve_codes([FIGUIG])[0], "commune"))
    found = coverage.assess(who, coverage.nearest_m(who.lonlat, np.empty((0, 2))), 2000.0)
    assert {one.served for one in found} == {0.0}
    assert all(np.isnan(one.mean_m) for one in found)


def test_points_lie_in_their_commune_and_shares_make_one() -> None:
    for row in PopulationSpread.objects.order_by("territory_id")[:50]:
        assert sum(row.shares) == pytest.approx(1.0, abs=1e-6)
        assert len(row.shares) == len(row.points)


def test_known_localities_take_their_inhabitants_and_the_rest_is_even() -> None:
    square = shapely.box(-6.0, 32.0, -5.9, 32.1)
    row = {
        "territory_id": 1, "kind": "rural", "area_m2": 1.04e8, "outline": shapely.to_wkb(square), "lon": -5.95,
        "lat": 32.05, "inhabitants": 10_000, "towns": [[-5.98, 32.02, 2000], [-5.92, 32.08, 1000]],
    }  # fmt: skip
    found = spread.spread(row)
    assert found.method == "settlements"
    np.testing.assert_allclose(found.shares[:2], [0.2, 0.1])
    assert found.shares.sum() == pytest.approx(1.0)
    assert spread.spread(row | {"towns": []}).method == "uniform"


def test_a_place_thinner_than_its_grid_keeps_a_point() -> None:
    sliver = shapely.box(-6.0, 32.0, -5.99999, 32.1)
    row = {"territory_id": 1, "kind": "urban", "area_m2": 10.0, "outline": shapely.to_wkb(sliver), "lon": -5.999995,
           "lat": 32.05, "inhabitants": 5, "towns": []}  # fmt: skip
    found = spread.spread(row)
    assert found.points.tolist() == [[-5.999995, 32.05]]
