"""Platform errors → HTTP answers: JSON for programs, the site's page for people."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language

from layers.errors import LoginNeeded, PlatformError

_PROGRAMS = (
    "/api/",
    "/tiles/",
    "/styles/",
    "/export/",
    "/ogc/",
    "/indicators/",
    "/dashboards/_dash",
    "/raster/",
)


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith(_PROGRAMS) and not asks_for_a_page(request)


def asks_for_a_page(request: HttpRequest) -> bool:
    """A person in a browser, not a program."""
    return "text/html" in request.headers.get("Accept", "")


class ErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PlatformError):
            return None
        language = get_language() or "fr"
        if wants_json(request):
            response = JsonResponse(error.as_json(language), status=error.status)
            if error.status == 401 and request.path.startswith("/ogc/"):
                # QGIS and GDAL ask their user for a login; on other paths a browser would put up its own dialog.
                response["WWW-Authenticate"] = 'Basic realm="geo", charset="UTF-8"'
            return response
        if isinstance(error, LoginNeeded):
            return redirect("/login/?" + urlencode({"next": request.get_full_path()}))
        template = f"{error.status}.html"
        context = {"message": error.text(language), "code": error.code}
        return render(request, [template, "error.html"], context, status=error.status)
