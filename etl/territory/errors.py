"""What can be wrong with an operator's file of limits, names or codes; nothing is written when one is raised."""

from __future__ import annotations

from layers.errors import PlatformError


class TerritoryFileError(PlatformError):
    """A file is refused as a whole: the territory is a partition, half of it cannot be replaced."""

    code, status = "territory_file", 400


class UnreadableFile(TerritoryFileError):
    code = "territory_file_unreadable"
    message_fr = "Fichier illisible : {detail}."
    message_ar = "تعذرت قراءة الملف: {detail}."


class MissingColumn(TerritoryFileError):
    code = "territory_file_column"
    message_fr = "Colonne absente : « {column} ». Colonnes du fichier : {found}."
    message_ar = "عمود غير موجود: «{column}». أعمدة الملف: {found}."


class MissingProjection(TerritoryFileError):
    code = "territory_file_crs"
    message_fr = "Le fichier ne dit pas sa projection : ajoutez son .prj ou précisez --crs."
    message_ar = "الملف لا يحدد الإسقاط: أضيفوا ملف ‎.prj أو حددوا ‎--crs."


class UnknownCodes(TerritoryFileError):
    code = "territory_unknown_codes"
    message_fr = "Codes inconnus de l’édition {edition} : {codes}."
    message_ar = "رموز غير معروفة في تقسيم {edition}: {codes}."


class RepeatedCodes(TerritoryFileError):
    code = "territory_repeated_codes"
    message_fr = "Codes présents plusieurs fois : {codes}."
    message_ar = "رموز مكررة: {codes}."


class WrongLevel(TerritoryFileError):
    code = "territory_wrong_level"
    message_fr = (
        "Seules les limites des communes et arrondissements se remplacent, le reste en découle : {codes}."
    )
    message_ar = "لا تستبدل إلا حدود الجماعات والمقاطعات، وما فوقها يستنتج منها: {codes}."


class InvalidGeometries(TerritoryFileError):
    code = "territory_invalid_geometries"
    message_fr = "Géométries invalides : {details}."
    message_ar = "أشكال هندسية غير صالحة: {details}."


class OverlappingLimits(TerritoryFileError):
    code = "territory_overlap"
    message_fr = "Limites qui se recouvrent de plus de {tolerance_m2} m² : {details}."
    message_ar = "حدود متداخلة بأكثر من {tolerance_m2} م²: {details}."


class UncoveredLand(TerritoryFileError):
    code = "territory_hole"
    message_fr = "Trous entre les limites de plus de {tolerance_m2} m² : {details}."
    message_ar = "فراغات بين الحدود تتجاوز {tolerance_m2} م²: {details}."


class UnknownEdition(TerritoryFileError):
    code = "territory_unknown_edition"
    message_fr = "Aucune édition n’est chargée : lancez d’abord load_territories sans fichier."
    message_ar = "لا يوجد أي تقسيم محمل: شغلوا load_territories أولا دون ملف."
