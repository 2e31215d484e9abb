"""How long the server took, told in `Server-Timing`: a browser's network panel and `bin/bench` read it."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ServerTimingMiddleware:
    """Outermost, so that every other middleware, the access check and the compression are counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self.get_response(request)
        response["Server-Timing"] = f"total;dur={(time.perf_counter() - begun) * 1000:.2f}"
        return response
