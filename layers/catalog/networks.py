"""Networks: public lines, roads in the colours of the official legend (RN red, RR yellow, RP brown)."""

from layers.layer import Field, Layer, Sensitivity, Style
from layers.models import Network

LAYERS = (
    Layer(
        slug="networks",
        model=Network,
        title_fr="Réseaux",
        title_ar="الشبكات",
        theme="networks",
        fields=(
            Field("reference", "Identifiant", "المعرف", "code"),
            Field("kind", "Nature", "نوع الشبكة", "code"),
            Field("road_class", "Classe de route", "صنف الطريق", "code"),
            Field("road_code", "Code de la route", "رمز الطريق", "code"),
            # The form on signs: N2 is written RN2, R601 RR601, P6000 RP6000; motorways keep theirs.
            Field(
                "road_sign",
                "Route",
                "الطريق",
                "code",
                column="case when r.road_class in ('RN', 'RR', 'RP') then 'R' else '' end || r.road_code",
            ),
            Field("drawn_as", "Légende", "المفتاح", "code", column="coalesce(nullif(r.road_class, ''), r.kind)"),
            Field("name_fr", "Nom en français", "الاسم بالفرنسية"),
            Field("name_ar", "Nom en arabe", "الاسم بالعربية"),
            Field("status", "Statut", "الوضعية", "code"),
            Field("length_m", "Longueur déclarée", "الطول المصرح به", "number", unit="m"),
            Field("manager", "Gestionnaire", "الجهة المسيرة"),
            Field("commissioned_year", "Année de mise en service", "سنة بداية الاستغلال", "integer"),
            Field("location_precision", "Précision de la localisation", "دقة التموضع", "code"),
            Field("fictitious", "Donnée fictive", "معطى تجريبي", "boolean"),
            Field(
                "flags",
                "Anomalies",
                "الحالات الشاذة",
                column="array_to_string(r.flags, ' ')",
                sensitivity=Sensitivity.INTERNAL,
            ),
        ),
        style=Style(
            "line",
            color="#5A5F5C",
            width=1.6,
            fill="#8C918E",
            by="drawn_as",
            palette=(
                ("AUTOROUTE", "#F08A24", "Autoroute", "طريق سيار"),
                ("RN", "#D7263D", "Route nationale", "طريق وطنية"),
                ("RR", "#F2C230", "Route régionale", "طريق جهوية"),
                ("RP", "#8B5A2B", "Route provinciale", "طريق إقليمية"),
                ("COMMUNALE", "#B7BDB9", "Route communale", "طريق جماعية"),
                ("PISTE", "#D6DAD7", "Piste", "مسلك"),
                ("water", "#2B7BBA", "Eau potable", "الماء الصالح للشرب"),
                ("electricity", "#7B4FA3", "Électricité", "الكهرباء"),
                ("sewer", "#6B705C", "Assainissement", "التطهير السائل"),
                ("fibre", "#1F9E89", "Fibre optique", "الألياف البصرية"),
            ),
        ),
        source_fr="Fichiers déposés par les services ; localisation par la plateforme",
        source_ar="ملفات مودعة من المصالح؛ التموضع من إنجاز المنصة",
        licence="Données publiques de l’administration",
        history=True,
        fictitious_column="r.fictitious",
        label=("road_sign", "name_{lang}", "name_fr", "reference"),
        near_zoom=5,
        tile_fields=("kind", "status"),
    ),
)
