"""The project register: a workbook a province can fill alone, its money then declared by the owner and not GID's."""

from etl import rules, rules_finance, rules_projects
from etl.columns import code, date, integer, listing, number, text, word
from etl.finance_columns import collectivity, money, share
from etl.project_columns import communes, shape, target
from etl.source import Column, Parent, Source, Table
from layers.models import (
    Contribution,
    Convention,
    PhaseCode,
    Programme,
    ProgressStatement,
    Project,
    ProjectLink,
    ProjectPhase,
    ProjectSite,
)
from layers.services import partners

TYPES = ("PDR", "CPER", "PDP", "PAC", "PRDTS", "INDH", "VSB", "MANU", "HMR", "PNRR", "PNAR", "PAGER", "PERG", "PNAM",
         "PNDM", "PNAEPI", "AUTRE")  # fmt: skip
NATURES = ("FONDS_PROPRES", "ETAT", "DGCT_TVA", "REGION", "PROVINCE", "COMMUNE", "INDH", "FDR", "AREP", "FEC", "OCP",
           "BAILLEUR", "AUTRE")  # fmt: skip
PRIORITIES = ("ROYALE", "CONVENTION_SM", "HAUTE", "NORMALE", "BASSE")
LAND = ("APURE", "EN_COURS", "NON_APURE", "SANS_OBJET")
REFERENCE = r"^\d{2}-\d{3}-[A-Z][A-Z0-9]{1,9}-\d{4}-\d{4}$"
EXAMPLE = "05-091-PAC-2023-0001"

OF_PROJECT = Parent(
    Column("project_reference", "Référence du projet", "مرجع المشروع", code,
           ("reference_projet", "projet_id", "projet"), required=True, example=EXAMPLE),
    rules_finance.shaped("project_reference", REFERENCE, "reference_form", EXAMPLE),
)  # fmt: skip
PLACE = Column("_place_code", "Code commune HCP", "رمز الجماعة", collectivity,
               ("commune_hcp", "code_hcp", "code commune"), example="05.091.01.01")  # fmt: skip
PLACE_NAME = Column("_place_name", "Commune", "الجماعة", text, ("nom commune", "commune chef de file"))
PROVINCE = Column("_province", "Province", "الإقليم", text, ("prefecture", "العمالة"))
LON = Column("_lon", "Longitude", "خط الطول", number(None), ("lon", "x"), example="-6,35")
LAT = Column("_lat", "Latitude", "خط العرض", number(None), ("lat", "y"), example="32,34")

PROGRAMMES = Table(
    name="programmes",
    title_fr="Programmes",
    title_ar="البرامج",
    model=Programme,
    key="key",
    key_from=("code", "version"),
    columns=(
        Column("code", "Code du programme", "رمز البرنامج", code, ("programme", "code_programme"), required=True,
               example="PAC-BENIMELLAL-2022"),
        Column("version", "Version", "النسخة", integer(1, 999), ("version du programme",), required=True, example="1"),
        Column("name_fr", "Intitulé du programme", "اسم البرنامج بالفرنسية", text, ("intitule_fr", "intitule"),
               required=True, filled=True, example="Programme d’action de la commune de Béni Mellal"),
        Column("name_ar", "Intitulé du programme en arabe", "اسم البرنامج", text, ("intitule_ar",),
               example="برنامج عمل جماعة بني ملال"),
        Column("type_code", "Type de programme", "نوع البرنامج", word(*TYPES), ("type",), filled=True, example="PAC"),
        Column("territory_code", "Code du territoire", "رمز المجال الترابي", collectivity, ("territoire",),
               example="05.091.01.01"),
        Column("first_year", "Première année", "السنة الأولى", integer(2000, 2100), ("annee_debut",), example="2022"),
        Column("last_year", "Dernière année", "السنة الأخيرة", integer(2000, 2100), ("annee_fin",), example="2027"),
        Column("adopted_on", "Date d’adoption", "تاريخ المصادقة", date, ("date_adoption",), example="07/10/2022"),
        Column("amount_mad", "Montant du programme", "مبلغ البرنامج", money, ("montant", "enveloppe"),
               example="120000000,00"),
    ),
    rules=(rules.past(("adopted_on",)), rules_finance.at_most("first_year", "last_year", "years_reversed")),
    located=False,
)  # fmt: skip

