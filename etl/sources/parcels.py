"""Parcels: land references of the ANCFCC with their outline (domain, section 7). No column can hold an owner."""

from etl import rules, rules_land
from etl.columns import code, number, text, word
from etl.land_columns import EXAMPLE, REFERENCE, land_reference
from etl.source import Column, Source, Table
from layers.models import Parcel

AREA = number(0, 10**11)

COLUMNS = (
    Column("reference", "Référence foncière", "المرجع العقاري", land_reference,
           ("titre foncier", "n° titre", "tf", "requisition", "n° requisition", "name", "رسم عقاري", "مطلب تحفيظ"),
           required=True, example=EXAMPLE),
    Column("nature", "Nature", "طبيعة المرجع",
           word("TF", "R", titre="TF", titrefoncier="TF", t="TF", requisition="R", رسمعقاري="TF", مطلب="R"),
           ("nature du titre", "type de reference"), example="TF"),
    Column("registry_code", "Conservation foncière", "المحافظة العقارية", code,
           ("code conservation", "indice")),
    Column("status", "Statut juridique", "النظام القانوني",
           word("melk", "domanial", "public", "communal", "collectif", "habous", "guich", "forestier",
                prive="melk", domaineprivedeetat="domanial", domainepublic="public", soulaliyate="collectif",
                terrecollective="collectif", waqf="habous", foret="forestier", ملك="melk", سلالي="collectif",
                حبوس="habous", جماعي="communal", كيش="guich", غابوي="forestier"),
           ("statut", "statut foncier"), example="melk"),
    Column("stage", "Étape de la procédure", "مرحلة المسطرة",
           word("depot", "publication", "bornage", "plan", "cloture", "opposition", "titre"),
           ("etape", "phase d'immatriculation")),
    Column("mother_reference", "Titre mère", "الرسم الأم", land_reference, ("tf mere", "titre d'origine")),
    Column("declared_area_m2", "Superficie déclarée", "المساحة المصرح بها", AREA,
           ("superficie", "superficie_m2", "contenance", "surface"), example="1250,50"),
    Column("zone_code", "Zone du plan", "منطقة التصميم", text, ("zone", "zonage")),
    Column("_place_code", "Code commune HCP", "رمز الجماعة", code,
           ("commune_hcp", "code_hcp", "code commune", "code geographique"), example="05.091.01.01"),
    Column("_place_name", "Commune", "الجماعة", text, ("nom commune", "libelle commune", "اسم الجماعة")),
    Column("_province", "Province", "الإقليم", text, ("prefecture", "province ou prefecture", "العمالة")),
    Column("_wkt", "Géométrie (WKT)", "الشكل الهندسي", text, ("wkt", "geometrie", "geometry", "the_geom", "geom")),
)  # fmt: skip

PARCELS = Table(
    name="parcels",
    title_fr="Parcelles",
    title_ar="البقع الأرضية",
    model=Parcel,
    key="reference",
    columns=COLUMNS,
    rules=(
        rules.pattern("reference", REFERENCE, EXAMPLE),
        rules_land.told_by_reference("reference", "nature", "registry_code"),
        rules_land.readable_reference("mother_reference", REFERENCE, EXAMPLE),
        rules_land.not_itself("reference", "mother_reference"),
        rules_land.only_when("nature", ("R",), "stage", "stage_of_title"),
        rules_land.positive("declared_area_m2", "area_zero"),
    ),
    measured=(rules_land.measured_alike("declared_area_m2", "area_m2", "area_disagrees"),),
)

SOURCE = Source(
    slug="parcels",
    title_fr="Foncier : titres et réquisitions",
    title_ar="العقار: الرسوم ومطالب التحفيظ",
    tables=(PARCELS,),
)
