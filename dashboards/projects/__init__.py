"""Pilotage of projects: which slip, where money and works disagree, who owes what."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_lazy

from dashboards.registry import Board


def _layout() -> Any:
    from dashboards.projects.layout import layout

    return layout()


def _register(app: Any) -> None:
    # The layout names the component libraries whose files the page must list.
    from dashboards.projects import layout  # noqa: F401
    from dashboards.projects.callbacks import register

    register(app)


def _source_line() -> str:
    return gettext(
        "Sources : registre des projets, déclaré par les maîtres d’ouvrage ; GID, situation de la TGR. "
        "Rapprochements et taux calculés par la plateforme."
    )


BOARD = Board(
    slug="projects",
    title=gettext_lazy("Pilotage des projets"),
    theme="projects",
    layout=_layout,
    register=_register,
    source_line=_source_line,
    rank=30,
)
