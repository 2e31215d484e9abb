"""Texts of the explorer's records: table, filter, selection and sheet of a record, translated for the browser."""

from __future__ import annotations

from django.utils.translation import gettext as _

from geo_platform.portal.text import plural


def record_texts() -> dict[str, object]:
    return {
        "tabs": _("Tableaux"),
        "census": _("Classement"),
        "keys": _("Flèches : changer de ligne. Espace : choisir. Entrée : ouvrir la fiche. Échap : ne rien choisir."),
        "columns": _("Colonnes"),
        "columnsDefault": _("Colonnes par défaut"),
        "yes": _("oui"),
        "no": _("non"),
        "ofTotal": _("sur {n}"),
        "notLocated": plural("{n} sans position propre", "{n} sans position propre"),
        "inZone": _("dans la zone dessinée"),
        "shown": _("{n} sur {total}"),
        "failedTitle": _("Le tableau n’a pas pu être lu"),
        "failed": _("Le serveur n’a pas répondu. Vos filtres sont conservés."),
        "retry": _("Réessayer"),
        "mapLite": _("Affiché sans carte, pour une ligne lente."),
        "mapNone": _("Ce navigateur ne dessine pas la carte (WebGL) : voici le tableau."),
        "showMap": _("Afficher la carte"),
        "showTable": _("Tableau seul"),
        **_download_texts(),
        **_chosen_texts(),
    }


def _download_texts() -> dict[str, object]:
    return {
        "downloadRows": plural("Télécharger {n} ligne", "Télécharger les {n} lignes"),
        "downloadChosen": plural("Télécharger {n} ligne choisie", "Télécharger les {n} lignes choisies"),
        "purpose": _("À quoi servira l’extraction ?"),
        "purposeNeeded": _("Cette couche a des champs réservés : la finalité est notée avec l’extraction."),
        "format_gpkg": _("QGIS, avec style"),
        "format_xlsx": _("Excel"),
        "format_csv": _("tableur"),
        "format_geojson": _("Web"),
        "format_fgb": _("FlatGeobuf, lignes localisées"),
        "format_parquet": _("analyse de données"),
        "format_shp.zip": _("Shapefile, lignes localisées"),
        "qgisProject": _("Ouvrir dans QGIS (projet)"),
        "qgisPage": _("Se connecter depuis QGIS"),
        "downloadIndicator": _("Indicateur affiché"),
        "downloadInTable": _("Depuis son tableau : finalité à préciser"),
    }


def _chosen_texts() -> dict[str, object]:
    return {
        "chosen": plural("{n} sélectionné", "{n} sélectionnés"),
        "chosenGroup": _("Lignes sélectionnées"),
        "zoomTo": _("Cadrer"),
        "copy": _("Copier"),
        "copied": plural("{n} ligne copiée", "{n} lignes copiées"),
        "clear": _("Effacer la sélection"),
        "nowhere": _("Ces lignes n’ont pas de position propre."),
    }


def zone_texts() -> dict[str, str]:
    return {
        "group": _("Sélectionner sur la carte"),
        "rectangle": _("Sélectionner dans un rectangle"),
        "polygon": _("Sélectionner dans un polygone"),
        "circle": _("Sélectionner dans un cercle"),
        "rectangleHint": _("Deux coins opposés, l’un après l’autre."),
        "polygonHint": _("Chaque sommet, puis de nouveau le premier pour fermer."),
        "circleHint": _("Le centre, puis un point du bord."),
        "view": _("Sélectionner ce qui est dans l’emprise"),
        "clear": _("Effacer la zone"),
        "chip": _("Zone dessinée"),
    }


def filter_texts() -> dict[str, object]:
    return {
        "title": _("Filtrer"),
        "add": _("Filtrer"),
        "layer": _("Couche"),
        "field": _("Champ"),
        "operator": _("Condition"),
        "value": _("Valeur"),
        "from": _("De"),
        "to": _("À"),
        "andWord": _("et"),
        "or": _("ou"),
        "orAnother": _("+ ou une autre condition"),
        "condition": _("Condition {n}"),
        "removeCondition": _("Retirer cette condition"),
        "narrow": _("Chercher une valeur"),
        "apply": _("Appliquer"),
        "cancel": _("Annuler"),
        "toComplete": _("Complétez la condition pour voir combien de lignes elle garde."),
        "wouldGive": _("Garderait {n} lignes sur {total}"),
        "expert": _("Écrire le filtre (CQL2)"),
        "expertLabel": _("Filtre entier de la couche, en texte CQL2"),
        "applyText": _("Appliquer ce texte"),
        "removed": _("Filtre retiré"),
        "undo": _("Annuler"),
        "raw": _("Filtre écrit : {text}"),
        "ofLayer": _("{layer} : {text}"),
        "remove": _("Retirer le filtre « {text} »"),
        "removeLast": _("Retirer « {text} »"),
        "more": plural("+ {n} filtre", "+ {n} filtres"),
        "noneTitle": _("Aucune ligne ne répond à ces filtres"),
        "inViewOnly": _("Seulement l’emprise affichée"),
        "yes": _("oui"),
        "no": _("non"),
        "moreValues": _("et {n} autres"),
        **_operator_texts(),
        **_sentence_texts(),
    }


