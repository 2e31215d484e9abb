"""Land: parcels for people of the administration, zones of planning documents for everyone. No owner exists here."""

from layers.layer import Field, Layer, Sensitivity, Style
from layers.models import Parcel, Zoning

WHERE = (
    Field("declared_code", "Code de commune déclaré", "رمز الجماعة المصرح به", "code"),
    Field("location_precision", "Précision de la localisation", "دقة التموضع", "code"),
    Field("flags", "Anomalies", "الحالات الشاذة", column="array_to_string(r.flags, ' ')"),
    Field("fictitious", "Donnée fictive", "معطى تجريبي", "boolean"),
)

PARCELS = (
    Field("reference", "Référence foncière", "المرجع العقاري", "code"),
    Field("nature", "Nature", "طبيعة المرجع", "code"),
    Field("registry_code", "Conservation foncière", "المحافظة العقارية", "code"),
    Field("status", "Statut juridique", "النظام القانوني", "code"),
    Field("stage", "Étape de la procédure", "مرحلة المسطرة", "code"),
    Field("mother_reference", "Titre mère", "الرسم الأم", "code"),
    Field("declared_area_m2", "Superficie déclarée", "المساحة المصرح بها", "number", unit="m²"),
    Field("area_m2", "Superficie mesurée", "المساحة المقاسة", "number", unit="m²"),
    Field("zone_code", "Zone du plan", "منطقة التصميم"),
    *WHERE,
)

ZONES = (
    Field("reference", "Référence de zone", "مرجع المنطقة", "code"),
    Field("plan_kind", "Type de document", "نوع الوثيقة", "code"),
    Field("plan_reference", "Référence du plan", "مرجع التصميم"),
    Field("plan_name", "Nom du plan", "اسم التصميم"),
    Field("plan_state", "État du plan", "حالة التصميم", "code"),
    Field("approved_on", "Date d’approbation", "تاريخ المصادقة", "date"),
    Field("bo_number", "N° du Bulletin officiel", "رقم الجريدة الرسمية"),
    Field("zone_code_local", "Code de zone", "رمز المنطقة"),
    Field("zone_number", "N° de zone", "رقم المنطقة", "code"),
    Field("zone_name", "Libellé de zone", "تسمية المنطقة"),
    Field("zone_class", "Classe harmonisée", "الصنف الموحد", "code"),
    Field("cos", "COS", "معامل استعمال الأرض", "number"),
    Field("cus", "CUS", "معامل استغلال السطح", "number"),
    Field("height_max_m", "Hauteur maximale", "العلو الأقصى", "number", unit="m"),
    Field("floors_max", "Niveaux (R+n)", "عدد الطوابق", "integer"),
    Field("plot_min_m2", "Parcelle minimale", "المساحة الدنيا للبقعة", "number", unit="m²"),
    Field("setback_min_m", "Recul minimal", "التراجع الأدنى", "number", unit="m"),
    Field("easements", "Servitudes", "الارتفاقات"),
    Field("area_m2", "Superficie mesurée", "المساحة المقاسة", "number", unit="m²"),
    *WHERE,
)

LAYERS = (
    Layer(
        slug="parcels",
        model=Parcel,
        title_fr="Parcelles",
        title_ar="البقع الأرضية",
        theme="land",
        sensitivity=Sensitivity.INTERNAL,
        fields=PARCELS,
        style=Style("fill", color="#6B4E2E", width=0.6, fill="#D8C3A0", opacity=0.35),
        source_fr="ANCFCC, fichiers déposés ; sans valeur cadastrale",
        source_ar="الوكالة الوطنية للمحافظة العقارية، ملفات مودعة؛ دون قيمة مسحية",
        licence="Usage interne à l’administration",
        history=True,
        fictitious_column="r.fictitious",
        near_zoom=13,
        tile_fields=("status", "area_m2"),
        label=("reference", "nature"),
    ),
    Layer(
        slug="zoning",
        model=Zoning,
        title_fr="Zonage des documents d’urbanisme",
        title_ar="تنطيق وثائق التعمير",
        theme="land",
        sensitivity=Sensitivity.PUBLIC,
        fields=ZONES,
        style=Style("fill", color="#5B3A6E", width=0.8, fill="#B79CC9", opacity=0.4),
        source_fr="Agences urbaines, fichiers déposés ; seul le plan publié fait foi",
        source_ar="الوكالات الحضرية، ملفات مودعة؛ التصميم المنشور وحده هو المعتمد",
        licence="Documents publics ; mention de l’agence urbaine",
        time_column="r.approved_on",
        history=True,
        fictitious_column="r.fictitious",
        near_zoom=8,
        tile_fields=("plan_reference", "plan_state", "zone_class"),
        label=("zone_code_local", "reference"),
    ),
)
