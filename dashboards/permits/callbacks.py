"""Address → page → screen. Whoever may not read the files gets what is published, and the method."""

from __future__ import annotations

from typing import Any

from dash import Dash
from django.utils.translation import gettext as _

from dashboards import frame, places, published, scopebar, shell
from dashboards.frame import Page
from dashboards.parts import select
from dashboards.permits import change_view, late_view, method_view, ranking_view, source, words
from dashboards.permits.question import Question, parse
from dashboards.places import Place
from dashboards.scopebar import KINGDOM
from layers.services.permits.asked import KINDS, Quarter
from layers.services.permits.ranking import STRATA

VIEWS = {"ranking": ranking_view.build, "late": late_view.build, "method": method_view.build}
LAYER = "permits"


def _asked(search: str) -> tuple[Question, Place]:
    asked = parse(search)
    place = places.place(asked.territory or places.home(shell.viewer(), LAYER) or KINGDOM)
    return asked.with_(territory=place.code), place


def load(search: str) -> Page:
    question, place = _asked(search)
    may_see = source.may_see()
    if question.view == "public" or (not may_see and question.view != "method"):
        return _published(question.with_(view="public"), place, may_see)
    known = source.quarters(question) if may_see else []
    question = question.with_(quarter=str(source.quarter(question, known)))
    return VIEWS[question.view](question, place, _bar(question, place, known), _tabs(question, may_see))


def chosen(search: str, code: str) -> Any:
    question, _place = _asked(search)
    if question.view != "ranking" or not source.may_see():
        return None
    return change_view.build(
        question.with_(quarter=str(source.quarter(question, source.quarters(question)))), code
    )


def _published(question: Question, place: Place, may_see: bool) -> Page:
    years = published.years(LAYER)
    wanted = question.quarter[:4]
    year = wanted if wanted in years or not years else years[0]
    bar = _frame(
        question,
        place,
        [select(_("Année"), "quarter", f"{year}-Q4", [("", [(f"{y}-Q4", y) for y in years])])],
    )
    return published.page(LAYER, place, year or "2000", bar, _tabs(question, may_see))


def _frame(
    question: Question, place: Place, choices: list[Any], files: tuple[tuple[str, str], ...] = ()
) -> list[Any]:
    def inside(code: str) -> str:
        return question.with_(territory=code).query()

    return scopebar.bar("permits", place, inside, choices, files)


def _bar(question: Question, place: Place, known: list[Quarter]) -> list[Any]:
    if question.view == "method":
        files = (
            (_("Délais légaux, CSV"), "/api/permits/legal-delays.csv"),
            (_("Jours fériés, CSV"), "/api/permits/holidays.csv"),
        )
        return _frame(question, place, [], files)
    listed = [str(one) for one in known]
    if question.quarter not in listed:
        listed.append(question.quarter)
    quarters = [(one, words.quarter(Quarter.read(one))) for one in sorted(listed, reverse=True)]
    choices: list[Any] = [
        scopebar.segment(
            _("Liste"),
            [(slug, words.short_kind(slug)) for slug in KINDS],
            question.kind,
            lambda kind: question.with_(kind=kind).query(),
        ),
        select(_("Trimestre"), "quarter", question.quarter, [("", quarters)]),
    ]
    if question.view == "ranking":
        strata = [(slug, words.stratum(slug)) for slug in ("", *STRATA)]
        choices.append(select(_("Strate"), "stratum", question.stratum, [("", strata)]))
    choices.append(scopebar.known_on(question.as_of))
    return _frame(question, place, choices, source.files(question))


def _tabs(question: Question, may_see: bool) -> list[Any]:
    names = {"public": _("Données publiées"), "method": _("Méthode")}
    if may_see:
        names = {"ranking": _("Classement"), "late": _("Dossiers hors délai"), **names}
    return scopebar.tabs(names.items(), question.view, lambda view: question.with_(view=view).query())


def register(app: Dash) -> None:
    frame.register(app, "permits", load, chosen)
