"""20,000 projects and 2,000,000 payment orders: each callback of the pilotage board, as the DGCT and as a wali; desks.

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
from django.test import Client

from dashboards.projects import callbacks, source
from dashboards.projects.question import Question
from geo_platform.accounts.models import User
from layers.access import Grant, Viewer
from layers.models import Project
from layers.queries import projects
from layers.queries.project_rollup import ROLLUPS
from layers.services import alerts
from layers.territories import resolve_codes
from tests.accounts.conftest import grant
from tests.bench.measure import Result
from tests.harness import server as gunicorn
from tests.harness import template

NAME = "geo_bench_projects"
SIZES = (2_000, 20_000)
ORDERS, CONTRACTS, STATEMENTS = 100, 2, 12
ROUNDS = 7
MEDIAN_MS, P95_MS = 200.0, 500.0
PAGE_S, ALERTS_S = 5.0, 60.0
DESKS = {
    "reconciliation": "/projects/reconciliation/",
    "alerts desk": "/projects/alerts/",
    "weekly page": "/projects/weekly/02.pdf",
}
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
        cursor.execute(f"vacuum analyze {', '.join(f'layers_{table}' for table in TABLES)}")


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
    with connection.cursor() as cursor:
        cursor.execute(f"vacuum analyze {', '.join(one.table for one in ROLLUPS.values())}")
    found: dict[str, list[float]] = {name: [] for name in PARTS}
    for _round in range(ROUNDS):
        for question, viewer in _questions():
            for name, fill in PARTS.items():
                caches["counts"].clear()
                begun = time.perf_counter()
                fill(source.of(question, viewer))
                found[name].append(1000 * (time.perf_counter() - begun))
    return found


def _after_a_change() -> float:
    """Seconds for whoever asks first after a progress was entered: the orders are not added up again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update layers_progressstatement set physical_pct = 1 "
            "where id = (select min(id) from layers_progressstatement)"
        )
    begun = time.perf_counter()
    projects.refresh()
    return time.perf_counter() - begun


def _reader() -> Client:
    user = User.objects.create(username="bench")
    grant(user, "dgct")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


def _desks() -> dict[str, float]:
    """Seconds of the pages around the board, for a reader of the Kingdom; and of finding all alerts."""
    begun = time.perf_counter()
    alerts.compute()
    took = {"alerts found": time.perf_counter() - begun, "after a change": _after_a_change()}
    client = _reader()
    reference = Project.objects.filter(reference__startswith="02-").values_list("reference", flat=True)[0]
    for name, path in {**DESKS, "sheet": f"/projects/{reference}/"}.items():
        caches["counts"].clear()
        begun = time.perf_counter()
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        took[name] = time.perf_counter() - begun
    return took


def race(_server: gunicorn.Server) -> list[Result]:
    template.clone(NAME, template.template())
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = NAME
    try:
        small, large = (_times(n) for n in SIZES)
        desks = _desks()
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
    for name, seconds in desks.items():
        limit = ALERTS_S if name == "alerts found" else PAGE_S
        told = f"under {limit:.0f} s"
        results.append(Result(f"projects {name}", 1000 * seconds, 1000 * limit, told, seconds < limit))
    return results
