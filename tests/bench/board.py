"""1,503 communes: the board's own callback, and the map's figures, against an empty view in the same run."""

from __future__ import annotations

import json
import statistics
from functools import partial

from tests.bench.measure import Client, Result, interleaved
from tests.dashboards.wire import BOARD, CALLBACK, DEPENDENCIES, question_body
from tests.harness import server as gunicorn

ALLOWED_MS = 150.0
SLOWEST_MS = 400.0
INDICATORS = 60
ROUNDS = 15
QUESTION = "/api/choropleth/?indicator={}&year=2024&level=commune&method={}&classes=6"


FIRST_OUTPUT = "equipment-scope"
KINGDOM_BY_COMMUNE = "?level=commune"


def _callback(client: Client) -> Result:
    """The one callback that fills the board, over HTTP, with its token: a planner changing the indicator."""
    client.get(BOARD)
    body = question_body(json.loads(client.get(DEPENDENCIES)), FIRST_OUTPUT, KINGDOM_BY_COMMUNE)
    works = [partial(client.post, CALLBACK, json.dumps(body).encode()), partial(client.get, "/healthz")]
    mine, empty = interleaved(works, ROUNDS)
    return Result(
        "board callback, 1,503 communes", mine, empty, f"median < {ALLOWED_MS:.0f} ms", mine < ALLOWED_MS
    )


def _every_indicator(client: Client) -> list[Result]:
    """60 indicators × 2 years at 1,503 communes, each asked once, cold: what the server says it took."""
    client.get(BOARD)
    known = json.loads(client.get(DEPENDENCIES))
    listed = json.loads(client.get("/indicators/?format=json"))["indicators"]
    asked = [(one["code"], year) for one in listed[:INDICATORS] for year in (2024, 2014)]
    spent = []
    for code, year in asked:
        body = question_body(known, FIRST_OUTPUT, f"?level=commune&indicator={code}&year={year}")
        client.post(CALLBACK, json.dumps(body).encode())
        spent.append(client.server_ms)
    middle, slow = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
    name = f"board, 1,503 communes, {len(asked)} questions"
    return [
        Result(f"{name}, median", middle, ALLOWED_MS, f"< {ALLOWED_MS:.0f} ms", middle < ALLOWED_MS),
        Result(f"{name}, p95", slow, SLOWEST_MS, f"< {SLOWEST_MS:.0f} ms", slow < SLOWEST_MS),
    ]


def race(server: gunicorn.Server) -> list[Result]:
    client = Client(server.url)
    results = [_callback(client), *_every_indicator(client)]
    for indicator, method in (
        ("amenities_running_water", "quantile"),
        ("amenities_running_water", "jenks"),
        ("wastewater_public_sewer", "equal"),
    ):
        works = [
            partial(client.get, QUESTION.format(indicator, method)),
            partial(client.get, "/healthz"),
        ]
        mine, empty = interleaved(works, ROUNDS)
        results.append(
            Result(
                f"1,503 communes {method}", mine, empty, f"median < {ALLOWED_MS:.0f} ms", mine < ALLOWED_MS
            )
        )
    return results