def _operator_texts() -> dict[str, str]:
    return {
        "op_is": _("est"),
        "op_is_date": _("est le"),
        "op_not": _("n’est pas"),
        "op_contains": _("contient"),
        "op_lacks": _("ne contient pas"),
        "op_starts": _("commence par"),
        "op_lt": _("est inférieur à"),
        "op_lt_date": _("avant le"),
        "op_gt": _("est supérieur à"),
        "op_gt_date": _("après le"),
        "op_le": _("au plus"),
        "op_ge": _("au moins"),
        "op_le_date": _("jusqu’au"),
        "op_ge_date": _("à partir du"),
        "op_between": _("entre"),
        "op_empty": _("est vide"),
        "op_filled": _("n’est pas vide"),
    }


def _sentence_texts() -> dict[str, str]:
    """What a chip says; a date is told in another way than a number."""
    return {
        "say_is": _("{field} : {value}"),
        "say_is_date": _("{field} le {value}"),
        "say_not": _("{field} : sauf {value}"),
        "say_contains": _("{field} contient « {value} »"),
        "say_lacks": _("{field} ne contient pas « {value} »"),
        "say_starts": _("{field} commence par « {value} »"),
        "say_lt": _("{field} inférieur à {value}"),
        "say_lt_date": _("{field} avant le {value}"),
        "say_gt": _("{field} supérieur à {value}"),
        "say_gt_date": _("{field} après le {value}"),
        "say_le": _("{field} : {value} au plus"),
        "say_le_date": _("{field} jusqu’au {value}"),
        "say_ge": _("{field} : {value} au moins"),
        "say_ge_date": _("{field} à partir du {value}"),
        "say_between": _("{field} de {first} à {second}"),
        "say_between_date": _("{field} du {first} au {second}"),
        "say_empty": _("{field} : vide"),
        "say_filled": _("{field} : renseigné"),
    }


def record_sheet_texts() -> dict[str, object]:
    return {
        "overview": _("Aperçu"),
        "details": _("Détails"),
        "provenance": _("Provenance"),
        "tabs": _("Parties de la fiche"),
        "close": _("Fermer"),
        "before": _("Ligne précédente"),
        "after": _("Ligne suivante"),
        "frame": _("Cadrer"),
        "copyLink": _("Copier le lien"),
        "linkCopied": _("Lien copié"),
        "placeSheet": _("Fiche : {name}"),
        "place": _("Lieu"),
        "noPlace": _("Aucun territoire reconnu"),
        "notLocated": _("Non localisé"),
        "whyNot": _("Cet enregistrement n’a pas de position propre : {why} Il est compté à sa commune."),
        "whyNotAtAll": _("Cet enregistrement n’a ni position ni commune reconnue."),
        "described": _("Description"),
        "dates": _("Dates"),
        "measures": _("Mesures et montants"),
        "empty": plural("{n} champ vide", "{n} champs vides"),
        "source": _("Source"),
        "situation": _("Connu depuis le"),
        "licence": _("Licence"),
        "precision": _("Précision"),
        "method": _("Méthode"),
        "confidence": _("Confiance"),
        "high": _("élevée"),
        "medium": _("moyenne"),
        "low": _("faible"),
        "flags": _("Anomalies"),
        "noFlags": _("aucune anomalie relevée"),
        "fictitious": _("fictif"),
        "method_coordinates": _("coordonnées du fichier"),
        "method_geometry": _("tracé du fichier"),
        "method_parcel": _("référence foncière retrouvée"),
        "method_address": _("adresse retrouvée"),
        "method_locality": _("localité nommée"),
        "method_code": _("code de la commune"),
        "method_rokhas": _("code de commune de Rokhas"),
        "method_name": _("nom de la commune"),
        "method_fuzzy_name": _("nom approchant de la commune"),
        "gone": _("Cet enregistrement n’existe pas ou n’est pas dans votre périmètre."),
        "yes": _("oui"),
        "no": _("non"),
    }
