"""The DGCT's chantiers, region by region and day by day: what sources tell, and what nobody tells."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

from dashboards.registry import Board


def _source_line() -> str:
    return gettext(
        "Sources : circulaire du 19/05/2020 et relevés déposés, cités fait par fait ; population légale, HCP, "
        "RGPH 2024. Ce qu’aucune source ne dit est inconnu, non nul."
    )


BOARD = Board(
    slug="deployment",
    title=gettext_lazy("Déploiement des chantiers"),
    theme="permits",
    source_line=_source_line,
    public=True,
    rank=60,
)
