"""Dash as Django views: pages are Django's own, callbacks go through Django's middleware, bundles are sent compressed.

A view, not a second WSGI application: session, CSRF, language, viewer and test client are those of every other page.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, re_path
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from dashboards import app as dash_app
from dashboards import registry, shell
from dashboards.browser import board_texts
from geo_platform.portal.views.map import map_options

# Headers of the inner answer that Django sets itself.
_OWN_HEADERS = {"set-cookie", "content-length", "connection", "transfer-encoding", "server", "date"}
_CALLBACK = "_dash-update-component"
_BUNDLES = "_dash-component-suites/"
_COMPONENT = re.compile(r"([\w-]+)\.\w+")
# Our charts are lines and bars: the basic build of the same plotly.js release holds them in a quarter of the bytes.
_LIGHTER = {"plotly/package_data/plotly": "plotly.js-basic-dist-min/plotly-basic.min.js"}
# Dash puts a version in the names it writes itself; its libraries load their late parts under plain names.
_VERSIONED = re.compile(r"\.v[\w-]*m\d+\.")
_YEAR = "public, max-age=31536000, immutable"
_DAY = "public, max-age=86400"


def _ask_dash(request: HttpRequest) -> HttpResponse:
    environ = dict(request.META)
    body = request.body
    environ["wsgi.input"] = io.BytesIO(body)
    environ["wsgi.errors"] = io.StringIO()
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["SCRIPT_NAME"] = ""
    environ["PATH_INFO"] = request.path_info
    environ["django.request"] = request
    got: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        got.update(status=int(status.split(maxsplit=1)[0]), headers=headers)
        return lambda _body: None

    answer: Iterable[bytes] = dash_app.get_app().server.wsgi_app(environ, start_response)
    try:
        content = b"".join(answer)
    finally:
        getattr(answer, "close", lambda: None)()
    response = HttpResponse(content, status=got["status"])
    del response["Content-Type"]
    for name, value in got["headers"]:
        if name.lower() not in _OWN_HEADERS:
            response[name] = value
    return response


def _boards_asked(request: HttpRequest) -> set[str]:
    """Ids of the components a callback would fill, whatever the form ("..a.b...c.d.." for several)."""
    try:
        wanted = json.loads(request.body)
    except ValueError as error:
        raise Http404 from error
    return set(_COMPONENT.findall(str(wanted.get("output", ""))))


def dash(request: HttpRequest, rest: str) -> HttpResponse:
    """Layout, dependencies, callbacks. Who may see a board may call its callbacks, nobody else."""
    if rest.startswith(_CALLBACK):
        for component in _boards_asked(request):
            board = registry.board_of(component)
            if board is not None:
                registry.check_access(board, request.viewer)
    response = _ask_dash(request)
    if rest.startswith("_dash-dependencies"):
        response["Cache-Control"] = "public, max-age=300"
    else:
        response["Cache-Control"] = "private, no-store"
    return response


@cache
def _lighter(name: str) -> bytes | None:
    for start, file in _LIGHTER.items():
        found = Path(settings.BASE_DIR, "node_modules", file)
        if name.startswith(start) and found.exists():
            return found.read_bytes()
    return None


def _pack(content: bytes, encoding: str) -> bytes:
    """Compressed once per file and kept on disk: workers and restarts share it."""
    digest = hashlib.sha256(content).hexdigest()[:20]
    kept = Path(settings.LOCAL_DIR, "bundles", f"{digest}.{encoding}")
    if kept.exists():
        return kept.read_bytes()
    packed = brotli.compress(content, quality=9) if encoding == "br" else gzip.compress(content, 9, mtime=0)
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_name(f"{kept.name}.{id(packed)}")
    fresh.write_bytes(packed)
    fresh.replace(kept)
    return packed


@require_safe
def bundle(request: HttpRequest, rest: str) -> HttpResponse:
    """A file of Dash's libraries: public, named by its version, so kept for ever."""
    accepted = request.headers.get("Accept-Encoding", "")
    encoding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
    light = _lighter(rest)
    if light is None:
        response = _ask_dash(request)
        if response.status_code != 200:
            return response
    else:
        response = HttpResponse(light, content_type="text/javascript")
    if encoding:
        response.content = _pack(response.content, encoding)
        response["Content-Encoding"] = encoding
    patch_vary_headers(response, ("Accept-Encoding",))
    response["Cache-Control"] = _YEAR if _VERSIONED.search(rest) else _DAY
    return response


def _page_config(slug: str) -> dict[str, Any]:
    return {**map_options(), "board": slug, "boardText": board_texts()}


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A board's page in the platform's frame; Dash fills its middle."""
    board = registry.boards()[slug]
    registry.check_access(board, request.viewer)
    get_token(request)
    parts = dash_app.index_parts()
    context = {
        "board": board,
        "dash": parts,
        "config": _page_config(slug),
        "source_line": board.source_line(),
    }
    response = render(request, "dashboards/index.html", context)
    response["Cache-Control"] = "private, no-cache"
    response._csp_script_hashes = parts.hashes
    return response


@require_safe
def file(request: HttpRequest, slug: str, name: str, extension: str) -> HttpResponse:
    """What a board shows, as a file; its address is the board's."""
    board = registry.boards()[slug]
    registry.check_access(board, request.viewer)
    if board.file is None:
        raise Http404
    query = request.GET.copy()
    paper = query.pop("paper", ["A4"])[-1]
    with shell.asking(request.viewer):
        made = board.file(query.urlencode(), name, extension, paper)
    response = HttpResponse(made.body, content_type=made.kind)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "public, max-age=60" if made.public else "private, no-cache"
    patch_vary_headers(response, ("Cookie",))
    return response


def first(request: HttpRequest) -> HttpResponse:
    return redirect(f"dashboards:{registry.slugs()[0]}")


_patterns: list[URLPattern] = [
    path("", first, name="first"),
    *(path(f"{slug}/", page, {"slug": slug}, name=slug) for slug in registry.slugs()),
    *(path(f"{slug}/<slug:name>.<slug:extension>", file, {"slug": slug}) for slug in registry.slugs()),
    re_path(rf"^{_BUNDLES}(?P<rest>.+)$", bundle),
    re_path(r"^(?P<rest>_(?:dash|reload)[\w-]*)$", dash),
]
dash_urls = (_patterns, "dashboards")
