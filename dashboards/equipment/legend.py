"""The legend: classes as links that keep their territories only, and how they are cut."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.equipment import words
from dashboards.equipment.model import Model
from dashboards.equipment.question import FEWEST_CLASSES
from dashboards.parts import link, ltr, select
from layers.indicators.classify import MAX_CLASSES, METHODS
from layers.services.choropleth import MANUAL

# What the band or the number asked leaves out keeps its place on the map, in no colour of the legend.
OUTSIDE = "#E6E8E4"


def method_name(method: str) -> str:
    return {
        "round": _("Seuils ronds"),
        "quantile": _("Effectifs égaux"),
        "jenks": _("Jenks"),
        "equal": _("Intervalles égaux"),
        "manual": _("Seuils choisis"),
    }[method]


def build(model: Model) -> list[Any]:
    title = html.H2(
        [
            html.Span(model.item.title),
            " ",
            html.Span(words.subtitle(model.question, model.item), className="tiny"),
        ]
    )
    steps = [_step(model, index) for index in range(len(model.choropleth["colors"]))]
    found: list[Any] = [title, html.Ol(steps, className="legend-row", dir="ltr")]
    return found if model.question.is_change else [*found, _method(model)]


def _step(model: Model, index: int) -> html.Li:
    drawn, question = model.choropleth, model.question
    last = len(drawn["colors"]) - 1
    edges = drawn["breaks"][index], drawn["breaks"][index + 1]
    band = f"{'' if index == 0 else f'{edges[0]:g}'}:{'' if index == last else f'{edges[1]:g}'}"
    chosen = question.band == band
    body = [
        html.I(style={"background": drawn["colors"][index]}),
        html.Span(ltr(ends(model, index))),
        html.Span(text.number(drawn["counts"][index]), className="sub"),
    ]
    href = question.with_(band="" if chosen or last == 0 else band).query()
    return html.Li(link(body, href, current=chosen))


def ends(model: Model, index: int) -> str:
    drawn = model.choropleth
    last = len(drawn["colors"]) - 1
    low, high = (_bound(drawn["breaks"][i], model) for i in (index, index + 1))
    if model.question.is_change and index in (0, last):
        return f"< {high}" if index == 0 else f"> {low}"
    return f"{low} – {high}"


def _bound(value: float, model: Model) -> str:
    decimals = 0 if float(value).is_integer() else model.item.decimals
    return text.number(value, decimals)


def _method(model: Model) -> html.Div:
    question = model.question
    methods = [(name, method_name(name)) for name in (*METHODS, MANUAL)]
    inner = ",".join(f"{value:g}" for value in model.choropleth["breaks"][1:-1])
    # Set by hand, the classes start from those on the map.
    manual = question.method == MANUAL
    parts: list[Any] = [select(_("Méthode de classes"), "method", question.method, [("", methods)])]
    if manual:
        box = dcc.Input(
            value=question.breaks or inner,
            type="text",
            debounce=True,
            className="field s",
            id="equipment-breaks",
        )
        parts.append(
            html.Label([html.Span(_("Seuils")), box], className="choice", **{"data-parameter": "breaks"})
        )
    else:
        counts = [(str(n), str(n)) for n in range(FEWEST_CLASSES, MAX_CLASSES + 1)]
        parts.append(select(_("Classes"), "classes", question.classes, [("", counts)]))
    return html.Div(parts, className="method noprint")


def painted(model: Model) -> tuple[dict[str, int], list[str]]:
    """Classes and colours of the map: those not shown take a colour of their own."""
    drawn = model.choropleth
    shown = {row.code for row in model.shown}
    outside = len(drawn["colors"])
    classes = {
        code: outside if number >= 0 and code not in shown else number
        for code, number in drawn["classes"].items()
    }
    return classes, [*drawn["colors"], OUTSIDE]
