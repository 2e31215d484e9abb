"""Imports: a million parcels through import_layer beside ogr2ogr, twice more unchanged and with one row in a hundred
changed; points into communes beside PostGIS. In one warm process, on a clone of the Kingdom."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
import numpy as np
import pyarrow as pa
from django.db import connection
from pyogrio import write_arrow

from etl import grid, runner, source
from fixtures import land
from fixtures.parcels.demo import parcels
from tests.bench.measure import DATABASE, Result
from tests.harness import server as gunicorn
from tests.harness import template

SCALE, SEED, POINTS = 50.0, 2026, 500_000
ROUNDS = 3
_RING = np.dtype([("order", "u1"), ("type", "<u4"), ("rings", "<u4"), ("points", "<u4"), ("xy", "<f8", (5, 2))])


def race(server: gunicorn.Server) -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="geo-bench-") as folder, on_the_clone():
        files = Files(Path(folder))
        return [*_imports(files), *_locations()]


@contextmanager
def on_the_clone() -> Iterator[None]:
    """Tables are emptied here: never those of the platform itself."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = DATABASE
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


class Files:
    """A million sound parcels, the same with one in a hundred declared larger, and a tenth of them."""

    def __init__(self, folder: Path) -> None:
        self.made = parcels(SCALE, SEED)
        self.all = self._write(folder / "parcels.gpkg", slice(None), 0.0)
        self.changed = self._write(folder / "changed.gpkg", slice(None), 0.02)
        self.tenth = self._write(folder / "tenth.gpkg", slice(0, None, 10), 0.0)

    def _write(self, path: Path, chosen: slice, more: float) -> Path:
        made = self.made
        area = made.area_m2[chosen].copy()
        area[::100] *= 1 + more
        corners = made.corners[chosen]
        rings = np.zeros(len(corners), _RING)
        rings["order"], rings["type"], rings["rings"], rings["points"], rings["xy"] = 1, 3, 1, 5, corners
        codes = pa.array(np.array(land.communes().codes)[made.commune[chosen]])
        table = pa.table(
            {
                "reference": made.reference.take(pa.array(np.arange(len(made.commune))[chosen])),
                "nature": pa.array(np.where(made.request[chosen], "R", "TF")),
                "superficie_m2": pa.array(area.round(2)),
                "commune_hcp": codes,
                "geom": pa.array([bytes(ring) for ring in rings.view(f"V{_RING.itemsize}")], pa.binary()),
            }
        )
        write_arrow(
            table, path, layer="parcels", driver="GPKG", crs="EPSG:4326", geometry_type="Polygon", geometry_name="geom"
        )
        return path


def _imports(files: Files) -> list[Result]:
    first, peer, again, changed, tenth = [], [], [], [], []
    for _ in range(ROUNDS):
        _empty()
        peer.append(_ogr2ogr(files.all))
        tenth.append(_load(files.tenth))
        _empty()
        first.append(_load(files.all))
        again.append(_load(files.all))
        changed.append(_load(files.changed))
    ours, theirs = np.median(first), np.median(peer)
    return [
        Result("import of 1M parcels beside ogr2ogr", ours, theirs, "≥ 1.5 × its speed", bool(theirs >= 1.5 * ours)),
        _bounded("the same file again, unchanged", float(np.median(again)), float(ours), 1.0),
        _bounded("one row in a hundred changed", float(np.median(changed)), float(ours), 1.2),
        _bounded("1M beside 8 × the time of 100k", float(ours), float(np.median(tenth)), 8.0),
    ]


def _bounded(name: str, ours: float, limit: float, times: float) -> Result:
    return Result(name, ours, limit, f"≤ {times:g} ×", ours <= times * limit)


def _load(file: Path) -> float:
    begun = time.perf_counter()
    runner.run(source.get("parcels"), file, fictitious=True)
    return (time.perf_counter() - begun) * 1000


def _empty() -> None:
    assert connection.settings_dict["NAME"] == DATABASE
    with connection.cursor() as cursor:
        cursor.execute("truncate layers_parcel, layers_parcel_history")


def _ogr2ogr(file: Path) -> float:
    program = shutil.which("ogr2ogr")
    if program is None:
        raise SystemExit("bin/bench needs ogr2ogr: apt-get install gdal-bin")
    parts = dj_database_url.parse(template.database_url(DATABASE))
    address = f"PG:host={parts['HOST']} port={parts['PORT'] or 5432} user={parts['USER']} dbname={parts['NAME']}"
    environment = os.environ | {"PGPASSWORD": str(parts["PASSWORD"] or ""), "PG_USE_COPY": "YES"}
    command = [program, "-q", "-f", "PostgreSQL", address, str(file), "-nln", "bench_ogr", "-overwrite",
               "-lco", "SPATIAL_INDEX=GIST", "--config", "PG_USE_COPY", "YES"]  # fmt: skip
    begun = time.perf_counter()
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return (time.perf_counter() - begun) * 1000


def _locations() -> list[Result]:
    rng = np.random.default_rng(SEED)
    known = parcels(SCALE, SEED)
    chosen = rng.integers(0, len(known.commune), POINTS)
    lon, lat = (axis[chosen] + rng.normal(0, 1e-5, POINTS) for axis in known.centre)
    _points(lon, lat)
    found = grid.current()
    ours = _median(lambda: found.locate(lon, lat))
    theirs = _median(lambda: _sql(_COMMUNES))
    in_sql = dict(_rows(_COMMUNES_ROWS))
    communes, _ = found.locate(lon, lat)
    alike = all(in_sql.get(n, 0) == commune for n, commune in enumerate(communes.tolist()))
    return [
        Result(
            f"500k points into communes beside PostGIS ({'same' if alike else 'OTHER'} answers)",
            ours, theirs, "≤ 0.4 ×", alike and ours <= 0.4 * theirs,
        ),
    ]  # fmt: skip


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return float(np.median(times))


def _points(lon: np.ndarray, lat: np.ndarray) -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bench_points")
        cursor.execute(
            "create table bench_points as select n - 1 as n, ST_SetSRID(ST_MakePoint(x, y), 4326) as geom "
            "from unnest(%s::float[], %s::float[]) with ordinality as p (x, y, n)",
            [lon.tolist(), lat.tolist()],
        )
        cursor.execute("create index on bench_points using gist (geom)")
        cursor.execute("analyze bench_points")


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rows(statement: str) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


_JOINED = """
from bench_points p
join layers_territorylimit l on ST_Intersects(l.geom, p.geom)
join layers_territoryversion v on v.limit_id = l.id and v.level = 'commune'
join layers_edition e on e.slug = v.edition_id and e.is_current
group by p.n"""
_COMMUNES_ROWS = f"select p.n, (array_agg(v.territory_id order by v.code))[1] {_JOINED}"
_COMMUNES = f"create temporary table found on commit drop as {_COMMUNES_ROWS}"
