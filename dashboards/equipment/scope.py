"""The scope bar and the theme tabs: what is being read, and every way to read something else."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import drawing, scopebar
from dashboards.equipment import source, words
from dashboards.equipment.model import Model
from dashboards.equipment.question import INDEX, Question
from dashboards.equipment.source import Item
from dashboards.parts import link, select

FORMATS = ("csv", "xlsx")


def file_url(question: Question, name: str, **more: str) -> str:
    """A file of the board: the same address, so the same figures as the screen."""
    return scopebar.file_url("equipment", name, question.query(), **more)


def files(question: Question) -> list[tuple[str, str]]:
    found = [
        (_("Tableau, %(format)s") % {"format": f.upper()}, file_url(question, f"table.{f}")) for f in FORMATS
    ]
    found += drawing.files("equipment", question.query())
    papers = [
        (_("Impression, %(paper)s (PDF)") % {"paper": p}, file_url(question, "print.pdf", paper=p))
        for p in ("A4", "A3")
    ]
    return [*found, *papers]


def _segment(label: str, question: Question, parameter: str, options: list[tuple[str, str]]) -> html.Div:
    def href(value: str) -> str:
        return question.with_(**{parameter: value}).query()

    return scopebar.segment(label, options, getattr(question, parameter), href)


def groups(model: Model) -> list[tuple[str, list[tuple[str, str]]]]:
    """Indicators to choose among, theme by theme."""
    return [
        (title, [(one.code, one.short) for one in model.items if one.theme == theme])
        for theme, title in model.themes
    ]


def choices(model: Model) -> list[Any]:
    question, item = model.question, model.item
    grouped = groups(model)
    if question.is_index:
        grouped.append(("", [(INDEX, item.short)]))
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

    return scopebar.bar("equipment", place, inside, choices(model), files(question))


def first_of(theme: str, items: tuple[Item, ...]) -> str:
    return next(item.code for item in items if item.theme == theme)


def tabs(model: Model) -> list[Any]:
    """The overview, a page a theme, which opens on its first indicator; the index, and what lies elsewhere, last."""
    question = model.question.with_(weights="", band="")
    overview = question.with_(theme="", indicator="" if model.question.is_index else question.indicator)
    found = [
        link(_("Vue d’ensemble"), overview.query(), current=not question.theme and not question.is_index)
    ]
    for theme, title in model.themes:
        target = question.with_(indicator=first_of(theme, model.items), theme=theme)
        found.append(link(title, target.query(), current=theme == question.theme and not question.is_index))
    target = question.with_(indicator=INDEX, theme="", view="spread")
    found.append(link(_("Indice composite"), target.query(), current=question.is_index))
    needs = html.A(_("Besoins et desserte"), href=f"/dashboards/needs/?territory={question.territory}")
    if source.may_supply():
        found.append(html.A(_("Apporter un indicateur"), href="/indicators/own/"))
    return [*found, needs]
