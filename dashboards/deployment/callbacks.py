"""Address → answer → screen. Every figure comes from one Answer; the browser only paints."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html, no_update
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import scopebar, shape, text
from dashboards.deployment import chart, facts, ids, matrix
from dashboards.deployment.question import WAYS, Question, parse
from dashboards.parts import fault, ltr, select
from layers import territories
from layers.errors import PlatformError
from layers.services import deployment
from layers.services.deployment import Answer, Kingdom
from layers.services.deployment_table import state

CIRCULAR = dt.date(2020, 5, 19)
# Colours of the map, most advanced first; unknown is the hatch.
STATES = (
    (("OPERATIONNEL",), "#123560"),
    (("PARTIEL",), "#00899F"),
    (("PILOTE", "FORMATION"), "#97D9A5"),
    (("PLANIFIE",), "#EFF4BA"),
    (("NON_DEMARRE", "SUSPENDU"), "#D58A4B"),
)


def _bar(question: Question, answer: Answer, days: list[dt.date]) -> list[Any]:
    systems = [(one.code, _name(one)) for one in answer.systems]
    ways = [(WAYS[0], _("collectivités")), (WAYS[1], _("population"))]
    files = [
        (extension.upper(), f"/api/deployment/matrix.{extension}?as_of={answer.on}&lang={get_language()}")
        for extension in ("xlsx", "csv")
    ]
    choices = [
        *_dates(question, days),
        select(_("Chantier"), "system", question.system, [("", systems)]),
        scopebar.segment(_("Part"), ways, question.by, lambda by: question.with_(by=by).query()),
    ]
    return [html.Div(choices, className="choices"), scopebar.actions(files)]


def _dates(question: Question, days: list[dt.date]) -> list[Any]:
    """A slider over the days that change something, and the day itself, free."""
    steps = sorted({CIRCULAR - dt.timedelta(days=1), *days, question.day})
    at = steps.index(question.day)
    slider = dcc.Input(id=f"{ids.SCOPE}-range", type="range", min=0, max=len(steps) - 1, step=1, value=at)
    written = text.day(question.day)
    field = dcc.Input(id=f"{ids.SCOPE}-day", type="text", value=written, size="10", inputMode="numeric")
    # The key makes React take a new value.
    day = {"data-parameter": "as_of", "key": f"day-{written}"}
    days_ = {
        "data-parameter": "as_of",
        "key": f"days-{at}",
        "data-values": json.dumps([step.isoformat() for step in steps]),
    }
    return [
        html.Label([html.Span(_("Situation au")), field], className="choice day", **day),
        html.Label([html.Span(_("Faire défiler les dates")), slider], className="choice days", **days_),
    ]


def _name(system: deployment.System) -> str:
    return text.pick({"name_fr": system.name_fr, "name_ar": system.name_ar}, "name")


def _notice(answer: Answer) -> Any:
    if answer.fictitious:
        words = [html.Span("DONNÉES FICTIVES"), html.Span("معطيات تجريبية", lang="ar")]
        return html.Div(words, className="fict", role="note")
    if any(cell.is_known for cell in answer.cells) or any(one.total is not None for one in answer.systems):
        return None
    said = [
        html.B(_("Aucun fait n’est connu à cette date : inconnu, et non zéro")),
        html.Span(_("Déposez un relevé de déploiement, ou choisissez une date plus récente.")),
        html.A(
            _("Télécharger le modèle de relevé"), href="/imports/deployments/template.xlsx", className="btn"
        ),
    ]
    return html.Div(said, className="empty", role="status")


def _title(answer: Answer, question: Question) -> list[Any]:
    system = answer.system(question.system)
    whole = answer.kingdom(system.code)
    words = {
        "name": _name(system).split(" : ")[0],
        "n": whole.regions,
        "all": len(answer.regions),
        "day": text.day(answer.on),
    }
    if whole.regions:
        title = _("%(name)s : opérationnel dans %(n)s régions sur %(all)s au %(day)s") % words
    elif system.total is not None:
        words |= {"n": text.number(system.total), "all": text.number(system.total_of)}
        title = _("%(name)s : %(n)s collectivités sur %(all)s au %(day)s, sans liste nominative") % words
    elif whole.known:
        words["n"] = text.number(whole.operational)
        title = _("%(name)s : opérationnel dans %(n)s collectivités nommées au %(day)s") % words
    else:
        title = _("%(name)s : inconnu au %(day)s") % words
    return [
        html.H1(title),
        html.P(
            [system.note_fr if not text.arabic() else "", " ", _import_link(), " · ", _practices_link()],
            className="sub",
        ),
    ]


def _import_link() -> html.A:
    return html.A(_("Déposer un relevé de déploiement"), href="/imports/")


def _practices_link() -> html.A:
    return html.A(_("Bonnes pratiques et propositions"), href="/practices/")


def _cards(whole: Kingdom, regions: int) -> list[Any]:
    unknown = sum(not cell.is_known for cell in whole.cells)
    told = whole.told
    latest = sum(cell.idle for cell in whole.cells)
    known = bool(whole.known)
    idle = _("sans utilisateur actif : %(n)s") % {"n": latest}
    return [
        _card(_("Régions opérationnelles"), str(whole.regions) if whole.regions else "–", f"/ {regions}",
              _("déclarées entières")),
        _card(_("Population de ces régions"), _figure(whole.regions_people_share), "%", _("légale, 2024")),
        _card(_("Total annoncé"), "–" if told.total is None else text.number(told.total),
              "" if told.total is None else f"/ {text.number(told.total_of)}",
              matrix.percent(told.total_share) or _("aucun total")),
        _card(_("Collectivités nommées"), text.number(whole.operational) if known else "–",
              f"/ {text.number(whole.collectivities)}", matrix.percent(whole.share) or _("aucune liste")),
        _card(_("Population des nommées"), _figure(whole.people_share), "%", _("un minimum")),
        _card(_("Régions inconnues"), str(unknown), f"/ {regions}",
              idle if known else _("aucun fait connu") if unknown else ""),
    ]  # fmt: skip


def _figure(value: float | None) -> str:
    return "–" if value is None else text.number(value, 1)


def _card(name: str, value: str, unit: str, foot: str) -> html.Div:
    small = [html.Small(f"{text.NARROW}{unit}")] if unit and value != "–" else []
    return html.Div(
        [
            html.Span(name, className="kpi-name"),
            html.Span(html.Span(ltr(html.B(value), *small), className="kpi-value"), className="kpi-head"),
            html.Span(html.Span(foot), className="kpi-foot"),
        ],
        className="kpi",
    )


def _class(code: str) -> int:
    return next((index for index, (codes, _color) in enumerate(STATES) if code in codes), -1)


def _painted(answer: Answer, question: Question) -> dict[str, Any]:
    kingdom = territories.describe(scopebar.KINGDOM) or {}
    cells = answer.of(question.system)
    return {
        "level": "region",
        "scope": {"code": scopebar.KINGDOM, "level": "country"},
        "bbox": kingdom.get("bbox"),
        "classes": {cell.region: _class(cell.state) for cell in cells},
        "colors": [color for _codes, color in STATES],
        "tip": {"field": "state", "decimals": 0, "unit": "", "absent": ""},
        "label": _("Carte du déploiement"),
        "ranked": _("%(n)s régions") % {"n": len(cells)},
    }


def _rows(answer: Answer, question: Question) -> list[dict[str, Any]]:
    """What the map's tip says of a region."""
    language = get_language() or "fr"
    return [
        {
            "code": cell.region,
            "name": text.pick({"name_fr": cell.name_fr, "name_ar": cell.name_ar}, "name"),
            "state": state(cell.state, language),
        }
        for cell in answer.of(question.system)
    ]


