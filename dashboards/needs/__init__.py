"""Equipment against its norm, who is within reach of it, and what works under way will change."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

from dashboards.registry import Board, File


def _file(search: str, name: str, extension: str, paper: str) -> File:
    from dashboards.needs.files import make

    return make(search, name, extension)


def _source_line() -> str:
    return gettext(
        "Sources : équipements, fichiers déposés par les services ; population municipale, HCP, RGPH 2024 et 2014 ; "
        "grille normative à valider. Besoins et desserte calculés par la plateforme."
    )


BOARD = Board(
    slug="needs",
    title=gettext_lazy("Besoins en équipements"),
    theme="equipment",
    source_line=_source_line,
    public=True,
    rank=20,
    file=_file,
)
