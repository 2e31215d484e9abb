"""Answers for one reader: kept by his browser only, and not sent again while they say the same."""

from __future__ import annotations

import hashlib
import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

# Made anew at each answer, and good for as long as the session: no part of what a page says.
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')


def private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-cache"
    return answer


def etag(said: str) -> str:
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:20]}"'


def not_modified(request: HttpRequest, said: str) -> HttpResponse | None:
    """304 when the browser already holds an answer that says this, compressed or not."""
    tag = etag(said)
    held = request.headers.get("If-None-Match", "").replace("-gz", "").removeprefix("W/")
    if held != tag:
        return None
    answer = HttpResponseNotModified()
    answer["ETag"] = tag
    return private(answer)


def conditional(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A page, or 304: two answers are one when they differ in nothing but the token of the same session."""
    said = _TOKEN.sub(r"\1", answer.content.decode()) + request.META.get("CSRF_COOKIE", "")
    unchanged = not_modified(request, said)
    if unchanged is not None:
        return unchanged
    answer["ETag"] = etag(said)
    return private(answer)
