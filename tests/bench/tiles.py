"""Communes, z5–z12: server time of a tile (access check, uncached) against its own SQL through psycopg2."""

from __future__ import annotations

import math
import statistics
from functools import partial

import dj_database_url
import psycopg2

from layers import registry, sql
from layers.bands import band_of
from tests.bench.measure import Client, Result, interleaved
from tests.harness import server as gunicorn
from tests.harness import template

ALLOWED_MS = 2.5
ROUNDS = 9
MAX_GZIPPED = 250_000
# Beni Mellal, Oujda, Casablanca, Agadir, Laâyoune: dense and empty country alike.
PLACES = ((-6.35, 32.34), (-1.91, 34.68), (-7.6, 33.57), (-9.6, 30.42), (-13.2, 27.15))


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    n = 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return z, int((lon + 180) / 360 * n), int(y)


def race(server: gunicorn.Server) -> list[Result]:
    layer = registry.get("communes")
    parts = dj_database_url.parse(template.database_url(server.database, "app"))
    connection = psycopg2.connect(
        host=parts["HOST"], port=parts["PORT"], user=parts["USER"], dbname=parts["NAME"]
    )
    connection.autocommit = True
    cursor = connection.cursor()
    client = Client(server.url)
    text = sql.load(layer.tile_query).replace("{{in_scope}}", "true")
    edition = "2024"

    def raw(z: int, x: int, y: int) -> None:
        params = {"slug": layer.slug, "edition": edition, "band": band_of(z), "z": z, "x": x, "y": y}
        cursor.execute(text, {**layer.relation_params, **params})
        cursor.fetchone()

    def ours(z: int, x: int, y: int) -> float:
        client.weigh(f"/tiles/communes/{z}/{x}/{y}.pbf")
        return client.server_ms

    def weight(z: int, x: int, y: int) -> int:
        return client.weigh(f"/tiles/communes/{z}/{x}/{y}.pbf")

    results = []
    for z in range(5, 13):
        tiles = sorted({tile_of(lon, lat, z) for lon, lat in PLACES})
        pairs = [interleaved([partial(ours, *t), partial(raw, *t)], ROUNDS) for t in tiles]
        mine, limit = (statistics.median(p[i] for p in pairs) for i in (0, 1))
        biggest = max(weight(*t) for t in tiles)
        results.append(
            Result(
                f"tile communes z{z} (biggest {biggest / 1000:.0f} kB gz)",
                mine,
                limit,
                f"≤ SQL + {ALLOWED_MS} ms, ≤ {MAX_GZIPPED // 1000} kB",
                mine <= limit + ALLOWED_MS and biggest <= MAX_GZIPPED,
            )
        )
    connection.close()
    return results
