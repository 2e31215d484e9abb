"""Networks: stretches of road, water, electricity, sewer and fibre, with the official classes and codes of roads."""

from etl import rules_civic
from etl.civic_columns import road_code
from etl.columns import code, integer, number, text, word
from etl.source import Column, Source, Table
from etl.sources.equipment import STATUS
from layers.models import Network

KIND = word(
    "road", "water", "electricity", "sewer", "fibre",
    **{"route": "road", "eau": "water", "eau potable": "water", "électricité": "electricity", "assainissement": "sewer",
       "fibre optique": "fibre", "طريق": "road", "ماء": "water", "كهرباء": "electricity", "تطهير": "sewer",
       "ألياف بصرية": "fibre"},
)  # fmt: skip
CLASSES = word(
    "AUTOROUTE", "RN", "RR", "RP", "COMMUNALE", "PISTE",
    **{"route nationale": "RN", "route régionale": "RR", "route provinciale": "RP", "route communale": "COMMUNALE",
       "طريق سيار": "AUTOROUTE", "طريق وطنية": "RN", "طريق جهوية": "RR", "طريق إقليمية": "RP"},
)  # fmt: skip
LETTERS = {"AUTOROUTE": "^A", "RN": "^N", "RR": "^R", "RP": "^P"}

NETWORKS = Table(
    name="networks",
    title_fr="Réseaux",
    title_ar="الشبكات",
    model=Network,
    key="reference",
    columns=(
        Column("reference", "Identifiant", "المعرف", code, ("id", "identifiant troncon"), required=True,
               example="RT-05-000001"),
        Column("kind", "Nature", "نوع الشبكة", KIND, ("reseau", "type"), required=True, filled=True, example="route"),
        Column("road_class", "Classe", "صنف الطريق", CLASSES, ("classe de route", "categorie"), example="RP"),
        Column("road_code", "Code de la route", "رمز الطريق", road_code, ("code_route", "numero de route"),
               example="P6000"),
        Column("name_fr", "Nom (français)", "الاسم بالفرنسية", text, ("nom_fr", "libelle")),
        Column("name_ar", "Nom en arabe", "الاسم بالعربية", text, ("nom_ar", "libelle_ar")),
        Column("_place_code", "Code commune HCP", "رمز الجماعة", code, ("commune_hcp", "code_hcp", "code commune"),
               example="05.091.01.01"),
        Column("_place_name", "Commune", "الجماعة", text, ("nom commune",)),
        Column("_province", "Province", "الإقليم", text, ("prefecture", "العمالة")),
        Column("status", "Statut", "الوضعية", STATUS, ("situation",), filled=True, example="EXISTANT"),
        Column("length_m", "Longueur", "الطول", number(0, 3_000_000), ("longueur_m", "longueur en metres"),
               example="1862,00"),
        Column("manager", "Gestionnaire", "الجهة المسيرة", text, ("maitre d'ouvrage",)),
        Column("commissioned_year", "Année de mise en service", "سنة بداية الاستغلال", integer(1800, 2100), ("annee",),
               example="2012"),
        Column("_wkt", "Géométrie (WKT)", "الشكل الهندسي", text, ("wkt", "geometrie", "geometry", "geom"),
               example="LINESTRING(-6.36 32.33, -6.35 32.34, -6.345 32.341)"),
    ),
    rules=(
        rules_civic.filled_when("kind", ("road",), "road_class", "network_class_missing"),
        rules_civic.only_when("road_class", "kind", ("road",), "network_class_unexpected"),
        rules_civic.fits("road_code", "road_class", LETTERS, "network_code_class"),
        rules_civic.filled_when("road_class", tuple(LETTERS), "road_code", "network_code_missing"),
        rules_civic.year_past("commissioned_year", "status", ("EXISTANT", "FERME"), "equipment_year_future"),
    ),
)  # fmt: skip

SOURCE = Source(
    slug="networks",
    title_fr="Réseaux : routes, eau, électricité, assainissement, fibre",
    title_ar="الشبكات: الطرق والماء والكهرباء والتطهير والألياف",
    tables=(NETWORKS,),
    checks=("networks/check_length.sql", "networks/check_road_class.sql"),
)
