"""Existing against needed: where does the norm ask for more, and what will works under way change?"""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.equipment.words import counted
from dashboards.frame import Card, Legend
from dashboards.needs import classes, source, words
from dashboards.needs.question import Question
from dashboards.needs.view import Column, View
from dashboards.parts import ltr
from dashboards.places import Place
from layers.services.needs import Answer
from layers.services.needs import Place as Row
from layers.services.works import Delivery


def build(question: Question, place: Place, levels: tuple[str, ...]) -> View:
    answer = source.need(question)
    shown = [row.deficit_after if question.until else row.deficit for row in answer.places]
    bounds = classes.deficit_bounds(value for value in shown if value is not None)
    legend = Legend(
        _("Déficit, nombre d’équipements"),
        classes.colors("besoin", len(bounds)),
        tuple(classes.deficit_labels(bounds, _("aucun"))),
        {
            row.code: classes.deficit_class(value, bounds)
            for row, value in zip(answer.places, shown, strict=True)
        },
        _("Hors norme ou sans donnée"),
    )
    return View(
        question=question,
        place=place,
        levels=levels,
        title=_title(answer, question, place),
        evidence=_evidence(answer, question),
        cards=_cards(answer, question),
        legend=legend,
        columns=_columns(question, answer),
        rows=tuple(_row(row, question) for row in answer.places),
        facts=words.norm_facts(answer.norm, answer.category) + _facts(answer, question),
        files=words.files(question),
        unit="",
        fictitious=answer.fictitious > 0,
        empty=not (answer.before.existing or answer.unplaced),
        above=_deliveries(question),
    )


def _deliveries(question: Question) -> Any:
    """The works that make the difference between before and after, each with its project."""
    found = source.deliveries(question)
    if not found:
        return None
    tied = sum(bool(one.project) for one in found)
    title = _("Après livraison des projets en cours : %(n)s équipements, dont %(tied)s rattachés à un projet") % {
        "n": text.number(len(found)),
        "tied": text.number(tied),
    }
    heads = (_("Livraison"), _("Équipement"), _("Commune"), _("Projet"))
    files = [
        html.A(name, href=source.works_url(question, extension), download="")
        for name, extension in (("CSV", "csv"), ("XLSX", "xlsx"))
    ]
    table = html.Table(
        [html.Thead(html.Tr([html.Th(head) for head in heads])), html.Tbody([_delivery(one) for one in found])],
        className="t",
    )
    return html.Details([html.Summary(title), html.P(files, className="acts"), table], className="site-saved works")


def _delivery(one: Delivery) -> Any:
    project: Any = _("non rattaché")
    if one.project:
        name = text.pick({"name_fr": one.title_fr, "name_ar": one.title_ar}, "name")
        project = [html.A(ltr(one.project), href=f"/projects/{one.project}/"), f" {name}"]
    names = {"name_fr": one.name_fr, "name_ar": one.name_ar, "place_fr": one.place_fr, "place_ar": one.place_ar}
    return html.Tr(
        [
            html.Td(ltr(str(one.due))),
            html.Td([ltr(one.equipment), f" {text.pick(names, 'name')}"]),
            html.Td(text.pick(names, "place")),
            html.Td(project),
        ]
    )


def _title(answer: Answer, question: Question, place: Place) -> str:
    name, total = text.pick(answer.category, "name"), answer.after if question.until else answer.before
    where = words.place_name(place)
    if answer.norm.threshold is None:
        return _("%(name)s, %(place)s : la grille ne fixe pas de seuil de population") % {
            "name": name,
            "place": where,
        }
    if not total.deficit:
        return _("%(name)s, %(place)s : aucun déficit au regard de la norme") % {"name": name, "place": where}
    return _("%(name)s, %(place)s : il en manque %(n)s, dans %(short)s") % {
        "name": name,
        "place": where,
        "n": text.number(total.deficit),
        "short": counted("province" if question.way == "province" else question.level, total.short),
    }


def _evidence(answer: Answer, question: Question) -> str:
    parts = [
        _("Norme : un pour %(n)s habitants, %(status)s")
        % {"n": text.number(answer.norm.threshold), "status": words.status(answer.norm.status)}
        if answer.norm.threshold
        else _("Norme sans seuil de population"),
        words.way(question.way),
    ]
    if question.until:
        parts.append(
            _("après mise en service des équipements en construction d’ici %(year)s")
            % {"year": question.until}
        )
    if question.horizon != "2024":
        parts.append(_("population projetée à %(year)s") % {"year": question.horizon})
    return " · ".join(parts)


def _cards(answer: Answer, question: Question) -> tuple[Card, ...]:
    before, after = answer.before, answer.after
    rate = 100 * before.existing / before.need if before.need else None
    people = sum(row.population or 0 for row in answer.places if row.need is not None)
    won = before.deficit - after.deficit
    return (
        Card(
            _("Population concernée"),
            text.number(people),
            _("hab."),
            _("municipale, %(year)s") % {"year": question.horizon},
        ),
        Card(
            _("Existants"),
            text.number(before.existing),
            "",
            _("dont non situés : %(n)s") % {"n": text.number(answer.unplaced)} if answer.unplaced else "",
        ),
        Card(
            _("Besoin selon la norme"),
            text.number(before.need) if answer.norm.threshold else "–",
            "",
            words.status(answer.norm.status),
        ),
        Card(
            _("Taux de couverture"),
            text.number(rate, 1) if rate is not None else "–",
            "%" if rate is not None else "",
            _("existants / besoin"),
        ),
        Card(_("Déficit"), text.number(before.deficit), "", _("sans les travaux")),
        Card(
            _("Après mise en service"),
            text.number(after.deficit) if question.until else "–",
            "",
            _("%(n)s de moins") % {"n": text.number(won)} if question.until else _("choisir une année"),
        ),
    )


def _columns(question: Question, answer: Answer) -> tuple[Column, ...]:
    found = [Column("deficit", _("Déficit"), 84)]
    if question.until:
        found.append(Column("deficit_after", _("Après"), 74))
    found += [
        Column("need", _("Besoin"), 70),
        Column("existing", _("Existants"), 80),
        Column("rate", _("Taux, %"), 74, 1),
        Column("population", _("Population"), 94),
    ]
    return tuple(found)


def _row(row: Row, question: Question) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": text.pick({"name_fr": row.name_fr, "name_ar": row.name_ar}, "name"),
        "above": text.pick({"name_fr": row.province_fr, "name_ar": row.province_ar}, "name"),
        "population": row.population,
        "existing": row.existing,
        "need": row.need,
        "deficit": row.deficit,
        "deficit_after": row.deficit_after,
        "rate": None if row.rate is None else round(row.rate, 1),
        "shown": row.deficit_after if question.until else row.deficit,
    }


def _facts(answer: Answer, question: Question) -> tuple[tuple[str, Any], ...]:
    found = [
        (
            _("Calcul"),
            _(
                "Besoin = population / seuil, arrondi à l’unité supérieure, dès que la population atteint "
                "la moitié du seuil. Déficit = besoin moins existants, sans compensation entre territoires."
            ),
        ),
        (_("Somme"), words.way(question.way)),
    ]
    if question.horizon != "2024":
        found.append(
            (
                _("Projection"),
                _(
                    "Croissance moyenne 2014–2024 de chaque territoire prolongée, bornée à 5 % par an : "
                    "hypothèse de travail, pas une projection officielle."
                ),
            )
        )
    return tuple(found)
