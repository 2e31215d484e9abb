"""Equipment against its norm, who is within reach of it, and what works under way will change."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_lazy

from dashboards.registry import Board


def _layout() -> Any:
    from dashboards.needs.layout import layout

    return layout()


def _register(app: Any) -> None:
    # The layout names the component libraries whose files the page must list.
    from dashboards.needs import layout  # noqa: F401
    from dashboards.needs.callbacks import register

    register(app)


def _source_line() -> str:
    return gettext(
        "Sources : équipements, fichiers déposés par les services ; population municipale, HCP, RGPH 2024 et 2014 ; "
        "grille normative à valider. Besoins et desserte calculés par la plateforme."
    )


BOARD = Board(
    slug="needs",
    title=gettext_lazy("Besoins en équipements"),
    theme="equipment",
    layout=_layout,
    register=_register,
    source_line=_source_line,
    public=True,
    rank=20,
)
