"""How communes treat their permits: quarterly ranking, files past their delay, what may be published, the method."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

from dashboards.registry import Board


def _source_line() -> str:
    return gettext(
        "Sources : Rokhas, fichiers déposés ; délais légaux et jours fériés datés, à valider. "
        "Délais et classement calculés par la plateforme."
    )


BOARD = Board(
    slug="permits",
    title=gettext_lazy("Autorisations et classement des communes"),
    theme="permits",
    source_line=_source_line,
    public=True,
    rank=40,
)
