"""A thousand features of a box, over a million parcels and half a million permits: ours with its links and its
`numberMatched`, beside the same question written by hand through psycopg2, tipg and pygeoapi, in one run.

Everyone is asked for the same rows and the same six fields. Ours is timed at the server, from the first middleware to
the compressed body, as its limit is timed without transport; beside the peers, every one is timed by its client.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any
from urllib.parse import urlencode

from layers import registry
from layers.layer import Layer
from tests.bench import peers, scale
from tests.bench.measure import Client, Result, interleaved
from tests.bench.pyramid import _client, _on, _signed_in
from tests.harness import server as gunicorn

LIMIT, ROUNDS, PLACES = 1000, 9, 6
FIELDS = {
    "parcels": ("reference", "nature", "registry_code", "status", "declared_area_m2", "area_m2"),
    "permits": ("reference", "type_code", "state", "deposited_on", "dwellings", "floor_area_m2"),
}
# Rows a box holds: more than a page.
_HELD = (1_200, 4_000)
Box = tuple[float, float, float, float]


def race(server: gunicorn.Server) -> list[Result]:
    with scale.served() as big, _on(big.database):
        session = _signed_in()
        return [result for slug in FIELDS for result in _layer(big, session, registry.get(slug))]


def _layer(big: gunicorn.Server, session: str, layer: Layer) -> list[Result]:
    raw = scale.connect("app").cursor()
    boxes = _boxes(raw, layer)
    fields = FIELDS[layer.slug]
    ours = _client(big.url, session)
    with ExitStack() as stack:
        tipg = Client(stack.enter_context(peers.tipg(big.database, layer.table)))
        pygeoapi = Client(stack.enter_context(peers.pygeoapi(big.database, layer.table, list(fields))))
        times = []
        for box in boxes:
            corners = ",".join(map(str, box))
            question = {"bbox": corners, "limit": LIMIT, "properties": ",".join(fields), "location_precision": "exact"}
            asked = urlencode(question | {"f": "json"})
            path = f"/ogc/collections/{layer.slug}/items?{asked}"
            theirs = f"/collections/public.{layer.table}/items?{urlencode(question | {'f': 'geojson'})}"
            others = f"/collections/bench/items?{asked}"
            _same(raw, layer, fields, box, ours.get(path), tipg.get(theirs), pygeoapi.get(others))
            works: list[Callable[[], object]] = [
                partial(_server, ours, path), partial(_raw, raw, layer, fields, box),
                partial(ours.weigh, path), partial(tipg.weigh, theirs), partial(pygeoapi.weigh, others),
            ]  # fmt: skip
            times.append(interleaved(works, ROUNDS))
    medians = [statistics.median(column) for column in zip(*times, strict=True)]
    server_ms, raw_ms, client_ms, tipg_ms, pygeoapi_ms = medians
    name = f"items, {LIMIT} {layer.slug} of a box"
    return [
        Result(f"{name} beside its SQL", server_ms, raw_ms, "≤ 1.5 × raw", server_ms <= 1.5 * raw_ms),
        Result(f"{name} beside tipg", client_ms, tipg_ms, "≥ 6 × its speed", tipg_ms >= 6 * client_ms),
        Result(f"{name} beside pygeoapi", client_ms, pygeoapi_ms, "≥ 8 × its speed", pygeoapi_ms >= 8 * client_ms),
    ]


def _boxes(cursor: Any, layer: Layer) -> list[Box]:
    """Boxes around rows spread over the table, each widened until it holds more than a page."""
    cursor.execute(
        f"select ST_X(c), ST_Y(c) from (select ST_Centroid(geom) as c, row_number() over (order by id) as n, "
        f"count(*) over () as whole from {layer.table} where location_precision = 'exact') t "
        "where n %% greatest(whole / %s, 1) = 7",
        [PLACES * 4],
    )
    found: list[Box] = []
    for lon, lat in cursor.fetchall():
        half = 0.002
        while half < 0.6 and len(found) < PLACES:
            box = (lon - half, lat - half, lon + half, lat + half)
            cursor.execute(f"select count(*) from {layer.table} where {_WHERE}", _corners(box))
            held = cursor.fetchone()[0]
            if held >= _HELD[0]:
                found += [box] if held <= _HELD[1] else []
                break
            half *= 1.35
    if len(found) < PLACES:
        raise RuntimeError(f"{layer.slug}: only {len(found)} boxes hold a page")
    return found


_WHERE = (
    "ST_Intersects(geom, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)) "
    "and location_precision = 'exact'"
)


def _corners(box: Box) -> dict[str, float]:
    return dict(zip(("west", "south", "east", "north"), box, strict=True))


def _raw(cursor: Any, layer: Layer, fields: tuple[str, ...], box: Box) -> str:
    """By hand: one page in a stable order, one string, no access, no count, no link."""
    members = " || ',' || ".join(f"""'"{name}":' || {_member(layer, name)}""" for name in fields)
    feature = (
        """'{"type":"Feature","id":' || id || ',"geometry":' || coalesce(ST_AsGeoJSON(geom, 7), 'null') """
        f"""|| ',"properties":{{' || {members} || '}}}}'"""
    )
    page = f"select * from {layer.table} where {_WHERE} order by id limit {LIMIT}"
    cursor.execute(f"select string_agg({feature}, ',') from ({page}) p", _corners(box))
    found: str = cursor.fetchone()[0]
    return found


def _member(layer: Layer, name: str) -> str:
    field = layer.field(name)
    assert field
    if field.type in {"integer", "number"}:
        return f"coalesce({name}::text, 'null')"
    return f"coalesce(to_json({name})::text, 'null')"


def _server(client: Client, path: str) -> float:
    client.weigh(path)
    return client.server_ms


def _same(cursor: Any, layer: Layer, fields: tuple[str, ...], box: Box, *bodies: bytes) -> None:
    """A race between different answers would prove nothing."""
    page = json.loads(f"[{_raw(cursor, layer, fields, box)}]")
    cursor.execute(f"select count(*) from {layer.table} where {_WHERE}", _corners(box))
    matched = cursor.fetchone()[0]
    for number, body in enumerate(map(json.loads, bodies)):
        assert body["numberMatched"] == matched and len(body["features"]) == LIMIT, number
        assert set(body["features"][0]["properties"]) >= set(fields), number
    mine = json.loads(bodies[0])["features"]
    assert [f["id"] for f in mine] == [f["id"] for f in page]
    assert [f["properties"] for f in mine] == [f["properties"] for f in page]
