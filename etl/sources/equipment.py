"""Public equipment: what it is, where it stands, what it can take; planned by the dated norms of EquipmentCategory."""

from etl import rules, rules_civic
from etl.civic_columns import nomenclature, yes_no
from etl.columns import code, date, integer, number, text, word
from etl.source import Column, Source, Table
from layers.models import Equipment

STATUS = word(
    "EXISTANT", "PROJETE", "EN_CONSTRUCTION", "FERME", **{"projeté PA": "PROJETE", "en cours": "EN_CONSTRUCTION"}
)
TITLE = r"^[TR]?\s?\d{1,7}/(\d{2}|[A-Z])$"

COLUMNS = (
    Column("reference", "Identifiant", "المعرف", code, ("id", "identifiant equipement"), required=True,
           example="EQ-05-000001"),
    Column("category", "Code", "رمز الصنف", nomenclature("equipment_norms.csv"),
           ("type", "categorie", "code equipement"), required=True, filled=True, example="ENS-EP"),
    Column("name_fr", "Nom (français)", "الاسم بالفرنسية", text, ("nom_fr", "libelle", "designation"),
           example="École Al Amal"),
    Column("name_ar", "Nom en arabe", "الاسم بالعربية", text, ("nom_ar", "libelle_ar"), example="مدرسة الأمل"),
    Column("_place_code", "Code commune HCP", "رمز الجماعة", code, ("commune_hcp", "code_hcp", "code commune"),
           example="05.091.01.01"),
    Column("_place_name", "Commune", "الجماعة", text, ("nom commune",)),
    Column("_province", "Province", "الإقليم", text, ("prefecture", "العمالة")),
    Column("douar", "Douar", "الدوار", text, ("localite",)),
    Column("status", "Statut", "الوضعية", STATUS, ("situation",), required=True, filled=True, example="EXISTANT"),
    Column("sector", "Secteur", "القطاع", word("PUBLIC", "PRIVE", عمومي="PUBLIC", خاص="PRIVE"), example="PUBLIC"),
    Column("manager", "Gestionnaire", "الجهة المسيرة", text, ("organisme gestionnaire",)),
    Column("ministry_code", "Code du ministère", "رمز الوزارة", code, ("code_ministere", "gresa", "code formation")),
    Column("capacity", "Capacité", "الطاقة الاستيعابية", integer(0, 100_000), ("capacite",), example="12"),
    Column("capacity_unit", "Unité de capacité", "وحدة الطاقة", word("CLASSES", "LITS", "PLACES"), ("unite_capacite",),
           example="CLASSES"),
    Column("plot_area_m2", "Surface du terrain", "مساحة الأرض", number(0, 10**9), ("surface_terrain", "surface"),
           example="3500,00"),
    Column("opened_year", "Année d’ouverture", "سنة الافتتاح", integer(1800, 2100), ("annee",), example="1998"),
    Column("condition", "État", "الحالة", word("BON", "MOYEN", "MAUVAIS", جيدة="BON", متوسطة="MOYEN"), ("etat",)),
    Column("has_water", "Raccordé à l’eau", "الربط بالماء", yes_no, ("eau", "raccorde_eau"), example="oui"),
    Column("has_electricity", "Raccordé à l’électricité", "الربط بالكهرباء", yes_no,
           ("electricite", "raccorde_elec"), example="oui"),
    Column("has_sewer", "Raccordé à l’assainissement", "الربط بالتطهير", yes_no,
           ("assainissement", "raccorde_assain"), example="non"),
    Column("has_internet", "Raccordé à internet", "الربط بالأنترنت", yes_no, ("internet", "raccorde_internet")),
    Column("land_reference", "Titre foncier", "الرسم العقاري", text, ("titre_foncier", "tf")),
    Column("origin", "Source", "المصدر", text, ("source de la donnee",), example="Délégation provinciale"),
    Column("observed_on", "Date", "التاريخ", date, ("date de constat",), example="31/12/2024"),
    Column("_lon", "Longitude", "خط الطول", number(None), ("lon", "lng", "x")),
    Column("_lat", "Latitude", "خط العرض", number(None), ("lat", "y")),
)  # fmt: skip

EQUIPMENT = Table(
    name="equipment",
    title_fr="Équipements",
    title_ar="المرافق",
    model=Equipment,
    key="reference",
    columns=COLUMNS,
    rules=(
        rules.past(("observed_on",)),
        rules_civic.with_it("capacity", "capacity_unit", "equipment_capacity_unit"),
        rules_civic.year_past("opened_year", "status", ("EXISTANT", "FERME"), "equipment_year_future"),
        rules_civic.matches("land_reference", TITLE, "equipment_title"),
        rules_civic.only_when(
            "capacity", "status", ("EXISTANT", "EN_CONSTRUCTION", "PROJETE"), "equipment_closed_capacity"
        ),
    ),
)

SOURCE = Source(
    slug="equipment",
    title_fr="Équipements collectifs",
    title_ar="المرافق الجماعية",
    tables=(EQUIPMENT,),
    checks=(
        "equipment/check_twin.sql",
        "equipment/check_category.sql",
        "equipment/check_grid.sql",
    ),
)
