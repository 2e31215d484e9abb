"""Imports: a million parcels through import_layer beside ogr2ogr, twice more unchanged and with one row in a hundred
changed, in one warm process; the memory a process takes for it; the places of points. On a clone of the Kingdom."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
import numpy as np
import pyarrow as pa
from django.db import connection
from pyogrio import write_arrow

from etl import runner, source
from fixtures import land
from fixtures.parcels.demo import parcels
from tests.bench import locations
from tests.bench.measure import DATABASE, Result
from tests.harness import server as gunicorn
from tests.harness import template
from tests.harness.memory import peak_mb

SCALE, SEED = 50.0, 2026
ROUNDS, LIMIT_MB = 3, 400
_RING = np.dtype([("order", "u1"), ("type", "<u4"), ("rings", "<u4"), ("points", "<u4"), ("xy", "<f8", (5, 2))])


def race(server: gunicorn.Server) -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="geo-bench-") as folder, on_the_clone():
        files = Files(Path(folder))
        return [*_imports(files), _memory(files), *locations.races(SCALE, SEED)]


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


def _memory(files: Files) -> Result:
    """A process of its own, as the application: what it holds at most while it loads a million parcels."""
    _empty()
    address = {"DATABASE_URL": template.database_url(DATABASE, "app"), "GEO_DB_ROLE": "app"}
    command = [sys.executable, str(template.ROOT / "manage.py"), "import_layer", "parcels", str(files.all),
               "--fictitious"]  # fmt: skip
    with subprocess.Popen(command, env=os.environ | address, stdout=subprocess.DEVNULL, text=True) as process:
        peak = peak_mb(process)
    if process.returncode:
        raise RuntimeError(f"import_layer failed: {process.returncode}")
    return Result("memory of the importing process, MB", peak, LIMIT_MB, f"≤ {LIMIT_MB} MB", peak <= LIMIT_MB)


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
