"""Means of a 5000 × 5000 raster in every commune and arrondissement: ours at first, ours again, rasterstats.

The first answer cuts every outline along the grid; the next raster on that grid finds the cuts kept. Errors are told
against exactextract, weighed alike (by the plain fraction of each cell), for all and for the smallest.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import rasterio
import shapely
from django.db import connection
from rasterio.transform import from_bounds

from layers.indicators.zonal import coverage, places, sums
from layers.services.raster.grid import Grid, of_dataset
from tests.bench.measure import Client, Result, interleaved, milliseconds
from tests.bench.tiles import tile_of
from tests.harness import server as gunicorn

SIDE, ROUNDS = 5000, 5
FIRST, AGAIN = 1.6, 10.0
EXACT = 1e-6


def race(server: gunicorn.Server) -> list[Result]:
    connection.settings_dict["NAME"] = server.database
    known = places.read()
    with tempfile.TemporaryDirectory() as folder:
        return [*_means(Path(folder), known), *_tiles(server)]


def _raster(folder: Path, known: places.Places) -> Path:
    """Uncompressed, so that reading weighs little on either side."""
    west, south, east, north = shapely.total_bounds(known.shapes)
    random = np.random.default_rng(5)
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    cells = 500 + rows / 10 + 80 * np.sin(columns / 90) + random.random((SIDE, SIDE), np.float32)
    path = folder / "bench.tif"
    profile = {"width": SIDE, "height": SIDE, "count": 1, "dtype": "float32", "crs": "EPSG:4326", "tiled": True}
    with rasterio.open(
        path, "w", driver="GTiff", transform=from_bounds(west, south, east, north, SIDE, SIDE), **profile
    ) as out:
        out.write(cells.astype(np.float32), 1)
    return path


def _ours(path: Path, grid: Grid, labels: coverage.Coverage, shapes: int) -> np.ndarray:
    with rasterio.open(path) as file:
        found = sums.add_up(file, grid, labels, shapes, classes=False)
    return found.weighted / found.area


def _means(folder: Path, known: places.Places) -> list[Result]:
    path, shapes, means = _raster(folder, known), folder / "shapes.npy", folder / "means.npy"
    np.save(shapes, shapely.to_wkb(known.shapes).astype(object), allow_pickle=True)
    with rasterio.open(path) as file:
        grid = of_dataset(file)
    count = len(known.shapes)
    kept = folder / "labels.npz"

    def cut() -> coverage.Coverage:
        return coverage.cover(list(known.shapes), ~grid.affine, grid.width, grid.height)

    def first() -> None:
        labels = cut()
        labels.save(kept)
        _ours(path, grid, labels, count)

    def again() -> None:
        _ours(path, grid, coverage.Coverage.load(kept), count)

    def peer() -> float:
        here = Path(__file__).with_name("zonal_peer.py")
        done = subprocess.run(
            [os.environ["GEO_BENCH_PEERS"], here, path, shapes, means], capture_output=True, text=True, check=True
        )
        return float(done.stdout) * 1000

    ours, repeated, theirs = interleaved([first, again, peer], ROUNDS)
    _errors(path, known, cut(), np.load(means))
    return [
        Result(f"zonal first ({theirs / ours:.1f} × rasterstats)", ours, theirs, f"≥ {FIRST} × rasterstats, exact",
               ours * FIRST <= theirs),
        Result(f"zonal again ({theirs / repeated:.1f} × rasterstats)", repeated, theirs, f"≥ {AGAIN:g} × rasterstats",
               repeated * AGAIN <= theirs),
    ]  # fmt: skip


def _errors(path: Path, known: places.Places, labels: coverage.Coverage, theirs: np.ndarray) -> None:
    """Both against exactextract, on means that give each cell the fraction that lies inside."""
    import geopandas
    from exactextract import exact_extract

    with rasterio.open(path) as file:
        flat = Grid(*(getattr(of_dataset(file), n) for n in ("width", "height", "transform", "crs", "dtype", "nodata")))
        # Every cell weighs alike here: exactextract's plain mean is what is compared.
        object.__setattr__(flat, "row_areas", lambda: np.ones(flat.height))
        found = sums.add_up(file, flat, labels, len(known.shapes), classes=False)
    frame = geopandas.GeoDataFrame(geometry=list(known.shapes), crs=4326)
    exact = exact_extract(str(path), frame, ["mean"], output="pandas")["mean"].to_numpy()
    for name, means in (("ours", found.weighted / found.area), ("rasterstats", theirs)):
        error = np.abs(means / exact - 1)
        print(f"zonal: {name}: worst relative error {np.nanmax(error):.1e}, without a value {np.isnan(means).sum()}")
        if name == "ours" and not (error <= EXACT).all():
            raise RuntimeError("not exact")


def _tiles(server: gunicorn.Server) -> list[Result]:
    """Server time of tiles never asked before (told, no limit), and of the same when kept by the browser."""
    client = Client(server.url)
    at = [tile_of(-6.4 + 0.7 * i, 32.0 + 0.3 * i, z) for i in range(4) for z in (6, 7, 8, 10)]

    def once(z: int, x: int, y: int) -> float:
        client.weigh(f"/raster/koppen/{z}/{x}/{y}.png")
        return client.server_ms

    drawn = [milliseconds(lambda t=t: once(*t)) for t in at for _ in range(3)]
    cached = _cached(at)
    p50 = statistics.median(drawn)
    return [Result("raster tile, drawn", p50, 40.0, "p50 ≤ 40 ms", p50 <= 40),
            Result("raster tile, kept", cached, p50, "≤ drawn", cached <= p50)]  # fmt: skip


def _cached(at: list[tuple[int, int, int]]) -> float:
    """In process, with the cache that the server of the races goes without."""
    from django.core.cache import caches
    from django.test import override_settings

    from layers.access import ANONYMOUS
    from layers.services.raster import reading, tile

    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "bench"}
    with override_settings(CACHES={"default": kept, "tiles": kept}):
        shown = reading.shown("koppen", ANONYMOUS)
        for t in at:
            tile.render(shown, *t)
        found = statistics.median(milliseconds(lambda t=t: tile.render(shown, *t)) for t in at for _ in range(5))
        caches["tiles"].clear()
    return found
