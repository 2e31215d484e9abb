"""Indicators for programs and people: catalogue, values, choropleth, profile."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from layers.errors import NotFound


def catalogue(request: HttpRequest) -> HttpResponse:
    raise NotFound("indicators")


def values(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    raise NotFound(code)


def choropleth(request: HttpRequest) -> HttpResponse:
    raise NotFound("choropleth")


def profile(request: HttpRequest, code: str) -> HttpResponse:
    raise NotFound(code)
