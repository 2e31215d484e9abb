"""Territorial equipment: where the Kingdom is under-equipped, indicator by indicator, as both censuses published it."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

from dashboards.registry import Board, File


def _file(search: str, name: str, extension: str, paper: str) -> File:
    from dashboards.equipment.files import make

    return make(search, name, extension, paper)


def _source_line() -> str:
    return gettext(
        "Source : HCP, RGPH 2024 et 2014, valeurs publiées. Limites 2014, indicatives. "
        "Rangs parmi les territoires publiés."
    )


BOARD = Board(
    slug="equipment",
    title=gettext_lazy("Équipement territorial"),
    theme="equipment",
    source_line=_source_line,
    public=True,
    rank=10,
    file=_file,
)
