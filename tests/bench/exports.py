"""Exports of a million parcels: GeoPackage beside ogr2ogr, GeoParquet beside geopandas, and the memory taken.

On a clone of the Kingdom; ours as the service does it, with its counts, titles, style and provenance."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import dj_database_url
import numpy as np
from django.db import connection

from etl import runner, source
from tests.bench.imports import Files, on_the_clone
from tests.bench.measure import DATABASE, Result
from tests.harness import server as gunicorn
from tests.harness import template

ROUNDS = 3
LIMIT_MB = 300
_OURS = """
import json, re, sys, time
import django
django.setup()
from pathlib import Path
from layers import registry
from layers.access import Grant, Viewer
from layers.services import export
viewer = Viewer(None, (Grant("steward"),))
begun = time.perf_counter()
asked = export.ask(registry.get("parcels"), {"purpose": ["bench"]}, viewer, sys.argv[1], "fr")
with export.begin(asked) as found:
    found.write(Path(sys.argv[2]))
# The system's own count begins with the memory of the process this one was forked from.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([time.perf_counter() - begun, peak, found.rows]))
"""
_GEOPANDAS = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import geopandas, psycopg2
begun = time.perf_counter()
with psycopg2.connect(sys.argv[1]) as base:
    frame = geopandas.read_postgis(sys.argv[3], base, geom_col="geom")
frame.to_parquet(sys.argv[2], compression="zstd")
print(json.dumps([time.perf_counter() - begun, 0, len(frame)]))
"""


def race(server: gunicorn.Server) -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="geo-bench-") as folder, on_the_clone():
        path = Path(folder)
        _fill(path)
        return _races(path)


def _fill(folder: Path) -> None:
    assert connection.settings_dict["NAME"] == DATABASE
    with connection.cursor() as cursor:
        cursor.execute("truncate layers_parcel, layers_parcel_history")
    runner.run(source.get("parcels"), Files(folder).all, fictitious=True)
    with connection.cursor() as cursor:
        cursor.execute("analyze layers_parcel")


def _races(folder: Path) -> list[Result]:
    ours, theirs, memory = [], [], []
    for _ in range(ROUNDS):
        theirs.append(_ogr2ogr(folder / "peer.gpkg"))
        seconds, megabytes, rows = _ours("gpkg", folder / "ours.gpkg")
        ours.append(seconds)
        memory.append(megabytes)
    parquet = [_ours("parquet", folder / "ours.parquet") for _ in range(ROUNDS)]
    peer = _python(_GEOPANDAS, _address(), str(folder / "peer.parquet"), _SELECT)[0]
    gpkg, ogr = float(np.median(ours)) * 1000, float(np.median(theirs)) * 1000
    arrow = float(np.median([seconds for seconds, *_ in parquet])) * 1000
    peak = max(memory + [megabytes for _, megabytes, _ in parquet])
    return [
        Result(f"GeoPackage of {rows:,} parcels beside ogr2ogr", gpkg, ogr, "≥ 2.5 × its speed", ogr >= 2.5 * gpkg),
        Result("GeoParquet beside geopandas", arrow, peer * 1000, "≥ 5 × its speed", peer * 1000 >= 5 * arrow),
        Result("memory of the exporting process, MB", peak, LIMIT_MB, "≤ 300 MB", peak <= LIMIT_MB),
    ]


def _ours(extension: str, path: Path) -> tuple[float, float, int]:
    path.unlink(missing_ok=True)
    return _python(_OURS, extension, str(path))


def _python(code: str, *arguments: str) -> tuple[float, float, int]:
    environment = os.environ | {"DATABASE_URL": template.database_url(DATABASE, "app"), "GEO_DB_ROLE": "app"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, env=environment, capture_output=True, text=True,
        cwd=template.ROOT,
    )  # fmt: skip
    seconds, megabytes, rows = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes, rows


# The same rows and columns, as a person would write them.
_SELECT = """select id, reference, nature, registry_code, status, stage, mother_reference,
    declared_area_m2::float8 as declared_area_m2, area_m2::float8 as area_m2, zone_code, declared_code,
    location_precision, array_to_string(flags, ' ') as flags, fictitious, geom from layers_parcel"""


def _address() -> str:
    parts = dj_database_url.parse(template.database_url(DATABASE))
    secret = f" password={parts['PASSWORD']}" if parts["PASSWORD"] else ""
    return f"host={parts['HOST']} port={parts['PORT'] or 5432} user={parts['USER']} dbname={parts['NAME']}{secret}"


def _ogr2ogr(path: Path) -> float:
    program = shutil.which("ogr2ogr")
    if program is None:
        raise SystemExit("bin/bench needs ogr2ogr: apt-get install gdal-bin")
    path.unlink(missing_ok=True)
    command = [program, "-q", "-f", "GPKG", str(path), f"PG:{_address()}", "-sql", _SELECT, "-nln", "parcels"]
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun
