"""The scope bar and the theme tabs: what is being read, and every way to read something else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards.equipment import words
from dashboards.equipment.model import Model
from dashboards.equipment.question import KINGDOM, Question
from dashboards.equipment.source import Item
from dashboards.parts import icon, link, select

FORMATS = ("csv", "xlsx")


def export_url(question: Question, extension: str) -> str:
    """The same figures as the screen, as a file."""
    asked = {"level": question.level, "year": question.year, "milieu": question.milieu, "sex": question.sex}
    if question.territory != KINGDOM:
        asked["territory"] = question.territory
    asked["lang"] = get_language() or "fr"
    return f"/indicators/{question.indicator}.{extension}?{urlencode(asked)}"


def territory(model: Model) -> html.Div:
    name = _("Royaume du Maroc") if model.territory.code == KINGDOM else model.territory.name
    field = html.Div(id="equipment-search")
    box = html.Div(
        field,
        id="equipment-territory-pop",
        className="pop",
        role="dialog",
        hidden=True,
        **{"aria-label": _("Choisir un territoire")},
    )
    button = html.Button(
        [html.Span(name), icon("down")],
        id="equipment-territory",
        className="terr",
        type="button",
        **{"aria-haspopup": "dialog", "aria-expanded": "false"},
    )
    return html.Div([button, box], className="terr-box")


def crumbs(model: Model) -> html.Nav:
    steps: list[Any] = []
    for code, name in model.territory.path[:-1]:
        label = _("Royaume") if code == KINGDOM else name
        moved = model.question.with_(territory=code, level="", sel="")
        steps.append(html.Li([link(label, moved.query()), icon("next", "flip")]))
    return html.Nav(html.Ol(steps), className="crumbs", **{"aria-label": _("Territoires englobants")})


def segment(label: str, question: Question, parameter: str, options: list[tuple[str, str]]) -> html.Div:
    chosen = getattr(question, parameter)
    links = [
        link(name, question.with_(**{parameter: value}).query(), current=value == chosen)
        for value, name in options
    ]
    return html.Div(links, className="seg-links", role="group", **{"aria-label": label})


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
        segment(_("Année"), question, "year", years),
    ]
    for label, parameter, offered, name in (
        (_("Milieu"), "milieu", item.milieus, words.milieu_name),
        (_("Sexe"), "sex", item.sexes, words.sex_name),
    ):
        if len(offered) > 1:
            found.append(segment(label, question, parameter, [(value, name(value)) for value in offered]))
    return found


def actions(model: Model) -> html.Div:
    files = [html.Li(html.A(f.upper(), href=export_url(model.question, f), download="")) for f in FORMATS]
    copied = {"data-action": "copy-link", "data-done": _("Lien copié")}
    buttons: list[Any] = [
        html.Button(
            [icon("link"), html.Span(_("Copier le lien"))], className="btn quiet", type="button", **copied
        ),
        html.Button(
            [icon("print"), html.Span(_("Imprimer"))],
            className="btn quiet",
            type="button",
            **{"data-action": "print"},
        ),
        html.Details(
            [html.Summary([icon("download"), html.Span(_("Télécharger"))], className="btn"), html.Ul(files)],
            className="menu",
        ),
    ]
    return html.Div(buttons, className="acts")


def bar(model: Model) -> list[Any]:
    rule = html.Span(className="vr", **{"aria-hidden": "true"})
    return [
        territory(model),
        crumbs(model),
        rule,
        html.Div(choices(model), className="choices"),
        actions(model),
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
    return found
