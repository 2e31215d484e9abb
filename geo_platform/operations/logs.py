"""Logs that a machine can read and that name nobody: what looks personal is scrubbed, requests have no address.

A request is told by its route's name, its status and its time: a query string may hold a search for a person's name.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# CIN (AB123456), e-mail, Moroccan telephone, RIB (24 digits): the same shapes the privacy scan looks for.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("rib", re.compile(r"(?<!\d)\d{3}[ ]?\d{3}[ ]?\d{16}[ ]?\d{2}(?!\d)")),
    ("phone", re.compile(r"(?<![\d.])(?:\+212|00212|0)[ ]?[5-7](?:[ .-]?\d{2}){4}(?!\d)")),
    ("cin", re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2}\d{5,6}(?![A-Za-z0-9/])")),
)
requests = logging.getLogger("geo.requests")


def scrub(text: str) -> str:
    for name, pattern in PATTERNS:
        text = pattern.sub(f"[{name}]", text)
    return text


class Line(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


class Json(logging.Formatter):
    """One object a line: time, level, logger, message, and what `extra={"facts": {…}}` adds."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            said["exception"] = scrub(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False, default=str)


class RequestLogMiddleware:
    """One line a request; what took long also goes to the status page's memory."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self.get_response(request)
        milliseconds = round((time.perf_counter() - begun) * 1000, 1)
        match = request.resolver_match
        route = match.view_name if match and match.view_name else "-"
        slowest.note(route, milliseconds)
        if requests.isEnabledFor(logging.INFO):
            facts = {
                "route": route,
                "method": request.method,
                "status": response.status_code,
                "ms": milliseconds,
            }
            requests.info("%s %s %s", request.method, route, response.status_code, extra={"facts": facts})
        return response


class Slowest:
    """How long each route took since this process began: count, mean, worst. Routes are few, so it stays small."""

    def __init__(self) -> None:
        self.routes: dict[str, tuple[int, float, float]] = {}

    def note(self, route: str, milliseconds: float) -> None:
        count, total, worst = self.routes.get(route, (0, 0.0, 0.0))
        self.routes[route] = (count + 1, total + milliseconds, max(worst, milliseconds))

    def worst(self, limit: int = 10) -> list[tuple[str, int, float, float]]:
        """(route, count, mean, worst), by time spent in all."""
        found = sorted(self.routes.items(), key=lambda item: -item[1][1])[:limit]
        return [(route, count, total / count, worst) for route, (count, total, worst) in found]


slowest = Slowest()
