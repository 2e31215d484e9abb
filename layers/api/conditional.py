"""Public figures are sent again only when they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import get_language

View = Callable[..., HttpResponse]


def unchanged(version: Callable[[], str]) -> Callable[[View], View]:
    """304 when the browser holds this very answer: same data version, address, language and, on pages, person."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            person = request.viewer.user_id
            text = f"{version()}|{request.get_full_path()}|{get_language()}|{person}"
            etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
            if etag.strip('"') in request.headers.get("If-None-Match", ""):
                response: HttpResponse = HttpResponseNotModified()
            else:
                response = view(request, *args, **kwargs)
            if response.status_code in (200, 304):
                response["ETag"] = etag
                response["Cache-Control"] = "private, no-cache"
            return response

        return answer

    return decorate
