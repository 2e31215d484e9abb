"""/status/: the platform's health, for administrators only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo_platform.operations import status as facts
from layers.access import can
from layers.errors import Forbidden, LoginNeeded


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    if request.viewer.is_anonymous:
        raise LoginNeeded
    if not can(request.viewer, "administer"):
        raise Forbidden
    response = render(request, "operations/status.html", facts.everything())
    response["Cache-Control"] = "private, no-store"
    return response