CONVENTIONS = Table(
    name="conventions",
    title_fr="Conventions",
    title_ar="الاتفاقيات",
    model=Convention,
    key="reference",
    columns=(
        Column("reference", "Référence de la convention", "مرجع الاتفاقية", code, ("no_convention", "convention"),
               required=True, example="CONV-05-2023-014"),
        Column("title_fr", "Objet de la convention", "موضوع الاتفاقية بالفرنسية", text, ("objet_fr", "objet"),
               example="Mise à niveau de la voirie de Béni Mellal"),
        Column("title_ar", "Objet de la convention en arabe", "موضوع الاتفاقية", text, ("objet_ar",),
               example="تأهيل طرق بني ملال"),
        Column("kind", "Type de convention", "نوع الاتفاقية", word("PARTENARIAT", "SPECIFIQUE", "MOD", "CADRE"),
               ("type_convention",), filled=True, example="PARTENARIAT"),
        Column("programme_code", "Code du programme", "رمز البرنامج", code, ("programme", "code_programme"),
               example="PAC-BENIMELLAL-2022"),
        Column("partners", "Partenaires", "الشركاء", listing, ("parties",), example="COMMUNE|REGION"),
        Column("amount_mad", "Montant de la convention", "مبلغ الاتفاقية", money, ("montant",),
               example="2000000,00"),
        Column("signed_on", "Date de signature", "تاريخ التوقيع", date, ("date_signature",), required=True,
               filled=True, example="15/01/2023"),
        Column("endorsed_on", "Date de visa", "تاريخ التأشير", date, ("date_visa",), example="20/02/2023"),
        Column("ends_on", "Date d’échéance", "تاريخ الانتهاء", date, ("date_echeance",), example="31/12/2026"),
    ),
    rules=(
        rules.past(("signed_on", "endorsed_on")),
        rules.ordered("signed_on", "endorsed_on", "ends_on"),
    ),
    located=False,
)  # fmt: skip

PROJECTS = Table(
    name="projects",
    title_fr="Projets",
    title_ar="المشاريع",
    model=Project,
    key="reference",
    needs_place=True,
    columns=(
        Column("reference", "Référence du projet", "مرجع المشروع", code, ("reference_projet", "projet_id", "id projet"),
               required=True, example=EXAMPLE),
        Column("title_fr", "Intitulé du projet", "اسم المشروع بالفرنسية", text, ("intitule_fr", "intitule"),
               required=True, filled=True, example="Voirie du quartier Oulad Hamdane"),
        Column("title_ar", "Intitulé du projet en arabe", "اسم المشروع", text, ("intitule_ar",),
               example="طرق حي أولاد حمدان"),
        Column("programme_code", "Code du programme", "رمز البرنامج", code, ("programme", "code_programme"),
               example="PAC-BENIMELLAL-2022"),
        Column("axis", "Axe", "المحور", text, ("axe strategique",), example="Mise à niveau urbaine"),
        Column("sector", "Secteur", "القطاع", text, ("secteur d’activite",), example="Routes"),
        Column("convention_reference", "Référence de la convention", "مرجع الاتفاقية", code, ("convention",),
               example="CONV-05-2023-014"),
        Column("owner_name", "Maître d’ouvrage", "صاحب المشروع", text, ("moa", "maitre_ouvrage"), filled=True,
               example="Commune de Béni Mellal"),
        Column("delegate_name", "Maître d’ouvrage délégué", "صاحب المشروع المنتدب", text, ("mod",)),
        Column("initial_cost_mad", "Coût initial", "الكلفة الأصلية", money, ("cout_initial",), filled=True,
               example="2000000,00"),
        Column("current_cost_mad", "Coût actualisé", "الكلفة المحينة", money, ("cout_actualise",),
               example="2100000,00"),
        Column("state", "État du projet", "حالة المشروع", word(*Project.State.values, encoursderealisation="EN_COURS"),
               ("etat", "statut"), required=True, filled=True, example="EN_COURS"),
        Column("phase", "Phase", "المرحلة", word(*PhaseCode.values), ("phase en cours",), example="TRAVAUX"),
        Column("priority", "Priorité", "الأولوية", word(*PRIORITIES), ("niveau_priorite",), example="NORMALE"),
        Column("land_state", "Foncier", "الوضعية العقارية", word(*LAND), ("statut_foncier",), example="APURE"),
        PLACE, PLACE_NAME, PROVINCE,
        Column("commune_codes", "Communes concernées", "الجماعات المعنية", communes, ("communes",),
               example="05.091.01.01"),
        LON, LAT,
        Column("beneficiaries", "Population bénéficiaire", "عدد المستفيدين", integer(0), ("beneficiaires",),
               example="4200"),
        Column("planned_start_on", "Début prévu", "البداية المتوقعة", date, ("date_debut_prevue",),
               example="02/05/2024"),
        Column("planned_end_on", "Fin prévue", "النهاية المتوقعة", date, ("date_fin_prevue",), example="31/12/2025"),
        Column("revised_end_on", "Fin révisée", "النهاية المراجعة", date, ("date_fin_revisee",), example="31/03/2026"),
        Column("started_on", "Début réel", "البداية الفعلية", date, ("date_debut_reelle",), example="02/05/2024"),
        Column("ended_on", "Fin réelle", "النهاية الفعلية", date, ("date_fin_reelle",)),
        Column("finance_source", "Source financière", "مصدر التمويل", word(*Project.FinanceSource.values),
               ("source_financiere",), filled=True, example="GID"),
        Column("finance_operator", "Opérateur hors GID", "المتدخل خارج المنظومة", text, ("operateur",)),
        Column("declared_committed_mad", "Engagé déclaré", "المبلغ الملتزم به المصرح به", money, ("engage_declare",),
               example="1000000,00"),
        Column("declared_ordered_mad", "Ordonnancé déclaré", "المبلغ المأمور بصرفه المصرح به", money,
               ("ordonnance_declare",), example="240000,00"),
        Column("declared_paid_mad", "Payé déclaré", "المبلغ المؤدى المصرح به", money, ("paye_declare",),
               example="240000,00"),
        Column("declared_on", "Date de la déclaration", "تاريخ التصريح", date, ("date_declaration",),
               example="31/12/2024"),
    ),
    rules=(
        rules_finance.shaped("reference", REFERENCE, "reference_form", EXAMPLE),
        rules_projects.reference_place("reference", "_place_code"),
        rules_projects.includes("commune_codes", "_place_code", "commune_not_listed"),
        rules.past(("started_on", "ended_on", "declared_on")),
        rules.ordered("planned_start_on", "planned_end_on"),
        rules.ordered("started_on", "ended_on"),
        rules_finance.at_most("declared_ordered_mad", "declared_committed_mad", "declared_order"),
        rules_finance.at_most("declared_paid_mad", "declared_ordered_mad", "declared_order"),
        rules.needs("state", ("ACHEVE",), "ended_on", "end_missing"),
        rules.needs("finance_source", ("HORS_GID",), "finance_operator", "operator_missing"),
    ),
)  # fmt: skip

