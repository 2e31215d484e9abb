"""Texts the browser needs, translated here: no string lives in a module of static/portal/js."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# One number of each plural category of Arabic; French folds them into one and other.
_SAMPLES = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


def plural(singular: str, many: str) -> dict[str, str]:
    """Every form Intl.PluralRules may ask for; `{n}` is filled by the browser."""
    return {category: ngettext(singular, many, n) for category, n in _SAMPLES.items()}


def map_texts() -> dict[str, str]:
    """What the map module itself says, wherever it is mounted."""
    return {
        "map": _("Carte du territoire"),
        "zoomIn": _("Agrandir"),
        "zoomOut": _("Réduire"),
        "home": _("Revenir au territoire"),
        "fullscreen": _("Plein écran"),
    }


def level_texts() -> dict[str, dict[str, object]]:
    """Levels by name: singular, plural, and counted ("112 communes")."""
    return {
        "country": {"one": _("Royaume"), "many": _("Royaume"), "count": plural("{n} pays", "{n} pays")},
        "region": {
            "one": _("Région"),
            "many": _("Régions"),
            "count": plural("{n} région", "{n} régions"),
        },
        "province": {
            "one": _("Province"),
            "many": _("Provinces et préfectures"),
            "count": plural("{n} province ou préfecture", "{n} provinces et préfectures"),
        },
        "district": {
            "one": _("Préfecture d’arrondissements"),
            "many": _("Préfectures d’arrondissements"),
            "count": plural("{n} préfecture d’arrondissements", "{n} préfectures d’arrondissements"),
        },
        "cercle": {
            "one": _("Cercle"),
            "many": _("Cercles"),
            "count": plural("{n} cercle", "{n} cercles"),
        },
        "commune": {
            "one": _("Commune"),
            "many": _("Communes"),
            "count": plural("{n} commune", "{n} communes"),
        },
        "arrondissement": {
            "one": _("Arrondissement"),
            "many": _("Arrondissements"),
            "count": plural("{n} arrondissement", "{n} arrondissements"),
        },
    }


def choice_texts() -> dict[str, object]:
    return {
        "change": _("Évolution"),
        "total": _("Ensemble"),
        "urban": _("Urbain"),
        "rural": _("Rural"),
        "round": _("seuils ronds"),
        "quantile": _("effectifs égaux"),
        "jenks": _("seuils naturels (Jenks)"),
        "equal": _("intervalles égaux"),
        "classes": _("{n} classes"),
        "notComparable": _("2014 et 2024 ne mesurent pas la même chose : pas d’évolution."),
        "noIndicator": _("Aucun indicateur ne correspond."),
    }


def legend_texts() -> dict[str, object]:
    return {
        "units": plural("{n} territoire", "{n} territoires"),
        "nodata": _("Sans donnée"),
        "outside": _("Hors filtre"),
        "gathered": _(
            "De près, un à un, ou en nombre là où ils sont trop denses ; de loin, en nombre par région, province"
            " ou commune. Sans position propre : comptés dans leur commune."
        ),
        "gatheredOnly": _("En nombre par région, province ou commune : aucun n’est montré là où il se trouve."),
        "nearOnly": _("Visible en vue rapprochée"),
        "isolate": _("Isoler cette classe, ou la rendre"),
        "rangeTo": _("à"),
        "under": _("moins de {value}"),
        "over": _("{value} et plus"),
        "legendTitle": _("{name}, {year}"),
        "changeTitle": _("{name}, évolution 2014–2024"),
    }


def table_texts() -> dict[str, object]:
    return {
        "rank": _("Rang"),
        "name": _("Nom"),
        "province": _("Province"),
        "region": _("Région"),
        "population": _("Population légale {year}"),
        "change": _("Évolution"),
        "points": _("points"),
        "ofTotal": _("sur {n}"),
        "isolated": _("classe {range}"),
        "unranked": _("non classé"),
        "noneInView": _("Aucun territoire dans l’emprise affichée."),
        "classed": _("{count}, classés"),
        "downloadRows": plural("Télécharger {n} ligne", "Télécharger les {n} lignes"),
    }


def sheet_texts() -> dict[str, object]:
    return {
        "since": _("depuis 2014"),
        "rankOf": _("Rang {rank} sur {total}"),
        "best": _("1 = le plus favorable"),
        "higher": _("1 = la valeur la plus élevée"),
        "kingdom": _("Royaume"),
        "top": _("En tête"),
        "bottom": _("En queue"),
        "others": _("Autres repères {year}"),
        "why": _("Pourquoi ce chiffre ?"),
        "open": _("Ouvrir la fiche"),
        "frame": _("Cadrer"),
        "children": _("Voir : {level}"),
        "close": _("Fermer"),
        "copyLink": _("Copier le lien"),
        "linkCopied": _("Lien copié"),
        "download": _("Télécharger"),
        "value": _("Valeur"),
        "definition": _("Définition"),
        "denominator": _("Dénominateur"),
        "sourceOf": _("Source"),
        "situation": _("Situation"),
        "computed": _("Calculé : valeur 2024 moins valeur 2014, toutes deux publiées."),
        "completeness": _("Complétude"),
        "completeOf": _("{n} valeurs publiées sur {total}"),
        "method": _("Indicateurs et définitions"),
        "rows": _("Lignes (CSV)"),
        "approximate": _("Tracé approximatif."),
        "inhabitants": plural("{n} habitant", "{n} habitants"),
        "legalPopulation": _("population légale 2024"),
        "provenance": _("Source : {source}"),
    }


def message_texts() -> dict[str, str]:
    return {
        "errorTitle": _("Le serveur n’a pas répondu"),
        "errorBody": _("Votre sélection est conservée. Rien n’a été modifié."),
        "retry": _("Réessayer"),
        "expired": _("Votre session a expiré. Reconnectez-vous : votre sélection est dans l’adresse."),
        "emptyTitle": _("Aucune valeur publiée"),
        "emptyBody": _("Cet indicateur n’est pas publié pour ce niveau, cette année ou ce milieu."),
        "layerRestricted": _("accès restreint"),
        "layerFictitious": _("fictif"),
        "show": _("Afficher : {name}"),
        "kingdom": _("Royaume du Maroc"),
        "noIdle": _("Tapez au moins deux lettres, ou un code."),
        "attribution": _("HCP, RGPH {year} · limites 2014, indicatives"),
        "attributionOf": _("{source} · limites 2014, indicatives"),
        "noWebgl": _("Ce navigateur ne dessine pas la carte (WebGL). Le classement reste lisible."),
    }


def explorer_texts() -> dict[str, object]:
    return {
        **choice_texts(),
        **legend_texts(),
        "groupCensus": _("Recensement"),
        "groupTerritory": _("Territoire"),
        "groupRecords": _("Gestion"),
        "groupRasters": _("Rasters"),
        "rasterNone": _("aucune valeur ici"),
        "groupLandmarks": _("Repères"),
        "airports": _("Aéroports"),
        "table": table_texts(),
        "sheet": sheet_texts(),
        "message": message_texts(),
        "levels": level_texts(),
    }
