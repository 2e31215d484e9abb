"""The method, written from the very parameters the code computes with: no figure here is typed by hand."""

from __future__ import annotations

from typing import Any

from dash import html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboards import text
from dashboards.frame import Page
from dashboards.parts import ltr
from dashboards.permits import words
from dashboards.permits.question import Question
from dashboards.places import Place
from layers.cube import THRESHOLD
from layers.indicators.ranking import METHOD
from layers.queries import permits
from layers.services.permits.asked import KINDS


def build(question: Question, place: Place, bar: list[Any], tabs: list[Any]) -> Page:
    return Page(
        scope=(place.code, place.level, place.bbox),
        bar=bar,
        tabs=tabs,
        title=_("Comment les communes sont classées"),
        evidence=_("page écrite par la plateforme à partir des paramètres du calcul, statut : %(status)s")
        % {"status": words.status(METHOD.status)},
        prose=tuple(_parts()),
    )


def _parts() -> list[Any]:
    return [html.Section([html.H2(title), *(html.P(line) for line in lines)]) for title, lines in _said()] + [
        _terms(),
        _holidays(),
        _kinds(),
    ]


def _said() -> list[tuple[str, list[str]]]:
    return [
        (
            _("Le délai"),
            [
                _("Le délai d’un dossier est le nombre de jours passés auprès de l’administration, du dépôt à la "
                  "décision. Il est suspendu du retour au pétitionnaire jusqu’au nouveau dépôt. Le jour d’un événement "
                  "ne compte pas : du 01/09 au 11/09, dix jours. Le délai global compte "
                  "tout, quel que soit le détenteur."),
                _("La moyenne publiée est en jours calendaires. Le respect du délai légal "
                  "se mesure dans l’unité du texte ; "
                  "l’autre unité est affichée à côté. Le délai légal est celui de la date de dépôt."),
            ],
        ),
        (
            _("Le rang"),
            [
                _("Chaque trimestre, pour chaque liste, on classe communes et "
                  "arrondissements sur la moyenne des dossiers "
                  "décidés dans le trimestre. Un dossier en instance à la fin du trimestre "
                  "y entre, avec son âge, dès qu’il "
                  "attend depuis plus longtemps que cette moyenne, les plus anciens "
                  "d’abord. Ne rien décider n’améliore donc "
                  "jamais un rang, et un dépôt récent ne le change pas."),
                _("À délai égal : la part dans le délai légal, dossiers en instance hors "
                  "délai compris, puis le nombre de "
                  "dossiers décidés. Deux places à égalité partagent le rang."),
                _("Le rang national est pris parmi toutes les places classées du Royaume, "
                  "ou de la strate choisie ; le rang régional parmi celles de la région. "
                  "Ils sont les mêmes pour tous les lecteurs."),
                _("Moins de %(n)s dossiers décidés : « non classé ».") % {"n": METHOD.minimum},
                _("Le P%(part)s est le délai que %(part)s dossiers sur 100 ne dépassent "
                  "pas, par interpolation linéaire.")
                % {"part": round(100 * METHOD.high)},
            ],
        ),
        (
            _("Les strates"),
            [
                _("Communes urbaines et arrondissements selon la population municipale de "
                  "2024 : plus de %(high)s habitants, "
                  "plus de %(low)s, autres ; les communes rurales à part.")
                % {"high": text.number(METHOD.strata[0]), "low": text.number(METHOD.strata[1])},
            ],
        ),
        (
            _("Ce qui est public"),
            [
                _("Le public lit des comptes annuels par commune. Un compte inférieur à "
                  "%(n)s n’est jamais publié, ni aucun "
                  "autre dont on pourrait le déduire.") % {"n": THRESHOLD},
                _("Une région où aucun fait de déploiement n’est connu et où aucun dossier "
                  "n’existe est « non déployée » : "
                  "jamais zéro."),
            ],
        ),
    ]  # fmt: skip


def _terms() -> html.Section:
    rows = [
        html.Tr(
            [
                html.Td(ltr(" ".join(filter(None, (row["type_code"], row["procedure"]))))),
                html.Td(f"{row['days']} {words.unit(row['unit'])}"),
                html.Td(
                    ltr(
                        f"{text.day(row['valid_from'])} – {text.day(row['valid_to']) if row['valid_to'] else ''}"
                    )
                ),
                html.Td(row["source"]),
                html.Td(words.status(row["status"])),
            ]
        )
        for row in permits.terms()
    ]
    return _table(_("Délais légaux"), (_("Objet"), _("Délai"), _("Dépôts"), _("Texte"), _("Statut")), rows)


def _holidays() -> html.Section:
    arabic = get_language() == "ar"
    found = permits.holidays()
    rows = [
        html.Tr([html.Td(ltr(text.day(row["day"]))), html.Td(row["name_ar" if arabic else "name_fr"]),
                 html.Td(words.status(row["status"]))])
        for row in found
    ]  # fmt: skip
    title = _("Jours fériés retirés des jours ouvrables, avec les samedis et dimanches")
    table = _table(title, (_("Jour"), _("Fête"), _("Statut")), rows)
    return html.Section(
        [
            table.children[0],
            html.Details([html.Summary(_("%(n)s jours") % {"n": len(found)}), table.children[1]]),
        ]
    )


def _kinds() -> html.Section:
    rows = [
        html.Tr(
            [
                html.Td(words.kind(slug)),
                html.Td(ltr(", ".join(kind.types))),
                html.Td(ltr(", ".join(kind.procedures))),
            ]
        )
        for slug, kind in KINDS.items()
    ]
    return _table(_("Listes"), (_("Liste"), _("Types"), _("Procédures")), rows)


def _table(title: str, heads: tuple[str, ...], rows: list[Any]) -> html.Section:
    head = html.Thead(html.Tr([html.Th(one, scope="col") for one in heads]))
    table = html.Div(html.Table([head, html.Tbody(rows)], className="t"), className="scroll-x", tabIndex=0)
    return html.Section([html.H2(title), table])
