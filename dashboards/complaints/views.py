"""Communes, categories, and what complaints are near to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dashboards import frame, grid, scopebar, shell, text
from dashboards.complaints.question import Question
from dashboards.frame import Card, Legend, Page
from dashboards.places import Place
from dashboards.scopebar import KINGDOM
from layers import registry
from layers.access import access_to
from layers.indicators import classify
from layers.indicators.ranking import shown
from layers.queries import complaints as read
from layers.queries.neighbours import RADIUS_M
from layers.query import LayerQuery
from layers.services import complaints
from layers.services.complaints import Answer, Line

# Lower ends of the map's classes: complaints still open past their delay.
BOUNDS = (1, 3, 6, 11, 26)
# Equipment and projects that complaints are near to: in the table, and numbered on the map.
NEAR_SHOWN, MARKED = 100, 20


def may_see() -> bool:
    return access_to(shell.viewer(), registry.get(complaints.LAYER)).allowed


def query(question: Question) -> LayerQuery:
    asked = {} if question.territory == KINGDOM else {"territory": [question.territory]}
    if question.as_of:
        asked["as_of"] = [question.as_of]
    return LayerQuery.from_params(registry.get(complaints.LAYER), asked, shell.viewer())


def files(question: Question) -> tuple[tuple[str, str], ...]:
    if question.view == "near" and not complaints.may_see_each(query(question)):
        return ()
    asked = {name: getattr(question, name) for name in ("territory", "year", "category", "as_of")}
    return scopebar.tables(f"/api/complaints/{question.view}", asked)


def build(question: Question, place: Place, bar: list[Any], tabs: list[Any]) -> Page:
    asked, year = query(question), int(question.year)
    answer = complaints.assess(asked, year, question.category)
    columns, rows, heading = _TABLES[question.view](question, answer, asked)
    empty = not answer.whole.row["n"] and not answer.whole.row["stock"]
    notice = None
    if empty:
        notice = frame.empty(
            _("Aucune réclamation pour ce périmètre et cette année"),
            _("Déposez l’extraction Chikaya : réclamations et événements."),
            "/imports/chikaya/template.xlsx",
        )
    return Page(
        scope=(place.code, place.level, place.bbox),
        bar=bar,
        tabs=tabs,
        title=_title(answer, place, question.year),
        evidence=_evidence(question, answer),
        cards=_cards(answer),
        legend=Legend(
            _("En stock au-delà du délai"),
            tuple(classify.colors("besoin", len(BOUNDS))),
            frame.spans(BOUNDS, 1),
            {one.code: frame.class_of(one.row["stock_old"], BOUNDS) for one in answer.communes},
            _("Aucune réclamation en retard"),
        ),
        columns=columns,
        rows=rows,
        heading=heading,
        aside=_aside(answer),
        notice=notice,
        fictitious=answer.whole.row["fictitious"] > 0,
        files=files(question),
        marks=_marks(rows) if question.view == "near" else (),
    )


def _title(answer: Answer, place: Place, year: str) -> str:
    where = _("Royaume") if place.level == "country" else place.name
    share = answer.whole.answered
    if share is None:
        return _("Réclamations, %(where)s, %(year)s : aucune à mesurer") % {"where": where, "year": year}
    return _("Réclamations, %(where)s, %(year)s : %(share)s traitées dans le délai") % {
        "where": where,
        "year": year,
        "share": text.isolate(f"{text.number(shown(share), 1)}{text.NARROW}%"),
    }


def _evidence(question: Question, answer: Answer) -> str:
    parts = [_("situation au 31/12/%(year)s") % {"year": question.year}, *frame.known(question.as_of)]
    if answer.unplaced:
        parts.append(_("%(n)s sans commune connue") % {"n": text.number(answer.unplaced)})
    return " · ".join(parts)


def _percent(value: Any) -> str:
    return "–" if value is None else text.number(shown(value), 1)


def _cards(answer: Answer) -> tuple[Card, ...]:
    whole = answer.whole
    row, delays = whole.row, {term["step"]: term["days"] for term in read.terms()}
    return (
        Card(_("Déposées"), text.number(row["n"]), "", _("dans l’année")),
        Card(
            _("Accusées de réception"),
            _percent(whole.acknowledged),
            "%",
            _("en %(n)s jours ou moins") % {"n": delays.get("acknowledge", "–")},
        ),
        Card(
            _("Traitées"),
            _percent(whole.answered),
            "%",
            _("en %(n)s jours ou moins") % {"n": delays.get("answer", "–")},
        ),
        Card(
            _("Stock en retard"),
            text.number(row["stock_old"]),
            "",
            _("sur %(n)s en cours") % {"n": text.number(row["stock"])},
        ),
        Card(
            _("Rouvertes"),
            _percent(whole.reopened),
            "%",
            _("%(n)s réclamations") % {"n": text.number(row["reopened"])},
        ),
        Card(
            _("Satisfaction"),
            "–" if whole.satisfaction is None else text.number(shown(whole.satisfaction, 2), 2),
            "/ 5",
            _("%(n)s avis") % {"n": text.number(row["rated"])},
        ),
    )


_FIGURES = ("n", "per_people", "acknowledged", "answered", "stock", "shown", "reopened", "satisfaction")


def _figures(line: Line) -> dict[str, Any]:
    return dict(zip(_FIGURES, complaints.figures(line), strict=True))


def _columns(per_people: bool) -> tuple[dict[str, Any], ...]:
    found = [
        grid.column("shown", _("Stock en retard"), 132, 0, cellClass="shown", sort="desc"),
        grid.column("stock", _("En stock"), 84, 0),
        grid.column("n", _("Déposées"), 88, 0),
        grid.column("per_people", _("Pour 10 000 hab."), 132, 1),
        grid.column("acknowledged", _("Accusées, %"), 100, 1),
        grid.column("answered", _("Traitées, %"), 94, 1),
        grid.column("reopened", _("Rouvertes, %"), 104, 1),
        grid.column("satisfaction", _("Satisfaction"), 98, 2),
    ]
    return tuple(one for one in found if per_people or one["field"] != "per_people")


_Table = tuple[tuple[dict[str, Any], ...], tuple[dict[str, Any], ...], str]


def _communes(question: Question, answer: Answer, asked: LayerQuery) -> _Table:
    rows = tuple(
        {
            "code": one.code,
            "name": text.pick(one.names, "name"),
            "above": text.pick(one.names, "province"),
            **_figures(one),
        }
        for one in answer.communes
    )
    name = {"field": "name", "headerName": _("Commune"), "flex": 1, "minWidth": 140}
    above = {"field": "above", "headerName": _("Province"), "width": 120, "cellClass": "mut"}
    return (name, *_columns(True), above), rows, _("%(n)s communes") % {"n": text.number(len(rows))}


def _categories(question: Question, answer: Answer, asked: LayerQuery) -> _Table:
    rows = tuple(
        {"code": one.code or "-", "name": text.pick(one.names, "name"), **_figures(one)}
        for one in answer.categories
    )
    name = {"field": "name", "headerName": _("Catégorie"), "flex": 1, "minWidth": 210}
    return (name, *_columns(False)), rows, _("%(n)s catégories") % {"n": text.number(len(rows))}


def _near(question: Question, answer: Answer, asked: LayerQuery) -> _Table:
    names = {row["code"]: text.pick(row, "name") for row in read.categories()}
    kinds = {"equipment": _("Équipement"), "project": _("Projet")}
    found = complaints.near(asked, shell.viewer(), int(question.year), question.category, NEAR_SHOWN)
    rows = tuple(
        {
            "code": row["code"],
            "number": number,
            "name": text.pick(row, "name") or row["code"],
            "kind": kinds[row["kind"]],
            "shown": row["n"],
            "category": names.get(row["category"], ""),
            "lon": row["lon"],
            "lat": row["lat"],
        }
        for number, row in enumerate(found, 1)
    )
    columns = (
        grid.column("number", _("N°"), 58, 0, cellClass="mut"),
        {"field": "name", "headerName": _("Équipement ou projet le plus proche"), "flex": 1, "minWidth": 200},
        {"field": "kind", "headerName": _("Nature"), "width": 110, "cellClass": "mut"},
        grid.column("shown", _("Réclamations"), 128, 0, cellClass="shown", sort="desc"),
        {
            "field": "category",
            "headerName": _("Catégorie la plus fréquente"),
            "width": 220,
            "cellClass": "mut",
        },
    )
    if not complaints.may_see_each(asked):
        return columns, (), _("Réservé à qui peut lire chaque réclamation")
    told = _("À %(n)s m ou moins de l’équipement ou du projet ; nos 1 à %(marked)s sur la carte")
    return columns, rows, told % {"n": RADIUS_M, "marked": min(MARKED, len(rows))}


def _marks(rows: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"name": text.number(row["number"]), "lon": row["lon"], "lat": row["lat"]}
        for row in rows[:MARKED]
    )


_TABLES = {"communes": _communes, "categories": _categories, "near": _near}


def _aside(answer: Answer) -> tuple[Any, ...]:
    lines = sorted(answer.categories, key=lambda one: -one.row["n"])
    rows = [(text.pick(one.names, "name"), float(one.row["n"]), text.number(one.row["n"])) for one in lines]
    title = _("Déposées, par catégorie")
    steps = {"acknowledge": _("Accusé de réception"), "answer": _("Traitement")}
    status = {"validated": _("validé"), "to_validate": _("à valider")}
    terms = tuple(
        (
            steps[term["step"]],
            text.listed(f"{term['days']} {_('jours')}", f"{status[term['status']]} · {term['source']}"),
        )
        for term in read.terms()
    )
    return (
        frame.section(title, frame.bars(rows, title)),
        frame.facts(
            (
                *terms,
                (
                    _("Horloges"),
                    _(
                        "Jours calendaires depuis le dépôt ; une réclamation sans réponse au-delà du délai est en "
                        "retard. Rouverte, elle attend depuis sa réouverture."
                    ),
                ),
                (_("Pour 10 000 hab."), _("population municipale, RGPH 2024")),
            )
        ),
    )
