"""“Qu’est-ce qui changerait mon rang ?”, for the place chosen in the table."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from dash import html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import frame, text
from dashboards.permits import source, words
from dashboards.permits.question import Question
from layers.indicators.ranking import METHOD, Standing, next_rank, shown
from layers.services.permits import ranking


def build(question: Question, code: str) -> Any:
    answer = source.assess(question)
    mine = next((one for one in answer.places if one.code == code), None)
    if mine is None:
        return None
    said = _unclassed(mine) if mine.rank is None else _classed(mine, answer, source.classed(question))
    name = text.pick(mine.names, "name")
    return frame.section(
        _("Qu’est-ce qui changerait mon rang ?"),
        html.P(html.B(name)),
        html.Ul([html.Li(one) for one in said]),
    )


def _unclassed(mine: ranking.Place) -> list[str]:
    missing = METHOD.minimum - mine.standing.n
    found = [
        ngettext(
            "Non classé : il manque %(n)s dossier décidé pour atteindre le minimum de %(minimum)s.",
            "Non classé : il manque %(n)s dossiers décidés pour atteindre le minimum de %(minimum)s.",
            missing,
        )
        % {"n": missing, "minimum": METHOD.minimum}
    ]
    if mine.pending:
        found.append(_waiting(mine))
    return found


def _waiting(mine: ranking.Place) -> str:
    n = mine.pending
    return ngettext(
        "%(n)s dossier en instance, dont %(late)s hors délai.",
        "%(n)s dossiers en instance, dont %(late)s hors délai.",
        n,
    ) % {"n": text.number(n), "late": text.number(mine.overdue)}


def _classed(mine: ranking.Place, answer: ranking.Answer, others: list[Standing]) -> list[str]:
    found = [
        _("Rang national %(rank)s sur %(all)s, régional %(region)s sur %(in_region)s ; délai classé de %(days)s jours.")
        % {
            "rank": mine.rank,
            "all": text.number(answer.classed_in[""]),
            "region": mine.rank_region,
            "in_region": text.number(answer.classed_in[mine.names["region"]]),
            "days": text.isolate(words.days(shown(mine.standing.delay))),
        }
    ]
    change = next_rank(mine.standing, others)
    if change is None:
        found.append(_("Aucune place devant : tenir ce délai suffit."))
    else:
        found.append(
            _("Pour gagner une place dans le Royaume : moins de %(target)s jours, soit "
              "%(mean)s jours de moins par dossier décidé (%(days)s jours en tout).")
            % {
                "target": text.isolate(words.days(shown(change.target))),
                "mean": text.isolate(words.days(shown(change.mean))),
                "days": text.number(change.days),
            }
        )  # fmt: skip
    if mine.standing.waiting:
        gap = shown((mine.standing.delay or Fraction(0)) - (mine.standing.mean or Fraction(0)))
        found.append(
            ngettext(
                "%(n)s dossier en instance pèse %(days)s jours dans ce délai : le décider "
                "l’allège au trimestre suivant.",
                "%(n)s dossiers en instance pèsent %(days)s jours dans ce délai : les "
                "décider l’allège au trimestre suivant.",
                mine.standing.waiting,
            )
            % {"n": text.number(mine.standing.waiting), "days": text.isolate(words.days(gap))}
        )
    if mine.pending:
        found.append(_waiting(mine))
    found.append(_("Ne rien décider n’améliore jamais un rang."))
    return found
