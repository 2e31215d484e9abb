"""Measuring: a served clone of the Kingdom, keep-alive requests, medians of interleaved rounds."""

from __future__ import annotations

import http.client
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.harness import server as gunicorn
from tests.harness import template

DATABASE = "geo_test_bench"


@dataclass
class Result:
    name: str
    ours_ms: float
    limit_ms: float
    target: str
    held: bool


@contextmanager
def served() -> Iterator[gunicorn.Server]:
    template.clone(DATABASE)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            gunicorn.serve(DATABASE, Path(folder) / "log") as running,
        ):
            yield running
    finally:
        template.discard(DATABASE)


class Client:
    """One keep-alive connection; refuses any answer but 200 so that an error page is never timed as a success."""

    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {body[:300]!r}")
        return body

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        self.connection.request("POST", path, body=body, headers=headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {content[:300]!r}")
        return content


def milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def interleaved(works: list[Callable[[], object]], rounds: int) -> list[float]:
    """Median of each work, all run in turn each round, so that a busy moment hits them alike."""
    for work in works:
        work()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for store, work in zip(times, works, strict=True):
            store.append(milliseconds(work))
    return [statistics.median(t) for t in times]
