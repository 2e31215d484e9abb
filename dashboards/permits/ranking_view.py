"""The quarter's ranking: who decides how fast, what is still open, and where nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import frame, grid, text
from dashboards.frame import Card, Legend, Page
from dashboards.permits import source, words
from dashboards.permits.question import Question
from dashboards.places import Place
from layers.indicators import classify
from layers.indicators.ranking import METHOD, shown
from layers.services.permits import ranking
from layers.services.permits.tables import figures, percent

# Lower ends of the map's classes, in days.
BOUNDS = (0, 10, 15, 30, 60, 90)


def build(question: Question, place: Place, bar: list[Any], tabs: list[Any]) -> Page:
    answer = source.assess(question)
    absent = ranking.not_deployed(answer)
    # Fifteen hundred rows: what they share is put into words once.
    strata, unclassed = {slug: words.stratum(slug) for slug in ranking.STRATA}, _("non classé")
    pick = text.picker()
    rows = [_row(one, strata, unclassed, pick) for one in answer.places] + [_absent(region) for region in absent]
    return Page(
        scope=(place.code, place.level, place.bbox),
        bar=bar,
        tabs=tabs,
        title=_title(answer, place),
        evidence=_evidence(question, answer),
        cards=_cards(answer),
        legend=Legend(
            _("Délai classé, jours"),
            tuple(classify.colors("besoin", len(BOUNDS))),
            frame.spans(BOUNDS),
            {one.code: frame.class_of(shown(one.standing.delay), BOUNDS) for one in answer.places},
            _("Aucun dossier décidé, ou système non déployé"),
        ),
        columns=_columns(),
        rows=tuple(rows),
        heading=_heading(answer),
        aside=_aside(question, answer),
        notice=_notice(answer, absent),
        fictitious=answer.fictitious > 0,
        files=source.files(question),
        unit=_("jours"),
    )


def _heading(answer: ranking.Answer) -> str:
    n = len(answer.classed)
    classed = ngettext("%(n)s place classée", "%(n)s places classées", n) % {"n": text.number(n)}
    rest = len(answer.places) - n
    other = ngettext("%(n)s non classée", "%(n)s non classées", rest) % {"n": text.number(rest)}
    return text.listed(classed, other)


def _title(answer: ranking.Answer, place: Place) -> str:
    where = _("Royaume") if place.level == "country" else place.name
    what, when = words.kind(answer.kind), words.quarter(answer.quarter)
    mean = answer.whole.standing.mean
    if mean is None:
        return _("%(what)s, %(where)s, %(when)s : aucun dossier décidé") % {
            "what": what,
            "where": where,
            "when": when,
        }
    return _("%(what)s, %(where)s, %(when)s : %(days)s jours en moyenne") % {
        "what": what,
        "where": where,
        "when": when,
        "days": text.isolate(words.days(shown(mean))),
    }


def _evidence(question: Question, answer: ranking.Answer) -> str:
    parts = [
        *frame.known(question.as_of),
        _("délai auprès de l’administration, en jours calendaires, retours au pétitionnaire exclus"),
        _("rangs parmi les places du Royaume et de la région, à partir de %(n)s dossiers décidés")
        % {"n": METHOD.minimum},
    ]
    if answer.unplaced:
        parts.append(
            _("%(n)s dossiers sans commune connue, dans aucun rang") % {"n": text.number(answer.unplaced)}
        )
    return " · ".join(parts)


def _notice(answer: ranking.Answer, absent: list[Any]) -> Any:
    if not answer.places and not answer.whole.standing.n and not answer.unplaced and not absent:
        return frame.empty(
            _("Aucun dossier pour ce périmètre et ce trimestre"),
            _("Déposez l’extraction Rokhas : le classement se calcule aussitôt."),
            "/imports/rokhas/template.xlsx",
        )
    return None


def _cards(answer: ranking.Answer) -> tuple[Card, ...]:
    whole, found = answer.whole, answer.whole.standing
    working = words.days(shown(whole.working_mean))
    return (
        Card(
            _("Dossiers décidés"),
            text.number(found.n),
            "",
            _("%(n)s déposés") % {"n": text.number(whole.deposited)},
        ),
        Card(
            _("Délai moyen"),
            words.days(shown(found.mean)),
            _("jours"),
            _("%(n)s jours ouvrables") % {"n": text.isolate(working)},
        ),
        Card(
            _("Médiane"),
            words.days(shown(found.median)),
            _("jours"),
            _("9 sur 10 sous %(n)s jours") % {"n": text.isolate(words.days(shown(found.high)))},
        ),
        Card(
            _("Dans le délai légal"),
            words.days(percent(found.share)),
            "%" if found.share is not None else "",
            _("des %(n)s mesurables") % {"n": text.number(whole.timed)},
        ),
        Card(_("Taux de traitement"), words.days(percent(whole.processed)), "%", _("décidés / à décider")),
        Card(
            _("En instance hors délai"),
            text.number(whole.overdue),
            "",
            _("sur %(n)s en instance") % {"n": text.number(whole.pending)},
        ),
    )


def _columns() -> tuple[dict[str, Any], ...]:
    return (
        {"field": "rank", "headerName": _("Rang national"), "width": 124, "sortable": False, "cellClass": "shown"},
        {"field": "region", "headerName": _("Rang régional"), "width": 118, "cellClass": "mut"},
        {"field": "name", "headerName": _("Commune ou arrondissement"), "flex": 1, "minWidth": 150},
        grid.column("shown", _("Délai classé"), 98, 1, cellClass="shown"),
        grid.column("mean", _("Moyenne"), 84, 1),
        grid.column("n", _("Décidés"), 96, 0),
        grid.column("median", _("Médiane"), 80, 1),
        grid.column("p90", _("P90"), 66, 1),
        grid.column("share", _("Dans le délai, %"), 112, 1),
        grid.column("processed", _("Traités, %"), 86, 1),
        grid.column("overdue", _("Hors délai"), 86, 0),
        grid.column("returns", _("Allers-retours"), 104, 2),
        grid.column("working_mean", _("Jours ouvrables"), 112, 1),
        grid.column("global_mean", _("Délai global"), 96, 1),
        {"field": "stratum", "headerName": _("Strate"), "width": 150, "cellClass": "mut"},
        {"field": "above", "headerName": _("Province"), "width": 130, "cellClass": "mut"},
    )


def _row(
    one: ranking.Place, strata: dict[str, str], unclassed: str, pick: Callable[[Mapping[str, Any], str], str]
) -> dict[str, Any]:
    row = figures(one)
    return {
        **row,
        "rank": str(one.rank) if one.rank else unclassed,
        "region": one.rank_region,
        "name": pick(one.names, "name"),
        "above": pick(one.names, "province"),
        "shown": row["delay"],
        "stratum": strata[one.stratum],
    }


def _absent(region: Any) -> dict[str, Any]:
    """Nothing is nought where the system is not at work: a word, and no figure."""
    said = _("non déployé") if region["known"] else _("déploiement inconnu")
    return {
        "code": region["code"],
        "rank": said,
        "name": text.pick(region, "name"),
        "above": _("Région"),
        "stratum": "",
    }


def _aside(question: Question, answer: ranking.Answer) -> tuple[Any, ...]:
    steps = source.trend(question)
    rows = [(str(step.quarter), float(step.mean), words.days(shown(step.mean))) for step in steps]
    title = _("Délai moyen par trimestre, jours")
    return (
        frame.section(title, frame.bars(rows, title)),
        frame.facts(
            (
                (_("Délai classé"), _("Moyenne des dossiers décidés ; un dossier en instance y entre, avec son âge, "
                                      "dès qu’il attend depuis plus longtemps que cette moyenne.")),
                *((_("Délai légal"), words.term(row)) for row in source.terms(question)),
                (_("Départage"), _("à délai égal : part dans le délai légal, puis nombre de dossiers décidés")),
            )
        ),
    )  # fmt: skip
