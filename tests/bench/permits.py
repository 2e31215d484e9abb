"""The permits and complaints boards over half a million permits and a hundred thousand complaints: each question once.

Every answer is computed: the cache is emptied before each. A row apart says what the same question costs asked again.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection
from django.test import Client

from geo_platform import start
from geo_platform.accounts.models import RoleGrant
from layers import rollups
from tests.bench import scale
from tests.bench.measure import Result, milliseconds
from tests.dashboards.conftest import asking
from tests.harness import server as gunicorn

ALLOWED_MS = 200.0
QUARTERS = [f"{year}-Q{number}" for year in (2023, 2024, 2025) for number in (1, 2, 3, 4)]
YEARS, PLACES = ("2023", "2024", "2025"), ("MA", "02", "05.091")


def _permits(view: str) -> list[str]:
    asked = itertools.product(QUARTERS[::2], ("pp", "gp", "eco"), PLACES)
    return [f"?view={view}&quarter={quarter}&kind={kind}&territory={place}" for quarter, kind, place in asked]


def _complaints(view: str) -> list[str]:
    asked = itertools.product(YEARS, PLACES, ("", "VOIRIE", "PROPRETE"))
    return [f"?view={view}&year={year}&territory={place}&category={what}" for year, place, what in asked]


# What is asked of each board; the first of permits is what everyone asks, and the heaviest.
QUESTIONS: dict[str, tuple[str, list[str]]] = {
    "permits, Kingdom, petits projets": ("permits-scope", [f"?quarter={one}" for one in QUARTERS]),
    "permits, ranking": ("permits-scope", _permits("ranking")),
    "permits, late files": ("permits-scope", _permits("late")),
    "complaints, by commune": ("complaints-scope", _complaints("communes")),
    "complaints, by category": ("complaints-scope", _complaints("categories")),
    "complaints, near what": ("complaints-scope", _complaints("near")),
}


@contextmanager
def _large() -> Iterator[Client]:
    """A reader of the whole Kingdom over the large database, whose roll-ups are as fresh as the worker keeps them."""
    name = scale.database()
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        start.settle()
        rollups.refresh_all()
        user, _made = get_user_model().objects.get_or_create(username="bench-dgct")
        RoleGrant.objects.get_or_create(user=user, role="dgct")
        client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
        client.force_login(user)
        yield client
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _times(ask: Callable[..., object], first: str, asked: list[str]) -> tuple[list[float], list[float]]:
    """Of each question computed, and of the same one asked again at once."""
    computed, again = [], []
    ask(first, asked[0])
    for question in asked:
        caches["counts"].clear()
        computed.append(milliseconds(lambda question=question: ask(first, question)))
        again.append(milliseconds(lambda question=question: ask(first, question)))
    return computed, again


def race(_server: gunicorn.Server) -> list[Result]:
    """In the process itself: the boards are served by the same view, and the reader needs no password here."""
    results = []
    with _large() as client:
        ask = asking(client)
        for name, (first, asked) in QUESTIONS.items():
            for how, times in zip(("computed", "asked again"), _times(ask, first, asked), strict=True):
                median, slow = statistics.median(times), statistics.quantiles(times, n=20)[-1]
                told = f"{name}, {how}, {len(times)} questions, p95 {slow:.0f} ms"
                target = f"median < {ALLOWED_MS:.0f} ms"
                results.append(Result(told, median, ALLOWED_MS, target, median < ALLOWED_MS))
    return results
