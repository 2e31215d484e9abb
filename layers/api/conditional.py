"""Public figures are sent again only when they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

View = Callable[..., HttpResponse]


def unchanged(version: Callable[[], str], public: bool = False) -> Callable[[View], View]:
    """304 when the browser holds this very answer: same data version, address, language and, unless public, person.

    A public answer may be kept by anyone for five minutes; its language is in the cookie when not in the address.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            person = None if public else request.viewer.user_id
            text = f"{version()}|{request.get_full_path()}|{get_language()}|{person}"
            etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
            if etag.strip('"') in request.headers.get("If-None-Match", ""):
                response: HttpResponse = HttpResponseNotModified()
            else:
                response = view(request, *args, **kwargs)
            if response.status_code in (200, 304):
                response["ETag"] = etag
                response["Cache-Control"] = "public, max-age=300" if public else "private, no-cache"
                if "lang" not in request.GET:
                    patch_vary_headers(response, ("Cookie",))
            return response

        return answer

    return decorate
