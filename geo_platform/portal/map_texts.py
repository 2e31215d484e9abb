"""Texts of the map's tools: layer tree, time, measure, zones, sharing, shortcuts, print composer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from geo_platform.portal.text import plural


def print_texts() -> dict[str, object]:
    return {
        "scale": _("Échelle {value}"),
        "failed": _("La page n’a pas pu être composée."),
        "refused": _("Une couche n’est pas ouverte à votre compte : retirez-la de la carte, ou connectez-vous."),
        "ready": _("Aperçu à jour"),
        "preview": _("Aperçu de la page imprimée : {title}"),
    }


def tree_texts() -> dict[str, object]:
    return {
        "search": _("Chercher une couche"),
        "menu": _("Options de la couche {name}"),
        "opacity": _("Opacité"),
        "up": _("Monter"),
        "down": _("Descendre"),
        "zoom": _("Cadrer sur la couche"),
        "legend": _("Légende"),
        "toLoad": _("à charger"),
        "none": _("Aucune couche ne correspond."),
        "moved": _("{name} : rang {n} sur {total}"),
        "drag": _("Glisser pour changer l’ordre"),
        "counted": plural("{n} enregistrement", "{n} enregistrements"),
        "emptyExtent": _("Aucun enregistrement à cadrer."),
    }


def tool_texts() -> dict[str, object]:
    return {
        "measure": _("Mesurer"),
        "distance": _("Distance"),
        "area": _("Surface"),
        "perimeter": _("Périmètre"),
        "measureHint": _("Cliquez sur la carte, ou Espace au centre de la vue. Retour arrière efface, Entrée termine."),
        "undo": _("Effacer le dernier point"),
        "finish": _("Terminer"),
        "clear": _("Effacer"),
        "close": _("Fermer"),
        "copy": _("Copier"),
        "copied": _("Copié"),
        "zone": _("Dessiner une zone"),
        "rectangle": _("Rectangle"),
        "polygon": _("Polygone"),
        "circle": _("Cercle"),
        "where": _("Coordonnées"),
        "whereHint": _("Sous le pointeur, sinon au centre de la carte"),
        "goTo": _("Aller à {place}"),
        "coordinates": _("Coordonnées saisies"),
        "aggregate": _("{title} : {n} dans cette commune"),
    }


def time_texts() -> dict[str, object]:
    return {
        "title": _("Période"),
        "month": _("Mois"),
        "quarter": _("Trimestre"),
        "year": _("Année"),
        "step": _("Pas"),
        "from": _("Début"),
        "to": _("Fin"),
        "play": _("Lire"),
        "pause": _("Pause"),
        "speed": _("Vitesse"),
        "all": _("Toute la période"),
        "close": _("Fermer la frise"),
        "open": _("Frise chronologique"),
        "undated": plural("{n} sans date", "{n} sans date"),
        "shown": plural("{n} enregistrement", "{n} enregistrements"),
        "bin": _("{period} : {n}"),
        "asOf": _("Tel que connu le"),
        "asOfBanner": _("Données telles que connues le {day}"),
        "asOfLacking": _("sans historique : {names}"),
        "today": _("Revenir à aujourd’hui"),
        "layers": plural("{n} couche datée", "{n} couches datées"),
    }


def share_texts() -> dict[str, object]:
    return {
        "title": _("Partager cette carte"),
        "link": _("Lien"),
        "linkHint": _("Il porte toute la vue : territoire, indicateur, couches, filtres, période."),
        "embed": _("Code d’intégration"),
        "embedHint": _("Pour une page d’un autre site ; la carte s’y affiche sans les barres."),
        "embedRefused": _("Cette vue montre des couches réservées : {names}. Le lecteur ne les verra pas."),
        "copy": _("Copier"),
        "copied": _("Copié"),
        "close": _("Fermer"),
    }


def key_texts() -> dict[str, object]:
    return {
        "title": _("Raccourcis clavier"),
        "close": _("Fermer"),
        "neighbour": _("Territoire voisin, quand l’un est choisi"),
        "pan": _("Déplacer la carte"),
        "zoom": _("Agrandir, réduire"),
        "home": _("Vue d’ensemble"),
        "search": _("Chercher"),
        "layers": _("Couches"),
        "table": _("Tableau"),
        "print": _("Imprimer"),
        "share": _("Partager"),
        "measure": _("Mesurer"),
        "sketch": _("Ajouter un point, effacer le dernier, terminer"),
        "escape": _("Fermer ou abandonner"),
        "help": _("Cette liste"),
        "moved": _("{name}, {value}"),
        "noNeighbour": _("Pas de territoire de ce côté."),
        "keys": {
            "arrows": "← ↑ → ↓",
            "shift": _("Maj"),
            "space": _("Espace"),
            "enter": _("Entrée"),
            "back": _("Retour arrière"),
            "escape": _("Échap"),
            "home": _("Début"),
        },
    }


def theme_titles() -> dict[str, str]:
    """What a group of layers is called; a theme without a name here is listed with the records of management."""
    return {
        "equipment": _("Équipements et réseaux"),
        "networks": _("Équipements et réseaux"),
        "land": _("Foncier et urbanisme"),
    }


def explorer_tool_texts() -> dict[str, object]:
    return {
        "groupShown": _("Affichées, de haut en bas"),
        "tree": tree_texts(),
        "tool": tool_texts(),
        "time": time_texts(),
        "share": share_texts(),
        "key": key_texts(),
    }
