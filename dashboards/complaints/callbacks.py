"""Address → page → screen. Whoever may not read complaints gets what is published of them."""

from __future__ import annotations

from typing import Any

from dash import Dash
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboards import frame, places, published, scopebar, shell, text
from dashboards.complaints import views
from dashboards.complaints.question import Question, parse
from dashboards.frame import Page
from dashboards.parts import select
from dashboards.places import Place
from dashboards.scopebar import KINGDOM
from layers.queries import complaints as read
from layers.services.complaints import LAYER


def load(search: str) -> Page:
    asked = parse(search)
    place = places.place(asked.territory or places.home(shell.viewer(), LAYER) or KINGDOM)
    question, may_see = asked.with_(territory=place.code), views.may_see()
    if question.view == "public" or not may_see:
        question = question.with_(view="public", category="", as_of="")
        years = published.years(LAYER)
        year = question.year if question.year in years or not years else years[0]
        question = question.with_(year=year or "2000")
        return published.page(
            LAYER, place, question.year, _bar(question, place, years), _tabs(question, may_see)
        )
    known = [str(year) for year in read.years(views.query(question))]
    question = question.with_(year=question.year or (known[0] if known else str(timezone.localdate().year)))
    return views.build(question, place, _bar(question, place, known), _tabs(question, may_see))


def _bar(question: Question, place: Place, years: list[str]) -> list[Any]:
    listed = sorted({*years, question.year}, reverse=True)
    choices: list[Any] = [select(_("Année"), "year", question.year, [("", [(one, one) for one in listed])])]
    if question.view in ("communes", "near"):
        names = [
            ("", _("toutes les catégories")),
            *((row["code"], text.pick(row, "name")) for row in read.categories()),
        ]
        choices.append(select(_("Catégorie"), "category", question.category, [("", names)]))
    if question.view != "public":
        choices.append(scopebar.known_on(question.as_of))
    files = () if question.view == "public" else views.files(question)
    return scopebar.bar(
        "complaints", place, lambda code: question.with_(territory=code).query(), choices, files
    )


def _tabs(question: Question, may_see: bool) -> list[Any]:
    names = {"public": _("Données publiées")}
    if may_see:
        names = {
            "communes": _("Par commune"),
            "categories": _("Par catégorie"),
            "near": _("Près de quoi"),
            **names,
        }
    return scopebar.tabs(names.items(), question.view, lambda view: question.with_(view=view).query())


def register(app: Dash) -> None:
    frame.register(app, "complaints", load)
