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
_WITHHELD = "answer_withheld"


def withhold(request: HttpRequest) -> None:
    """The answer holds what not everyone may read: no shared cache keeps it."""
    setattr(request, _WITHHELD, True)


def _etag(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'


def unchanged(version: Callable[[], str], public: bool = False) -> Callable[[View], View]:
    """304 when the browser holds this very answer: same data version, address, language and, unless public, person.

    A public answer may be kept by anyone for five minutes; its language is in the cookie when not in the address.
    A view that meets something not public says so by `withhold`: its answer is then this person's only.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asked = f"{version()}|{request.get_full_path()}|{get_language()}"
            own = _etag(f"{asked}|{request.viewer.user_id}")
            etag = _etag(f"{asked}|None") if public else own
            known = request.headers.get("If-None-Match", "")
            met = next((tag for tag in (etag, own) if tag.strip('"') in known), "")
            if met:
                response: HttpResponse = HttpResponseNotModified()
                withheld = met != etag
            else:
                response = view(request, *args, **kwargs)
                withheld = getattr(request, _WITHHELD, False)
            if response.status_code in (200, 304):
                shared = public and not withheld
                response["ETag"] = own if withheld else etag
                response["Cache-Control"] = "public, max-age=300" if shared else "private, no-cache"
                if "lang" not in request.GET:
                    patch_vary_headers(response, ("Cookie",))
            return response

        return answer

    return decorate
