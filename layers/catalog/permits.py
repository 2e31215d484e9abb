"""Permits: internal, with history; drawn where they lie for who may know it, else counted. No personal field here."""

from django.utils.translation import gettext_lazy as _

from layers.catalog.states import PERMIT_STATES
from layers.cube import Cube
from layers.layer import Field, Layer, Sensitivity, Style
from layers.models import Permit

TYPES = (
    ("PCT", _("permis de construire")),
    ("LOT", _("lotissement")),
    ("GRP", _("groupe d’habitations")),
    ("MDF", _("modification")),
    ("MRC", _("morcellement")),
    ("ELV", _("surélévation")),
    ("AMN", _("aménagement")),
    ("PH", _("permis d’habiter")),
    ("EC", _("établissement classé")),
    ("SD", _("activité soumise à déclaration")),
    ("ODP", _("occupation du domaine public")),
    ("ODP-AP", _("affichage publicitaire")),
    ("ODP-AN", _("enseigne ou antenne")),
)
FIELDS = (
    Field("reference", "Référence", "المرجع", "code"),
    Field("type_code", "Type d’autorisation", "نوع الرخصة", "code", choices=TYPES),
    Field("procedure", "Procédure", "المسطرة", "code"),
    Field("state", "État", "الحالة", "code", choices=PERMIT_STATES),
    Field("version", "Version du dossier", "نسخة الملف", "integer"),
    Field("deposited_on", "Date de dépôt", "تاريخ الإيداع", "date"),
    Field("dispatched_on", "Date d’envoi aux membres", "تاريخ الإحالة", "date"),
    Field("commission_on", "Date de commission", "تاريخ اللجنة", "date"),
    Field("returned_on", "Date de retour au pétitionnaire", "تاريخ الإرجاع", "date"),
    Field("resumed_on", "Date de reprise", "تاريخ الاستئناف", "date"),
    Field("decided_on", "Date de décision", "تاريخ القرار", "date"),
    Field("issued_on", "Date de délivrance", "تاريخ التسليم", "date"),
    Field("works", "Nature des travaux", "طبيعة الأشغال"),
    Field("usage", "Usage", "الاستعمال"),
    Field("levels", "Niveaux (R+n)", "عدد الطوابق", "integer"),
    Field("dwellings", "Logements", "عدد المساكن", "integer"),
    Field("plots", "Lots", "عدد البقع", "integer"),
    Field("plot_area_m2", "Superficie du terrain", "مساحة الأرض", "number", unit="m²"),
    Field("covered_area_m2", "Surface couverte", "المساحة المغطاة", "number", unit="m²"),
    Field("floor_area_m2", "Surface de plancher", "مساحة الأرضيات", "number", unit="m²"),
    Field("estimated_cost_mad", "Coût estimé", "الكلفة التقديرية", "number", unit="DH"),
    Field(
        "tax_mad", "Taxe sur les opérations de construction", "الرسم على عمليات البناء", "number", unit="DH"
    ),
    Field("declared_code", "Code de commune déclaré", "رمز الجماعة المصرح به", "code"),
    Field("declared_edition", "Édition du code déclaré", "إصدار الرمز المصرح به", "code"),
    Field("location_precision", "Précision de la localisation", "دقة التموضع", "code"),
    Field("location_method", "Méthode de localisation", "طريقة التموضع", "code"),
    Field("location_confidence", "Confiance de la localisation", "درجة الثقة في التموضع", "number"),
    Field("flags", "Anomalies", "الحالات الشاذة", column="array_to_string(r.flags, ' ')"),
    Field("fictitious", "Donnée fictive", "معطى تجريبي", "boolean"),
    Field("address", "Adresse", "العنوان", sensitivity=Sensitivity.RESTRICTED),
    Field(
        "land_references",
        "Références foncières",
        "المراجع العقارية",
        column="array_to_string(r.land_references, ', ')",
        sensitivity=Sensitivity.RESTRICTED,
    ),
    Field("parcel_reference", "Parcelle", "البقعة الأرضية", "code", sensitivity=Sensitivity.RESTRICTED),
    Field("parcel_method", "Parcelle connue par", "طريقة معرفة البقعة", "code", sensitivity=Sensitivity.RESTRICTED),
)

LAYERS = (
    Layer(
        slug="permits",
        model=Permit,
        title_fr="Autorisations (Rokhas)",
        title_ar="الرخص (رخص)",
        theme="permits",
        sensitivity=Sensitivity.INTERNAL,
        fields=FIELDS,
        style=Style("point", color="#8A4B08", fill="#C77D1E", opacity=0.85),
        source_fr="Rokhas, fichiers déposés ; localisation par la plateforme",
        source_ar="منصة رخص، ملفات مودعة؛ التموضع من إنجاز المنصة",
        licence="Usage interne à l’administration",
        time_column="r.deposited_on",
        history=True,
        fictitious_column="r.fictitious",
        counted_by="state",
        # As its address: the place of a house is its owner's.
        place_sensitivity=Sensitivity.RESTRICTED,
        near_zoom=12,
        by_cell=True,
        tile_fields=("type_code", "state", "deposited_on"),
        public_cube=Cube(period="deposited_on", type="type_code"),
    ),
)
