"""A server of records that misbehaves on demand, and a client in a hurry."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from etl.readers import http
from fixtures.rokhas import corpus

HASTY = http.Patience(tries=4, first_s=0.01, longest_s=0.02, answer_s=0.4, page_s=1.0)
Trick = Callable[["Answer"], None]


class Answer(BaseHTTPRequestHandler):
    """Serves `server.records` by offset and limit, unless a trick is waiting."""

    server: Portal
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append({**query, "authorization": self.headers.get("Authorization")})
        trick = self.server.tricks.pop(0) if self.server.tricks else None
        if trick:
            trick(self)
        else:
            self.page(int(query["offset"]), int(query["limit"]))

    def page(self, offset: int, limit: int) -> None:
        records = self.server.records
        self.send({"data": records[offset : offset + limit], "totalLength": len(records)})

    def send(
        self,
        content: Any,
        *,
        status: int = 200,
        kind: str = "application/json; charset=utf-8",
        cut: int = 0,
        **headers: str,
    ) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body[: len(body) - cut])
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads the log of a server that lives for one test."""


class Portal(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.records = [corpus.row(n) for n in range(1, 8)]
        self.tricks: list[Trick | None] = []
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/search"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is part of the game."""


def client(portal: Portal, waits: list[float] | None = None, **options: Any) -> http.Client:
    sleep = waits.append if waits is not None else lambda _: None
    return http.Client(http.Endpoint(portal.url, "s3cret", 3, "since"), HASTY, sleep=sleep, **options)


def slow(answer: Answer) -> None:
    time.sleep(0.6)


def trickle(answer: Answer) -> None:
    answer.send_response(200)
    answer.send_header("Content-Type", "application/json")
    answer.end_headers()
    answer.close_connection = True
    for _ in range(12):
        answer.wfile.write(b" ")
        answer.wfile.flush()
        time.sleep(0.2)


def hang_up(answer: Answer) -> None:
    answer.close_connection = True


PASSING: dict[str, Trick] = {
    "500": lambda a: a.send({}, status=500),
    "502": lambda a: a.send(b"<html>", status=502, kind="text/html"),
    "429": lambda a: a.send({}, status=429),
    "timeout": slow,
    "trickle": trickle,
    "hang up": hang_up,
    "cut": lambda a: a.send({"data": [], "totalLength": 0}, cut=5),
    "cut json": lambda a: a.send(b'{"data": [{"ref'),
    "html": lambda a: a.send(b"<html>connexion</html>", kind="text/html"),
    "no list": lambda a: a.send({"error": "x"}),
    "list of lists": lambda a: a.send({"data": [[1]], "totalLength": 1}),
    "no total": lambda a: a.send({"data": []}),
    "odd total": lambda a: a.send({"data": [], "totalLength": "7"}),
    "empty too soon": lambda a: a.send({"data": [], "totalLength": 7}),
    "too many": lambda a: a.send({"data": [{}] * 4, "totalLength": 7}),
    "deep": lambda a: a.send(b'{"data":' + b"[" * 100_000),
    "loop": lambda a: a.send(b"", status=302, Location="/search?offset=0&limit=3"),
}
