"""Callbacks of the permits and complaints boards, as a reader of the whole Kingdom changes his question."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import cycle

from django.contrib.auth import get_user_model
from django.test import Client

from tests.bench.measure import Result, interleaved
from tests.dashboards.conftest import asking
from tests.harness import server as gunicorn

ALLOWED_MS = 200.0
ROUNDS = 16
READER = "dgct"
# Different questions in turn: the first of each is computed, the next come from what is remembered.
QUESTIONS = {
    "permits-scope": ("?quarter=2024-Q2", "?quarter=2024-Q3&kind=gp", "?quarter=2024-Q1&view=late", "?territory=02"),
    "complaints-scope": ("?year=2024", "?year=2024&view=categories", "?year=2023", "?territory=02&year=2024"),
}


def _turn(ask: Callable[..., object], first: str) -> Callable[[], object]:
    questions = cycle(QUESTIONS[first])
    return lambda: ask(first, next(questions))


def race(server: gunicorn.Server) -> list[Result]:
    """In the process itself: the boards are served by the same view, and the reader needs no password here."""
    client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(username=READER))
    ask = asking(client)
    works = [_turn(ask, first) for first in QUESTIONS] + [partial(client.get, "/healthz")]
    *mine, empty = interleaved(works, ROUNDS)
    return [
        Result(f"{first.split('-')[0]} board callback", ms, empty, f"median < {ALLOWED_MS:.0f} ms", ms < ALLOWED_MS)
        for first, ms in zip(QUESTIONS, mine, strict=True)
    ]
