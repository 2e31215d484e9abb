"""Indicators for programs and people: catalogue, values, choropleth, profile, "pourquoi ce chiffre ?"."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layers import territories
from layers.api import questions
from layers.api.conditional import unchanged
from layers.errors import BadParameter, NotFound
from layers.indicators import catalog
from layers.queries import indicators as queries
from layers.services import choropleth as drawings
from layers.services import files, outlines, profiles
from layers.text import normalise

_WRITERS = {**files.WRITERS, "geojson": outlines.as_geojson}


def _language() -> str:
    return "ar" if get_language() == "ar" else "fr"


def _names(wanted: dict[int, str] | dict[str, int], present: tuple[int, ...]) -> list[str]:
    return [name for name, number in wanted.items() if number in present]  # type: ignore[misc]


def _listed(info: queries.IndicatorInfo) -> dict[str, Any]:
    unit = catalog.UNITS.get(info.unit)
    return {
        "code": info.code,
        "title_fr": info.title_fr,
        "title_ar": info.title_ar,
        "short_fr": info.short_fr or info.title_fr,
        "short_ar": info.short_ar or info.title_ar,
        "unit": info.unit,
        "unit_label_fr": unit.fr if unit else info.unit,
        "unit_label_ar": unit.ar if unit else info.unit,
        "theme": info.theme,
        "direction": info.direction,
        "decimals": info.decimals,
        "years": list(info.years),
        "milieus": _names(questions.MILIEUS, info.milieus),
        "sexes": _names(questions.SEXES, info.sexes),
        "comparable": info.comparable,
        "denominator": info.denominator,
        "levels": list(info.levels),
    }


@require_safe
@unchanged(queries.version)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Curated indicators by theme; `all=1` for every column of the census."""
    questions.known(request, frozenset({"format", "all", "lang", "q"}))
    every = request.GET.get("all") == "1"
    text = normalise(request.GET.get("q", ""))
    shown = [
        info
        for info in queries.catalogue(request.viewer).values()
        if (every or info.curated) and text in normalise(f"{info.title_fr} {info.title_ar} {info.code}")
    ]
    if request.GET.get("format") == "json":
        themes = [{"slug": t.slug, "title_fr": t.fr, "title_ar": t.ar} for t in catalog.THEMES.values()]
        return JsonResponse({"themes": themes, "indicators": [_listed(info) for info in shown]})
    language = _language()
    groups = [
        {
            "theme": theme.text(language),
            "slug": theme.slug,
            "rows": [
                drawings.describe(i, language) | {"years": i.years} for i in shown if i.theme == theme.slug
            ],
        }
        for theme in catalog.THEMES.values()
    ]
    others = [
        drawings.describe(i, language) | {"years": i.years} for i in shown if i.theme not in catalog.THEMES
    ]
    context = {
        "groups": [g for g in groups if g["rows"]],
        "others": others,
        "every": every,
        "q": request.GET.get("q", ""),
        "total": len(queries.catalogue()),
    }
    return render(request, "layers/indicator_catalogue.html", context)


@require_safe
@unchanged(queries.version, public=True)
def values(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """The published figures of a level, missing ones empty; the file equals what map and board show."""
    questions.known(request, questions.ASKED)
    write = _WRITERS.get(extension)
    if write is None:
        raise NotFound(extension, parameter="format")
    asked = questions.question(request, code)
    return write(asked, queries.values(asked), _language())


@require_safe
@unchanged(queries.version, public=True)
def choropleth(request: HttpRequest) -> HttpResponse:
    questions.known(request, questions.ASKED | questions.DRAWN | {"indicator"})
    code = request.GET.get("indicator", "")
    if not code:
        raise BadParameter("indicator", "")
    asked = questions.question(request, code)
    return JsonResponse(drawings.draw(asked, questions.drawing(request), _language()))


@require_safe
@unchanged(queries.version, public=True)
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """Figures of one territory beside its province, region and the Kingdom."""
    questions.known(request, frozenset({"indicators", "milieu", "sex", "lang"}))
    place = territories.describe(code)
    if place is None:
        raise NotFound(code, parameter="code")
    wanted = [c for c in request.GET.get("indicators", "").split(",") if c]
    infos = [questions.asked_indicator(request, c) for c in wanted] or [
        i for i in queries.catalogue().values() if i.curated
    ]
    milieu = questions.choice(request, "milieu", questions.MILIEUS, "total")
    sex = questions.choice(request, "sex", questions.SEXES, "all")
    return JsonResponse(profiles.profile(place, infos, milieu, sex, _language()))


@require_safe
@unchanged(queries.version, public=True)
def explain(request: HttpRequest, code: str) -> HttpResponse:
    """Where a figure comes from: definition, denominator, source, situation, completeness."""
    questions.known(request, questions.ASKED)
    asked = questions.question(request, code)
    return JsonResponse(profiles.explain(asked, _language()))
