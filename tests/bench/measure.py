"""Measuring: a served clone of the Kingdom, keep-alive requests, medians of interleaved rounds."""

from __future__ import annotations

import gzip
import http.client
import os
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

_GZIP = b"\x1f\x8b"
# With the pid, as every clone: what a killed run leaves is told and swept.
DATABASE = f"geo_test_{os.getpid()}_bench"


@dataclass
class Result:
    name: str
    ours_ms: float
    limit_ms: float
    target: str
    held: bool


@contextmanager
def served() -> Iterator[gunicorn.Server]:
    template.clone(DATABASE, template.template())
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

        self.cookies: dict[str, str] = {}
        self.last_timing = ""

    def get(self, path: str) -> bytes:
        content = self._send("GET", path, None, {})
        return gzip.decompress(content) if content[:2] == _GZIP else content

    @property
    def server_ms(self) -> float:
        """What the server says the last answer took it: parsing and transport are the client's."""
        return float(self.last_timing.removeprefix("total;dur="))

    def weigh(self, path: str) -> int:
        """Bytes of the body on the wire."""
        return len(self._send("GET", path, None, {}))

    def post(self, path: str, body: bytes) -> bytes:
        """JSON, with the token that a page read before has set."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.cookies.get("csrftoken", "")}
        return self._send("POST", path, body, headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Accept-Encoding": "gzip", **headers, **({"Cookie": cookies} if cookies else {})}
        try:
            self.connection.request(method, path, body=body, headers=sent)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            # A connection left idle while the others had their turn: the server has closed it.
            self.connection.close()
            self.connection.request(method, path, body=body, headers=sent)
            answer = self.connection.getresponse()
        content = answer.read()
        self.last_timing = answer.headers.get("Server-Timing", "")
        for line in answer.msg.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {content[:300]!r}")
        return content


def workers(server: gunicorn.Server) -> list[Path]:
    """Processes that answer for a server: its own, and the sessions of its database."""
    with template.maintenance() as cursor:
        cursor.execute("select pid from pg_stat_activity where datname = %s", [server.database])
        sessions = [pid for (pid,) in cursor.fetchall()]
    own = [server.pid, *map(int, Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split())]
    return [Path("/proc", str(pid), "task") for pid in own + sessions]


def processor_ms(processes: list[Path]) -> float:
    """Processor time they have had so far."""
    return sum(int((task / "schedstat").read_text().split()[0]) for p in processes for task in p.iterdir()) / 1e6


def milliseconds(work: Callable[[], object]) -> float:
    """Duration of `work`; a work that returns a float has measured itself (server time)."""
    begun = time.perf_counter()
    own = work()
    return own if isinstance(own, float) else (time.perf_counter() - begun) * 1000


def interleaved(works: list[Callable[[], object]], rounds: int) -> list[float]:
    """Median of each work, all run in turn each round, so that a busy moment hits them alike."""
    for work in works:
        work()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for store, work in zip(times, works, strict=True):
            store.append(milliseconds(work))
    return [statistics.median(t) for t in times]
