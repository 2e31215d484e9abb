"""From a request to a Question about an indicator; every wrong parameter is named."""

from __future__ import annotations

import math

from django.http import HttpRequest

from layers.api.conditional import withhold
from layers.errors import BadParameter, UnknownParameter
from layers.models import Level
from layers.queries.indicators import IndicatorInfo, Question, indicator
from layers.services.choropleth import Drawing

MILIEUS = {"total": 0, "urban": 1, "rural": 2}
SEXES = {"all": 0, "male": 1, "female": 2}
ASKED = frozenset({"level", "year", "territory", "milieu", "sex", "lang"})
DRAWN = frozenset({"method", "classes", "breaks"})


def known(request: HttpRequest, allowed: frozenset[str]) -> None:
    for name in request.GET:
        if name not in allowed:
            raise UnknownParameter(parameter=name, value=request.GET[name])


def choice(request: HttpRequest, name: str, options: dict[str, int], default: str) -> int:
    text = request.GET.get(name) or default
    if text not in options:
        raise BadParameter(name, text, f"Attendu : {', '.join(options)}.")
    return options[text]


def asked_indicator(request: HttpRequest, code: str) -> IndicatorInfo:
    """Of those the person may read; one that is not public makes the answer his own."""
    info = indicator(code, request.viewer)
    if not info.is_public:
        withhold(request)
    return info


def question(request: HttpRequest, code: str) -> Question:
    """`year` may be `change`: 2024 minus 2014. An empty year is the latest one published."""
    info = asked_indicator(request, code)
    level = request.GET.get("level") or str(Level.COMMUNE)
    if level not in Level.values:
        raise BadParameter("level", level, f"Attendu : {', '.join(Level.values)}.")
    year, other = _year(request.GET.get("year") or "", info.years)
    return Question(
        indicator=info,
        year=year,
        other_year=other,
        level=level,
        milieu=choice(request, "milieu", MILIEUS, "total"),
        sex=choice(request, "sex", SEXES, "all"),
        territory="" if request.GET.get("territory") == "MA" else request.GET.get("territory", ""),
    )


def _year(text: str, years: tuple[int, ...]) -> tuple[int, int | None]:
    if text == "change":
        return 2024, 2014
    if not text:
        return (years[-1] if years else 2024), None
    if not text.isdigit() or int(text) not in years:
        raise BadParameter("year", text, f"Publié : {', '.join(str(y) for y in years)}.")
    return int(text), None


def drawing(request: HttpRequest) -> Drawing:
    text = request.GET.get("classes") or "6"
    if not text.isdigit():
        raise BadParameter("classes", text)
    return Drawing(request.GET.get("method") or "quantile", int(text), breaks(request.GET.get("breaks", "")))


def breaks(text: str) -> tuple[float, ...]:
    """ "10,20.5,40": thresholds of a legend set by hand."""
    try:
        found = tuple(float(part) for part in text.split(",") if part)
    except ValueError as error:
        raise BadParameter("breaks", text) from error
    if not all(math.isfinite(value) for value in found):
        raise BadParameter("breaks", text)
    return found
