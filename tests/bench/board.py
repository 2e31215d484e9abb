"""1,503 communes: the board's own callback, and the map's figures, against an empty view in the same run."""

from __future__ import annotations

import json
from functools import partial

from tests.bench.measure import Client, Result, interleaved
from tests.dashboards.wire import BOARD, CALLBACK, DEPENDENCIES, question_body
from tests.harness import server as gunicorn

ALLOWED_MS = 150.0
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


def race(server: gunicorn.Server) -> list[Result]:
    client = Client(server.url)
    results = [_callback(client)]
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
