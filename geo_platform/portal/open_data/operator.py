"""Who runs the site, how to reach them, and where the services live that this site is not: all settings."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Operator:
    name_fr: str
    name_ar: str
    email: str


@dataclass(frozen=True)
class Service:
    """A national service: the site only points to it, and takes nothing in its place."""

    name: str
    use: str
    url: str


def operator() -> Operator:
    return Operator(settings.OPERATOR_NAME_FR, settings.OPERATOR_NAME_AR, settings.OPERATOR_EMAIL)


def services() -> list[Service]:
    """Those whose address the operator gave."""
    found = (
        Service("Rokhas", _("Demander une autorisation"), settings.ROKHAS_URL),
        Service("Watiqa", _("Commander un acte d’état civil"), settings.WATIQA_URL),
        Service("Chikaya", _("Déposer une réclamation"), settings.CHIKAYA_URL),
    )
    return [one for one in found if one.url]
