"""The levels of the territory as layers: same table, same fields, one level each."""

from layers.layer import Field, Layer, Style
from layers.models import Level, TerritoryVersion

FIELDS = (
    Field("code", "Code HCP", "رمز المندوبية", "code"),
    Field("name_fr", "Nom (français)", "الاسم بالفرنسية"),
    Field("name_ar", "Nom (arabe)", "الاسم بالعربية"),
    Field("kind", "Type", "النوع"),
    Field("parent", "Code du parent", "رمز الوحدة الأعلى", "code"),
    Field("quality", "Qualité du tracé", "جودة الحدود"),
    Field("vintage", "Millésime du tracé", "سنة الحدود", "integer"),
    Field("area_m2", "Superficie du polygone", "مساحة المضلع", "number", unit="m²"),
)


def _level(
    slug: str, level: str, title_fr: str, title_ar: str, *, min_zoom: int, width: float, label_zoom: float
) -> Layer:
    return Layer(
        slug=slug,
        model=TerritoryVersion,
        title_fr=title_fr,
        title_ar=title_ar,
        theme="territory",
        fields=FIELDS,
        style=Style("limits", width=width, label_zoom=label_zoom),
        source_fr="HCP, nomenclature RGPH 2024 ; limites 2014, indicatives",
        source_ar="المندوبية السامية للتخطيط، تصنيف إحصاء 2024؛ حدود 2014 استئناسية",
        licence="HCP, CC BY 4.0 ; limites : autorisation HCP à obtenir avant diffusion",
        lies="true",
        relation_file="territory/level.sql",
        relation_params={"level": Level(level).value},
        tile_query="territory/tile.sql",
        tile_table="layers_territoryband",
        min_zoom=min_zoom,
        max_zoom=14,
        edition_bound=True,
        label=("name_{lang}", "name_fr", "code"),
    )


LAYERS = (
    _level("regions", "region", "Régions", "الجهات", min_zoom=0, width=1.5, label_zoom=4),
    _level(
        "provinces",
        "province",
        "Provinces et préfectures",
        "العمالات والأقاليم",
        min_zoom=0,
        width=1.0,
        label_zoom=6,
    ),
    _level("cercles", "cercle", "Cercles", "الدوائر", min_zoom=5, width=0.8, label_zoom=8),
    _level("communes", "commune", "Communes", "الجماعات", min_zoom=0, width=0.6, label_zoom=9),
    _level(
        "arrondissements",
        "arrondissement",
        "Arrondissements",
        "المقاطعات",
        min_zoom=0,
        width=0.6,
        label_zoom=11,
    ),
)
