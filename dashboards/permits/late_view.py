"""Open files past their legal delay, for who may see them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dashboards import frame, grid, text
from dashboards.frame import Card, Legend, Page
from dashboards.permits import source, words
from dashboards.permits.question import Question
from dashboards.places import Place
from layers.indicators import classify

BOUNDS = (1, 5, 10, 25, 50)


def build(question: Question, place: Place, bar: list[Any], tabs: list[Any]) -> Page:
    answer, found = source.assess(question), source.late(question)
    counts = {one.code: one.overdue for one in answer.places}
    total = answer.whole.overdue
    heading = _("%(n)s dossiers hors délai") % {"n": text.number(total)}
    if total > len(found):
        heading = _("Les %(n)s plus anciens, sur %(all)s ; tous dans le fichier") % {
            "n": text.number(len(found)),
            "all": text.number(total),
        }
    return Page(
        scope=(place.code, place.level, place.bbox),
        bar=bar,
        tabs=tabs,
        title=_("%(what)s en instance hors délai : %(n)s au %(day)s")
        % {"what": words.kind(question.kind), "n": text.number(total), "day": text.day(answer.quarter.last)},
        evidence=" · ".join(
            (
                *frame.known(question.as_of),
                _("dossiers sans décision à la fin du trimestre, au-delà du délai légal de leur date de dépôt"),
            )
        ),
        cards=_cards(answer),
        legend=Legend(
            _("Dossiers hors délai"),
            tuple(classify.colors("besoin", len(BOUNDS))),
            frame.spans(BOUNDS, 1),
            {code: frame.class_of(n, BOUNDS) for code, n in counts.items()},
            _("Aucun dossier hors délai"),
        ),
        columns=(
            {"field": "code", "headerName": _("Référence"), "width": 205},
            {"field": "name", "headerName": _("Commune"), "flex": 1, "minWidth": 120},
            {"field": "deposited", "headerName": _("Dépôt"), "width": 98},
            grid.column("shown", _("Administration, jours"), 150, 0, cellClass="shown"),
            grid.column("working", _("Jours ouvrables"), 116, 0),
            {"field": "legal", "headerName": _("Délai légal"), "width": 150, "cellClass": "mut"},
            grid.column("returns", _("Retours"), 80, 0),
            {"field": "state", "headerName": _("État"), "width": 140, "cellClass": "mut"},
        ),
        rows=tuple(_row(row) for row in found),
        heading=heading,
        aside=(frame.facts(tuple((_("Délai légal"), words.term(row)) for row in source.terms(question))),),
        fictitious=answer.fictitious > 0,
        files=source.files(question),
        unit=_("jours"),
    )


def _cards(answer: Any) -> tuple[Card, ...]:
    whole = answer.whole
    places = sum(one.overdue > 0 for one in answer.places)
    return (
        Card(_("Hors délai"), text.number(whole.overdue), "", _("en instance à la fin du trimestre")),
        Card(_("En instance"), text.number(whole.pending), "", _("toutes situations")),
        Card(_("Le plus ancien"), text.number(whole.oldest), _("jours"), _("auprès de l’administration")),
        Card(_("Communes concernées"), text.number(places), "", _("avec au moins un dossier hors délai")),
    )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": row["reference"],
        "name": text.pick(row, "name") or _("sans commune connue"),
        "deposited": text.day(row["deposited_on"]),
        "shown": row["days"],
        "working": row["working_days"],
        "legal": f"{row['legal_days']} {words.unit(row['legal_unit'])}",
        "returns": row["returns"],
        "state": row["state"],
    }
