"""How services answer complaints: acknowledged, answered, still open, reopened; for the public, masked counts."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

from dashboards.registry import Board


def _source_line() -> str:
    return gettext(
        "Sources : Chikaya, fichiers déposés ; population municipale, HCP, RGPH 2024 ; délais datés, à valider. "
        "Indicateurs calculés par la plateforme."
    )


BOARD = Board(
    slug="complaints",
    title=gettext_lazy("Réclamations"),
    theme="complaints",
    source_line=_source_line,
    public=True,
    rank=50,
)
