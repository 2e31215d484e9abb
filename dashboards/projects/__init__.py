"""Pilotage of projects: which slip, where money and works disagree, who owes what."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

from dashboards.registry import Board


def _source_line() -> str:
    return gettext(
        "Sources : registre des projets, déclaré par les maîtres d’ouvrage ; GID, situation de la TGR. "
        "Rapprochements et taux calculés par la plateforme."
    )


BOARD = Board(
    slug="projects",
    title=gettext_lazy("Pilotage des projets"),
    theme="projects",
    source_line=_source_line,
    rank=30,
)
