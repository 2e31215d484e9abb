"""Texts that board.js writes, translated here."""

from __future__ import annotations

from django.utils.translation import gettext as _


def board_texts() -> dict[str, str]:
    return {
        "place": _("Nom français, arabe ou code"),
        "search": _("Chercher un territoire"),
        "unranked": _("non classé"),
        "failed": _("Le serveur n’a pas répondu"),
        "gone": _("Votre session a expiré"),
        "kept": _("Votre sélection est conservée. Rien n’a été modifié."),
        "retry": _("Réessayer"),
        "login": _("Se reconnecter"),
    }
