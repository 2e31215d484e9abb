"""How an answer about a layer may be kept: by anyone when everyone gets the same, else by its viewer alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from layers.query import LayerQuery

PUBLIC, PRIVATE = "public, max-age=300", "private, no-cache"


def language() -> str:
    return "ar" if get_language() == "ar" else "fr"


def answer(request: HttpRequest, query: LayerQuery, make: Callable[[], HttpResponse], extra: str = "") -> HttpResponse:
    """304 when the caller holds this very answer: same data, question, viewer's access, address and language."""
    host = request.get_host()
    text = f"{query.version}|{query.fingerprint}|{host}{request.get_full_path()}|{language()}|{extra}"
    tag = hashlib.sha256(text.encode()).hexdigest()[:24]
    if tag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = make()
    response["ETag"] = f'"{tag}"'
    response["Cache-Control"] = PUBLIC if query.is_for_everyone else PRIVATE
    patch_vary_headers(response, ("Cookie", "Authorization", "Accept"))
    return response