def _legend(answer: Answer, question: Question) -> list[Any]:
    language = get_language() or "fr"
    classes = [_class(cell.state) for cell in answer.of(question.system)]
    steps = [
        html.Li(
            [
                html.I(style={"background": color}),
                html.Span(" / ".join(state(code, language) for code in codes)),
                html.Span(str(classes.count(index)), className="sub"),
            ]
        )
        for index, (codes, color) in enumerate(STATES)
    ]
    return [html.H2(_name(answer.system(question.system))), html.Ol(steps, className="legend-row words")]


def _map_foot(answer: Answer, question: Question) -> list[Any]:
    unknown = sum(not cell.is_known for cell in answer.of(question.system))
    said = _("inconnu : %(n)s. Limites 2014, indicatives.") % {"n": unknown}
    return [html.I(className="hatch-key", **{"aria-hidden": "true"}), html.Span(said)]


FILLED = (
    (ids.SCOPE, "children"),
    (ids.NOTICE, "children"),
    (ids.HEAD, "children"),
    (ids.CARDS, "children"),
    (ids.MATRIX, "children"),
    (ids.MAP_PAINTED, "data"),
    (ids.MAP_ROWS, "data"),
    (ids.MAP_HEAD, "children"),
    (ids.MAP_FOOT, "children"),
    (ids.CHART_HEAD, "children"),
    (ids.CHART, "figure"),
    (ids.FACTS, "children"),
)


def fill(search: str) -> list[Any]:
    question = parse(search)
    answer = deployment.assess(question.day)
    system = answer.system(question.system)
    told = deployment.days(deployment.parse_day(""))
    return [
        _bar(question, answer, [row["day"] for row in told]),
        _notice(answer),
        html.Div(_title(answer, question)),
        _cards(answer.kingdom(question.system), len(answer.regions)),
        matrix.build(answer, question),
        _painted(answer, question),
        _rows(answer, question),
        _legend(answer, question),
        _map_foot(answer, question),
        chart.heading(system),
        chart.figure([row for row in told if row["system"] == system.code], answer),
        facts.build(system, answer.on),
    ]


def register(app: Dash) -> None:
    @app.callback([Output(*at) for at in FILLED], Input(ids.QUESTION, "data"), prevent_initial_call=True)
    def show(search: str) -> list[Any]:
        try:
            return fill(search)
        except PlatformError as error:
            kept: list[Any] = [no_update] * len(FILLED)
            kept[2] = fault(error)
            return kept

    shape.follow(app, "deployment", table=False)
    app.clientside_callback(
        ClientsideFunction("board", "rows"),
        Output(ids.MAP_HEAD, "title"),
        Input(ids.MAP_ROWS, "data"),
        prevent_initial_call=True,
    )
