"""20,000 projects and 2,000,000 payment orders: each callback of the pilotage board, as the DGCT and as a wali.

Every answer is computed: the cache is emptied before each. Ten times the rows must cost less than twice as much.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.db import connection

from dashboards.projects import callbacks, source
from dashboards.projects.question import Question
from layers.access import Grant, Viewer
from layers.models import LoadStamp
from layers.queries import projects
from layers.territories import resolve_codes
from tests.bench.measure import Result
from tests.harness import server as gunicorn
from tests.harness import template

NAME = "geo_bench_projects"
SIZES = (2_000, 20_000)
ORDERS, CONTRACTS, STATEMENTS = 100, 2, 12
ROUNDS = 7
MEDIAN_MS, P95_MS = 200.0, 500.0
PARTS: dict[str, Callable[[source.Source], Any]] = {
    "frame": callbacks._frame,
    "charts": callbacks._charts,
    "lists": callbacks._lists,
    "tables": callbacks._tables,
}
TABLES = ("project", "projectphase", "contribution", "progressstatement", "projectlink", "contract", "commitment",
          "paymentfile", "paymentorder", "alert", "alertevent")  # fmt: skip
FILL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";;")


def _filled(n: int) -> None:
    """The clone with `n` projects and a hundred orders each, instead of the demonstration's."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"truncate layers_{table} cascade")
            if table not in ("alert", "alertevent"):
                cursor.execute(f"truncate layers_{table}_history")
        for text in FILL:
            params = {"n": n, "statements": STATEMENTS, "contracts": CONTRACTS, "orders": ORDERS // CONTRACTS}
            cursor.execute(text, params)
        cursor.execute("vacuum analyze")
    LoadStamp.objects.filter(name="project-money").delete()


def _questions() -> list[tuple[Question, Viewer]]:
    dgct = Viewer(1, (Grant("dgct"),))
    wali = Viewer(2, (Grant("wali", resolve_codes(["02"])[0]),))
    filtered = Question(territory="MA", programme_type="PDR", state="running")
    return [(Question(territory="MA"), dgct), (filtered, dgct), (Question(territory="02"), wali)]


def _times(n: int) -> dict[str, list[float]]:
    _filled(n)
    begun = time.perf_counter()
    projects.refresh()
    print(
        f"{n} projects, {n * ORDERS} orders: books added up in {time.perf_counter() - begun:.1f} s",
        flush=True,
    )
    found: dict[str, list[float]] = {name: [] for name in PARTS}
    for _round in range(ROUNDS):
        for question, viewer in _questions():
            for name, fill in PARTS.items():
                caches["counts"].clear()
                begun = time.perf_counter()
                fill(source.of(question, viewer))
                found[name].append(1000 * (time.perf_counter() - begun))
    return found


def race(_server: gunicorn.Server) -> list[Result]:
    template.clone(NAME, template.template())
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = NAME
    try:
        small, large = (_times(n) for n in SIZES)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        template.discard(NAME)
    results = []
    for name in PARTS:
        median, tail = statistics.median(large[name]), statistics.quantiles(large[name], n=20)[-1]
        results.append(
            Result(f"projects {name}, median", median, MEDIAN_MS, "median < 200 ms", median < MEDIAN_MS)
        )
        results.append(Result(f"projects {name}, p95", tail, P95_MS, "p95 < 500 ms", tail < P95_MS))
        ten = 2 * statistics.median(small[name])
        results.append(Result(f"projects {name}, 10 × rows", median, ten, "under 2 × the cost", median < ten))
    return results
