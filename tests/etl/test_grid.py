"""The raster of limits answers what PostGIS does: anywhere, on the vertices of limits, and a hair beside them."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection

from etl import grid

pytestmark = pytest.mark.django_db
# The lowest code of those whose limit holds the point, by level; and its first digits, which arrondissements share.
TRUTH = """
select p.n, v.level, (array_agg(v.territory_id order by v.code))[1], left(min(v.code), 9)
from unnest(%s::float8[], %s::float8[]) with ordinality p(lon, lat, n)
join layers_territorylimit l on ST_Intersects(l.geom, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326))
join layers_territoryversion v on v.limit_id = l.id and v.level in ('commune', 'arrondissement')
join layers_edition e on e.slug = v.edition_id and e.is_current
group by p.n, v.level
"""
VERTICES = """
select ST_X(d.geom), ST_Y(d.geom) from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territorylimit l on l.id = v.limit_id
cross join lateral ST_DumpPoints(l.geom) d
where v.level in ('commune', 'arrondissement') order by md5(d.geom::text || v.code) limit %s
"""


def truth(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The arrondissement on the other side of a limit is of another commune than the one told: it is not told."""
    found = {level: np.zeros(len(lon), np.int64) for level in ("commune", "arrondissement")}
    digits: dict[tuple[int, str], str] = {}
    with connection.cursor() as cursor:
        cursor.execute(TRUTH, [lon.tolist(), lat.tolist()])
        for n, level, territory, first in cursor.fetchall():
            found[level][n - 1] = territory
            digits[n - 1, level] = first
    for (n, level), first in digits.items():
        if level == "arrondissement" and first != digits.get((n, "commune")):
            found[level][n] = 0
    return found["commune"], found["arrondissement"]


def agrees(lon: np.ndarray, lat: np.ndarray) -> int:
    """How many points lie in a commune; every one is where PostGIS says."""
    communes, arrondissements = grid.current().locate(lon, lat)
    expected, finer = truth(lon, lat)
    wrong = np.flatnonzero((communes != expected) | (arrondissements != finer))
    assert not len(wrong), [(lon[n], lat[n], communes[n], expected[n], arrondissements[n], finer[n]) for n in wrong[:5]]
    return int((communes > 0).sum())


def test_points_anywhere_are_where_postgis_says() -> None:
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(-18, -0.5, 3_000), rng.uniform(20, 36.5, 3_000)
    assert 500 < agrees(lon, lat) < 3_000


def test_points_of_cities_are_in_their_arrondissement() -> None:
    rng = np.random.default_rng(4)
    lon, lat = rng.uniform(-7.70, -7.45, 1_000), rng.uniform(33.50, 33.63, 1_000)
    assert agrees(lon, lat) > 500
    assert (grid.current().locate(lon, lat)[1] > 0).sum() > 300


@pytest.mark.parametrize("beside", [0.0, 1e-7])
def test_points_of_limits_are_where_postgis_says(beside: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(VERTICES, [1_500])
        lon, lat = (np.array(side) for side in zip(*cursor.fetchall(), strict=True))
    rng = np.random.default_rng(5)
    moved = lon + rng.choice((-beside, beside), len(lon)), lat + rng.choice((-beside, beside), len(lat))
    assert agrees(*moved) > 1_000
