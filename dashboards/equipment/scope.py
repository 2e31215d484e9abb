"""The scope bar and the theme tabs: what is being read, and every way to read something else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import scopebar
from dashboards.equipment import words
from dashboards.equipment.model import Model
from dashboards.equipment.question import KINGDOM, Question
from dashboards.equipment.source import Item
from dashboards.parts import link, select

FORMATS = ("csv", "xlsx")


def export_url(question: Question, extension: str) -> str:
    """The same figures as the screen, as a file."""
    asked = {"level": question.level, "year": question.year, "milieu": question.milieu, "sex": question.sex}
    if question.territory != KINGDOM:
        asked["territory"] = question.territory
    asked["lang"] = get_language() or "fr"
    return f"/indicators/{question.indicator}.{extension}?{urlencode(asked)}"


def _segment(label: str, question: Question, parameter: str, options: list[tuple[str, str]]) -> html.Div:
    def href(value: str) -> str:
        return question.with_(**{parameter: value}).query()

    return scopebar.segment(label, options, getattr(question, parameter), href)


def choices(model: Model) -> list[Any]:
    question, item = model.question, model.item
    grouped = [
        (title, [(one.code, one.short) for one in model.items if one.theme == theme])
        for theme, title in model.themes
    ]
    years = [(str(year), str(year)) for year in item.years]
    years += [("change", _("Évolution"))] if item.comparable else []
    found: list[Any] = [
        select(_("Indicateur"), "indicator", item.code, grouped),
        select(
            _("Niveau"),
            "level",
            question.level,
            [("", [(level, words.level_name(level)) for level in model.levels])],
        ),
        _segment(_("Année"), question, "year", years),
    ]
    for label, parameter, offered, name in (
        (_("Milieu"), "milieu", item.milieus, words.milieu_name),
        (_("Sexe"), "sex", item.sexes, words.sex_name),
    ):
        if len(offered) > 1:
            found.append(_segment(label, question, parameter, [(value, name(value)) for value in offered]))
    return found


def bar(model: Model) -> list[Any]:
    place, question = model.territory, model.question

    def inside(code: str) -> str:
        return question.with_(territory=code, level="", sel="").query()

    return [
        scopebar.territory("equipment", place.code, place.name),
        scopebar.crumbs(place.path[:-1], inside),
        html.Span(className="vr", **{"aria-hidden": "true"}),
        html.Div(choices(model), className="choices"),
        scopebar.actions((f.upper(), export_url(question, f)) for f in FORMATS),
    ]


def first_of(theme: str, items: tuple[Item, ...]) -> str:
    return next(item.code for item in items if item.theme == theme)


def tabs(model: Model) -> list[Any]:
    """A theme opens on its first indicator."""
    question = model.question
    found = []
    for theme, title in model.themes:
        current = theme == model.item.theme
        target = question.with_(indicator=first_of(theme, model.items), sel=question.sel)
        found.append(link(title, target.query(), current=current))
    needs = html.A(_("Besoins et desserte"), href=f"/dashboards/needs/?territory={question.territory}")
    return [*found, needs]