PHASES = OF_PROJECT.parts(
    "phases", "Phases", "المراحل", ProjectPhase,
    Column("phase", "Phase", "المرحلة", word(*PhaseCode.values), ("code_phase",), required=True, example="TRAVAUX"),
    Column("weight_pct", "Poids", "الوزن", share, ("poids_wbs", "ponderation"), required=True, example="100"),
    Column("baseline_start_on", "Début de référence", "البداية المرجعية", date, ("debut_reference",),
           example="02/05/2024"),
    Column("baseline_end_on", "Fin de référence", "النهاية المرجعية", date, ("fin_reference",), required=True,
           example="31/12/2025"),
    Column("revised_start_on", "Début révisé", "البداية المراجعة", date, ("debut_revise",)),
    Column("revised_end_on", "Fin révisée", "النهاية المراجعة", date, ("fin_revisee",)),
    Column("actual_start_on", "Début réel", "البداية الفعلية", date, ("debut_reel",), example="02/05/2024"),
    Column("actual_end_on", "Fin réelle", "النهاية الفعلية", date, ("fin_reelle",)),
    by=("phase",),
    rules=(
        rules.past(("actual_start_on", "actual_end_on")),
        rules.ordered("baseline_start_on", "baseline_end_on"),
        rules.ordered("revised_start_on", "revised_end_on"),
        rules.ordered("actual_start_on", "actual_end_on"),
    ),
)  # fmt: skip

