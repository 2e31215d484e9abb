"""Complaints: internal, with history, one aggregate per commune. No text, no person, no exact point exists here."""

from layers.catalog.states import COMPLAINT_STATES
from layers.cube import Cube
from layers.layer import Field, Layer, Sensitivity, Style
from layers.models import Complaint, ComplaintCategory

FINE = Sensitivity.RESTRICTED

LAYERS = (
    Layer(
        slug="complaints",
        model=Complaint,
        title_fr="Réclamations (Chikaya)",
        title_ar="الشكايات (شكاية)",
        theme="complaints",
        sensitivity=Sensitivity.INTERNAL,
        # Whatever point was given may be someone's door: nothing reads it.
        geometry="null::geometry(Point, 4326)",
        lies="false",
        fields=(
            Field("kind", "Type", "النوع", "code"),
            Field("category", "Catégorie", "الصنف", "code"),
            Field("state", "État", "الحالة", "code", choices=COMPLAINT_STATES),
            Field("deposited_on", "Date de dépôt", "تاريخ الإيداع", "date"),
            Field("acknowledged_on", "Date d’accusé de réception", "تاريخ الإشعار بالتوصل", "date"),
            Field("answered_on", "Date de réponse", "تاريخ الجواب", "date"),
            Field("closed_on", "Date de clôture", "تاريخ الإغلاق", "date"),
            Field("satisfaction", "Satisfaction (1 à 5)", "درجة الرضى (1 إلى 5)", "integer"),
            Field("reopened_count", "Nombre de réouvertures", "عدد مرات إعادة الفتح", "integer"),
            Field("location_precision", "Précision de la localisation", "دقة التموضع", "code"),
            Field("flags", "Anomalies", "الحالات الشاذة", column="array_to_string(r.flags, ' ')"),
            Field("fictitious", "Donnée fictive", "معطى تجريبي", "boolean"),
            Field("number", "Numéro", "رقم الشكاية", "code", sensitivity=FINE),
            Field("channel", "Canal", "قناة الإيداع", "code", sensitivity=FINE),
            Field("subcategory", "Sous-catégorie", "الصنف الفرعي", sensitivity=FINE),
            Field("cause", "Cause", "السبب", "code", sensitivity=FINE),
            Field("service", "Service", "المصلحة", sensitivity=FINE),
            Field("language", "Langue", "اللغة", "code", sensitivity=FINE),
            Field("assigned_on", "Date d’affectation", "تاريخ الإحالة", "date", sensitivity=FINE),
        ),
        style=Style("aggregate", color="#7A2E39", fill="#B4525F", opacity=0.85),
        source_fr="Chikaya, fichiers déposés ; localisation par la plateforme",
        source_ar="منصة شكاية، ملفات مودعة؛ التموضع من إنجاز المنصة",
        licence="Usage interne à l’administration",
        time_column="r.deposited_on",
        history=True,
        fictitious_column="r.fictitious",
        counted_by="state",
        label=("number",),
        public_cube=Cube(period="deposited_on", type="category", names=ComplaintCategory),
    ),
)
