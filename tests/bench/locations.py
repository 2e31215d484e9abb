"""Places of half a million points as an import finds them, beside what PostGIS finds: communes, then parcels."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from django.db import connection

from etl import grid
from etl.parcels import Parcels, lowest
from fixtures.parcels.demo import parcels
from tests.bench.measure import Result, milliseconds

POINTS, ROUNDS, BATCH = 500_000, 3, 65_536


def races(scale: float, seed: int) -> list[Result]:
    """On a database whose parcels are those of this scale and seed."""
    lon, lat = _points(scale, seed)
    _store(lon, lat)
    return [_communes(lon, lat), _parcels(lon, lat)]


def _points(scale: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Nine in ten on a parcel or beside it, a metre or so from where a hand would put them."""
    rng = np.random.default_rng(seed)
    known = parcels(scale, seed)
    chosen = rng.integers(0, len(known.commune), POINTS)
    far = np.where(rng.random(POINTS) < 0.1, 1e-3, 1e-5)
    lon, lat = (axis[chosen] + far * rng.normal(0, 1, POINTS) for axis in known.centre)
    return lon, lat


def _communes(lon: np.ndarray, lat: np.ndarray) -> Result:
    found = grid.current()
    ours, theirs = _timed(lambda: found.locate(lon, lat), _COMMUNES)
    in_sql = dict(_rows(_COMMUNES))
    communes, _ = found.locate(lon, lat)
    alike = all(in_sql.get(n, 0) == commune for n, commune in enumerate(communes.tolist()))
    return _result("communes", alike, ours, theirs, 0.4)


def _parcels(lon: np.ndarray, lat: np.ndarray) -> Result:
    """As in a run: nothing is known at first, points come batch by batch."""
    ours, theirs = _timed(lambda: list(_found(lon, lat)), _PARCELS)
    in_sql, own = dict(_rows(_PARCELS)), dict(_found(lon, lat))
    return _result("1M parcels", bool(own) and own == in_sql, ours, theirs, 0.25)


def _found(lon: np.ndarray, lat: np.ndarray) -> Iterator[tuple[int, str]]:
    known = Parcels()
    for start in range(0, len(lon), BATCH):
        pairs = known.at(lon[start : start + BATCH], lat[start : start + BATCH])
        yield from ((start + row, reference) for row, reference in lowest(*pairs).items())


def _result(what: str, alike: bool, ours: float, theirs: float, most: float) -> Result:
    answers = "same" if alike else "OTHER"
    name = f"500k points into {what} beside PostGIS ({answers} answers)"
    return Result(name, ours, theirs, f"≤ {most:g} ×", alike and ours <= most * theirs)


def _timed(work: Callable[[], object], peer: str) -> tuple[float, float]:
    """Medians, the two in turn, so that a busy moment hits both."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(milliseconds(work))
        theirs.append(milliseconds(lambda: _sql(f"create temporary table found on commit drop as {peer}")))
    return float(np.median(ours)), float(np.median(theirs))


def _store(lon: np.ndarray, lat: np.ndarray) -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bench_points")
        cursor.execute(
            "create table bench_points as select n - 1 as n, ST_SetSRID(ST_MakePoint(x, y), 4326) as geom "
            "from unnest(%s::float[], %s::float[]) with ordinality as p (x, y, n)",
            [lon.tolist(), lat.tolist()],
        )
        cursor.execute("create index on bench_points using gist (geom)")
        cursor.execute("analyze bench_points, layers_parcel")


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rows(statement: str) -> list[tuple[int, int | str]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


_COMMUNES = """
select p.n, (array_agg(v.territory_id order by v.code))[1]
from bench_points p
join layers_territorylimit l on ST_Intersects(l.geom, p.geom)
join layers_territoryversion v on v.limit_id = l.id and v.level = 'commune'
join layers_edition e on e.slug = v.edition_id and e.is_current
group by p.n"""
_PARCELS = """
select p.n, min(l.reference)
from bench_points p
join layers_parcel l on ST_Intersects(l.geom, p.geom)
group by p.n"""