CONTRIBUTIONS = OF_PROJECT.parts(
    "contributions", "Contributions des partenaires", "مساهمات الشركاء", Contribution,
    Column("partner", "Partenaire", "الشريك", text, ("nom du partenaire",), required=True,
           example="Commune de Béni Mellal"),
    Column("nature", "Nature", "الطبيعة", word(*NATURES), ("nature_contribution",), required=True,
           example="COMMUNE"),
    Column("year", "Année", "السنة", integer(2000, 2100), ("annee",), required=True, example="2024"),
    Column("convention_reference", "Référence de la convention", "مرجع الاتفاقية", code, ("convention",),
           example="CONV-05-2023-014"),
    Column("due_mad", "Montant dû", "المبلغ المستحق", money, ("montant_du", "montant"), required=True, filled=True,
           example="1000000,00"),
    Column("committed_mad", "Engagé", "الملتزم به", money, ("montant_engage",), example="1000000,00"),
    Column("paid_mad", "Versé", "المدفوع", money, ("montant_verse",), example="600000,00"),
    Column("due_on", "Échéance", "تاريخ الاستحقاق", date, ("date_echeance",), example="30/06/2024"),
    by=("partner", "nature", "year"),
    rules=(rules_finance.at_most("paid_mad", "due_mad", "contribution_overpaid"),),
)  # fmt: skip

STATEMENTS = OF_PROJECT.parts(
    "statements", "Situations d’avancement", "وضعيات التقدم", ProgressStatement,
    Column("stated_on", "Date de la situation", "تاريخ الوضعية", date, ("date_situation",), required=True,
           example="31/10/2024"),
    Column("physical_pct", "Avancement physique", "نسبة الإنجاز المادي", share, ("taux_physique", "avancement"),
           required=True, filled=True, example="35"),
    Column("author", "Service déclarant", "المصلحة المصرحة", text, ("service",), example="Service technique"),
    Column("status", "Statut", "الوضعية", word("PROVISOIRE", "VALIDE"), ("etat",), example="VALIDE"),
    Column("comment", "Observation", "ملاحظة", text, ("commentaire",)),
    by=("stated_on",),
    rules=(rules.past(("stated_on",)),),
)  # fmt: skip

LINKS = OF_PROJECT.parts(
    "links", "Clés de répartition GID et équipements livrés",
    "مفاتيح التوزيع مع منظومة النفقات والمرافق المنجزة", ProjectLink,
    Column("target_kind", "Objet lié", "الموضوع المرتبط", word("MARCHE", "LIGNE", "EQUIP", équipement="EQUIP"),
           ("type_cible",), required=True, example="MARCHE"),
    Column("target_key", "N° de marché, imputation ou équipement", "رقم الصفقة أو التنزيل المالي أو المرفق", target,
           ("cible", "no_marche", "imputation"), required=True, example="12/CBM/2024"),
    Column("share_pct", "Part", "الحصة", share, ("quote_part", "pourcentage"), required=True, filled=True,
           example="100"),
    by=("target_kind", "target_key"),
)  # fmt: skip

SITES = OF_PROJECT.parts(
    "sites", "Sites", "المواقع", ProjectSite,
    Column("number", "N° du site", "رقم الموقع", integer(1, 30_000), ("no_site",), required=True, example="1"),
    Column("label", "Libellé du site", "اسم الموقع", text, ("libelle",), required=True,
           example="Avenue Mohammed V"),
    Column("locality", "Douar ou quartier", "الدوار أو الحي", text, ("douar", "quartier"),
           example="Oulad Hamdane"),
    PLACE, PLACE_NAME, PROVINCE, LON, LAT,
    Column("shape", "Tracé", "الرسم الهندسي", shape, ("wkt", "trace_wkt", "geometrie"),
           example="LINESTRING(-6.352 32.338, -6.348 32.342)"),
    Column("road_code", "Route", "الطريق", code, ("code_route",), example="N8"),
    Column("start_km", "PK début", "نقطة البداية", number(0, 9999), ("pk_debut",), example="4,2"),
    Column("end_km", "PK fin", "نقطة النهاية", number(0, 9999), ("pk_fin",), example="5,0"),
    by=("number",),
    rules=(rules_finance.at_most("start_km", "end_km", "road_reversed"),),
    located=True,
)  # fmt: skip

SOURCE = Source(
    slug="projects",
    title_fr="Registre des programmes et projets",
    title_ar="سجل البرامج والمشاريع",
    tables=(PROGRAMMES, CONVENTIONS, PROJECTS, PHASES, CONTRIBUTIONS, STATEMENTS, LINKS, SITES),
    checks=(
        "projects/check_programmes.sql", "projects/check_orphans.sql", "projects/check_phases.sql",
        "projects/check_contributions.sql", "projects/check_statements.sql", "projects/check_shares.sql",
    ),
    after=(partners.refresh,),
)  # fmt: skip
