"""Zoning: zones of planning documents under their local code, with a harmonised class (domain, section 7)."""

from etl import rules, rules_land
from etl.columns import code, date, floors, number, text, word
from etl.source import Column, Source, Table
from layers.models import Zoning

CLASSES = ("A", "B", "C", "D", "E", "I", "ZA", "S", "T", "EV", "RA", "RB", "ZR", "NA", "HR", "X")

COLUMNS = (
    Column("plan_kind", "Type de document", "نوع الوثيقة",
           word("SDAU", "PA", "PZ", "PDAR", planamenagement="PA", plandezonage="PZ", تصميمالتهيئة="PA",
                تصميمالنمو="PDAR"),
           ("type de plan", "document"), example="PA"),
    Column("plan_reference", "Référence du plan", "مرجع التصميم", text,
           ("plan", "n° du plan", "numero de plan", "ref plan", "رقم التصميم"),
           required=True, filled=True, example="PA 03/AUO/PA/2014"),
    Column("plan_name", "Nom du plan", "اسم التصميم", text, ("intitule du plan", "libelle du plan")),
    Column("plan_state", "État du plan", "حالة التصميم",
           word("etude", "comite", "enquete", "homologation", "approuve", "revision", enetude="etude", ctl="comite",
                ccl="comite", enquetepublique="enquete", ep="enquete", homologue="approuve", enrevision="revision"),
           ("etat", "statut du plan"), filled=True, example="approuve"),
    Column("approved_on", "Date d’approbation", "تاريخ المصادقة", date,
           ("approuve", "approuve le", "date d'homologation"), example="14/03/2019"),
    Column("bo_number", "N° du Bulletin officiel", "رقم الجريدة الرسمية", text,
           ("bo", "bulletin officiel", "bo n°"), example="6764"),
    Column("zone_code_local", "Code de zone", "رمز المنطقة", text, ("zone", "code zone", "zone locale", "secteur"),
           required=True, filled=True, example="D"),
    Column("zone_number", "N° de zone", "رقم المنطقة", code, ("n° zone", "numero de zone", "id zone", "n° secteur"),
           required=True, filled=True, example="12"),
    Column("zone_name", "Libellé de zone", "تسمية المنطقة", text, ("designation", "vocation")),
    Column("zone_class", "Classe harmonisée", "الصنف الموحد", word(*CLASSES), ("classe", "classe de zone"),
           example="D"),
    Column("cos", "COS", "معامل استعمال الأرض", number(0, 30), ("coefficient d'occupation du sol",), example="2,40"),
    Column("cus", "CUS", "معامل استغلال السطح", number(0), ("emprise", "coefficient d'utilisation du sol", "ces"),
           example="0,80"),
    Column("height_max_m", "Hauteur maximale", "العلو الأقصى", number(0, 300), ("hauteur", "hauteur_m"),
           example="11,50"),
    Column("floors_max", "Niveaux", "عدد الطوابق", floors, ("r+n", "nb niveaux", "nombre de niveaux"), example="R+2"),
    Column("plot_min_m2", "Parcelle minimale", "المساحة الدنيا للبقعة", number(0, 10**9),
           ("surface minimale", "parcelle_min_m2", "lot minimal"), example="80"),
    Column("setback_min_m", "Recul minimal", "التراجع الأدنى", number(0, 500), ("recul", "recul_m")),
    Column("easements", "Servitudes", "الارتفاقات", text, ("servitude",)),
    Column("_place_code", "Code commune HCP", "رمز الجماعة", code,
           ("commune_hcp", "code_hcp", "code commune", "code geographique"), example="05.091.01.01"),
    Column("_place_name", "Commune", "الجماعة", text, ("nom commune", "libelle commune", "اسم الجماعة")),
    Column("_province", "Province", "الإقليم", text, ("prefecture", "province ou prefecture", "العمالة")),
    Column("_wkt", "Géométrie (WKT)", "الشكل الهندسي", text, ("wkt", "geometrie", "geometry", "the_geom", "geom")),
)  # fmt: skip

ZONES = Table(
    name="zones",
    title_fr="Zones de plan",
    title_ar="مناطق التصميم",
    model=Zoning,
    key="reference",
    whole="plan_reference",
    key_from=("plan_reference", "zone_code_local", "zone_number"),
    columns=COLUMNS,
    rules=(
        rules_land.complete_key("zone_code_local"),
        rules_land.complete_key("zone_number"),
        rules.past(("approved_on",)),
        rules.needs("plan_state", ("approuve",), "approved_on", "approval_date_missing"),
        rules.needs("plan_state", ("approuve",), "bo_number", "bulletin_missing"),
        rules_land.only_when("plan_state", ("approuve", "revision"), "approved_on", "approval_too_early"),
        rules_land.share("cus", "cus_in_percent"),
        rules_land.floor_height("floors_max", "height_max_m", "height_too_low"),
        rules_land.enough_for("cos", "cus", "floors_max", "cos_too_high"),
    ),
)

SOURCE = Source(
    slug="zoning",
    title_fr="Documents d’urbanisme : zonage",
    title_ar="وثائق التعمير: التنطيق",
    tables=(ZONES,),
    checks=("land/check_zones.sql",),
)
