"""The figures of 1,503 communes as the board and the map ask for them, against an empty view in the same run."""

from __future__ import annotations

from functools import partial

from tests.bench.measure import Client, Result, interleaved
from tests.harness import server as gunicorn

ALLOWED_MS = 150.0
ROUNDS = 15
QUESTION = "/api/choropleth/?indicator={}&year=2024&level=commune&method={}&classes=6"


def race(server: gunicorn.Server) -> list[Result]:
    client = Client(server.url)
    results = []
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
