"""Chantiers × regions as a table a screen reader can walk: a word in each cell, its share under it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dash import html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.deployment.question import Question
from dashboards.parts import link, ltr
from layers.services.deployment import Answer, Cell, System
from layers.services.deployment_table import state, unnamed

# A state's look; unknown has its own hatch and word.
LOOKS = {
    "OPERATIONNEL": "m-on",
    "PARTIEL": "m-part",
    "PILOTE": "m-pilot",
    "FORMATION": "m-pilot",
    "PLANIFIE": "m-plan",
    "NON_DEMARRE": "m-none",
    "SUSPENDU": "m-none",
    "": "m-unknown",
}


def percent(value: float | None) -> str:
    return "" if value is None else text.isolate(f"{text.number(value, 1)}{text.NARROW}%")


def build(answer: Answer, question: Question) -> html.Table:
    language = get_language() or "fr"
    heads = [html.Th(_("Chantier"), scope="col"), html.Th(_("Royaume"), scope="col")]
    heads += [html.Th(text.pick(_names(cell), "name"), scope="col") for cell in answer.regions]
    bodies = [
        _family(family, list(systems), answer, question, language)
        for family, systems in groupby(_by_family(answer), key=_family_of)
    ]
    caption = html.Caption(
        _("État de chaque chantier par région, situation au %(day)s") % {"day": text.day(answer.on)},
        className="vh",
    )
    return html.Table([caption, html.Thead(html.Tr(heads)), *bodies], className="matrix")


def _names(cell: Cell) -> dict[str, str]:
    return {"name_fr": cell.name_fr, "name_ar": cell.name_ar}


def _family_of(system: System) -> str:
    return text.pick({"family_fr": system.family, "family_ar": system.family_ar}, "family")


def _by_family(answer: Answer) -> list[System]:
    """Families in the order they come, what has none last."""
    order = list(dict.fromkeys(one.family for one in answer.systems if one.family))
    return sorted(answer.systems, key=lambda one: order.index(one.family) if one.family else len(order))


def _family(
    name: str, systems: list[System], answer: Answer, question: Question, language: str
) -> html.Tbody:
    title = html.Tr(
        html.Th(name or _("Famille non précisée"), colSpan=2 + len(answer.regions), scope="rowgroup"),
        className="family",
    )
    return html.Tbody([title, *(_row(one, answer, question, language) for one in systems)])


def _row(system: System, answer: Answer, question: Question, language: str) -> html.Tr:
    chosen = system.code == question.system
    name = link(
        text.pick({"name_fr": system.name_fr, "name_ar": system.name_ar}, "name"),
        question.with_(system=system.code).query(),
        current=chosen,
    )
    cells = [_cell(cell, question, language) for cell in answer.of(system.code)]
    head = html.Th(name, scope="row")
    return html.Tr(
        [head, _kingdom(system, answer, question, language), *cells], className="on" if chosen else ""
    )


def _cell(cell: Cell, question: Question, language: str) -> html.Td:
    word = html.Span(state(cell.state, language), className="m-word")
    return html.Td(
        [word, *_details(cell, question)],
        className=LOOKS[cell.state],
        **{"data-region": cell.region, "data-system": cell.system},
    )


def _details(cell: Cell, question: Question) -> list[Any]:
    found: list[Any] = []
    if cell.status:
        found.append(html.Span(_("région entière"), className="tiny"))
    if cell.known:
        part = cell.share if question.by == "collectivities" else cell.people_share
        counted = f"{text.number(cell.operational)}/{text.number(cell.collectivities)}"
        found.append(html.Span([ltr(percent(part)), " · ", ltr(counted)], className="tiny"))
    return found


def _kingdom(system: System, answer: Answer, question: Question, language: str) -> html.Td:
    whole = answer.kingdom(system.code)
    lines: list[Any] = []
    if whole.regions:
        said = _("%(n)s régions sur %(all)s") % {"n": whole.regions, "all": len(answer.regions)}
        lines.append(html.Span(said, className="m-word"))
    if system.total is not None:
        counted = _("%(n)s sur %(all)s") % {
            "n": text.number(system.total),
            "all": text.number(system.total_of),
        }
        lines.append(html.Span(f"{counted} · {percent(system.total_share)}", className="m-word"))
        lines.append(html.Span(unnamed(language), className="tiny"))
    if whole.known:
        part = whole.share if question.by == "collectivities" else whole.people_share
        named = _("%(n)s nommées") % {"n": text.number(whole.operational)}
        lines.append(html.Span(f"{named} · {percent(part)}", className="tiny"))
    if not lines:
        lines.append(html.Span(state("", language), className="m-word"))
    return html.Td(
        lines,
        className="m-all" if whole.is_known else "m-unknown",
        **{"data-system": system.code, "data-region": "MA"},
    )
