"""Rokhas: files of urbanism and economic authorisations (domain: reference, dates of the circuit, state, measures)."""

from etl import rules
from etl.columns import code, coordinate, date, digest, floors, integer, listing, number, text, word
from etl.source import Column, Companion, Source, Table
from layers.models import Permit, PermitEvent, PermitPerson

TYPES = ("PCT", "LOT", "GRP", "MDF", "MRC", "ELV", "AMN", "PH", "EC", "SD", "ODP", "ODP-AP", "ODP-AN")
REFERENCE = r"^[A-Z]{2,3}(-A[NP])?-[A-Z]{4}-[A-Z]{4}-\d{1,7}/\d{4}$"
STATES = (
    "BROUILLON", "DEPOSE", "INCOMPLET", "RECEVABLE", "DISPATCHE", "EN_COMMISSION", "AVIS_FAVORABLE",
    "FAVORABLE_AVEC_RESERVES", "AJOURNE", "DEFAVORABLE", "RETOUR_PETITIONNAIRE", "ATTENTE_PAIEMENT", "SIGNATURE",
    "DELIVRE", "REFUSE", "ANNULE", "PERIME", "SANS_SUITE", "OUVERTURE_CHANTIER", "DECLARATION_ACHEVEMENT",
    "PV_RECOLEMENT",
)  # fmt: skip
ISSUED = ("DELIVRE", "OUVERTURE_CHANTIER", "DECLARATION_ACHEVEMENT", "PV_RECOLEMENT")
CIRCUIT = ("deposited_on", "dispatched_on", "commission_on", "decided_on", "issued_on")
DATES = (*CIRCUIT, "admissible_on", "returned_on", "resumed_on", "paid_on", "signed_on")
AREA = number(0, 10**9)

COLUMNS = (
    Column("reference", "Référence", "المرجع", code, ("ref", "reference du dossier", "n° dossier", "رقم الملف"),
           required=True, example="PCT-PMRC-AGLZ-46685/2024"),
    Column("type_code", "Type", "النوع", code, ("type autorisation", "نوع الرخصة"), example="PCT"),
    Column("procedure", "Procédure", "المسطرة",
           word("GP", "PP", "NA", grandprojet="GP", petitprojet="PP"), ("type projet",), example="PP"),
    Column("_place_code", "Code commune HCP", "رمز الجماعة", code,
           ("commune_hcp", "code_hcp", "code commune", "code geographique"), example="05.091.01.03"),
    Column("_place_name", "Commune", "الجماعة", text, ("nom commune", "libelle commune", "اسم الجماعة")),
    Column("_province", "Province", "الإقليم", text, ("prefecture", "province ou prefecture", "العمالة")),
    Column("_arrondissement_code", "Code arrondissement HCP", "رمز المقاطعة", code, ("arrondissement_hcp",)),
    Column("office_code", "Guichet", "الشباك", code, ("guichet_code",)),
    Column("version", "Version", "النسخة", integer(1, 999), ("version dossier",), example="1"),
    Column("deposited_on", "Date de dépôt", "تاريخ الإيداع", date, ("date_depot", "depose le"),
           required=True, filled=True, example="14/03/2024"),
    Column("admissible_on", "Date de recevabilité", "تاريخ القبول", date, ("date_recevabilite",)),
    Column("dispatched_on", "Date d’envoi aux membres", "تاريخ الإحالة", date, ("date_dispatch",)),
    Column("commission_on", "Date de commission", "تاريخ اللجنة", date, ("date_commission",)),
    Column("commission_opinion", "Avis de la commission", "رأي اللجنة", text, ("avis_commission",)),
    Column("returned_on", "Date de retour au pétitionnaire", "تاريخ الإرجاع", date, ("date_retour",)),
    Column("resumed_on", "Date de reprise", "تاريخ الاستئناف", date, ("date_reprise",)),
    Column("decided_on", "Date de décision", "تاريخ القرار", date, ("date_decision",), example="02/04/2024"),
    Column("decision_number", "N° de décision", "رقم القرار", text, ("decision_no", "numero de decision"),
           example="GUAGLZ-0030/2024"),
    Column("paid_on", "Date de paiement", "تاريخ الأداء", date, ("date_paiement",), example="05/04/2024"),
    Column("signed_on", "Date de signature", "تاريخ التوقيع", date, ("date_signature",)),
    Column("issued_on", "Date de délivrance", "تاريخ التسليم", date, ("date_delivrance",), example="09/04/2024"),
    Column("state", "État", "الحالة", word(*STATES, delivree="DELIVRE", refusee="REFUSE"), ("etat", "statut"),
           required=True, filled=True, example="DELIVRE"),
    Column("refusal_reason", "Motif du refus", "سبب الرفض", text, ("motif_refus", "motif")),
    Column("parent_reference", "Référence du permis d’origine", "مرجع الرخصة الأصلية", code,
           ("reference_parent", "permis_origine")),
    Column("works", "Nature des travaux", "طبيعة الأشغال", text, ("nature_travaux",)),
    Column("usage", "Usage", "الاستعمال", text, ("destination",)),
    Column("levels", "Niveaux", "عدد الطوابق", floors, ("nb_niveaux",), example="R+2"),
    Column("dwellings", "Logements", "عدد المساكن", integer(0, 100_000), ("nb_logements",)),
    Column("plots", "Lots", "عدد البقع", integer(0, 100_000), ("nb_lots",)),
    Column("plot_area_m2", "Superficie du terrain", "مساحة الأرض", AREA, ("surface_terrain_m2", "surface terrain")),
    Column("covered_area_m2", "Surface couverte", "المساحة المغطاة", AREA, ("surface_couverte_m2",), example="120,50"),
    Column("floor_area_m2", "Surface de plancher", "مساحة الأرضيات", AREA, ("surface_plancher_m2",)),
    Column("estimated_cost_mad", "Coût estimé", "الكلفة التقديرية", number(0, 10**13), ("cout_estime_mad", "cout")),
    Column("tax_mad", "Taxe", "الرسم", number(0, 10**11), ("taxe_toc_mad", "taxe_toc", "montant taxe")),
    Column("land_references", "Références foncières", "المراجع العقارية", listing,
           ("references_foncieres", "titre foncier", "tf")),
    Column("zone_code", "Zone du plan d’aménagement", "منطقة تصميم التهيئة", text, ("zone_pa", "zone")),
    Column("address", "Adresse", "العنوان", text, ("adresse des travaux",)),
    Column("_lon", "Longitude", "خط الطول", coordinate(), ("lon", "lng", "x")),
    Column("_lat", "Latitude", "خط العرض", coordinate(), ("lat", "y")),
    Column("person.applicant_name", "Pétitionnaire", "صاحب الطلب", text,
           ("petitionnaire_nom", "nom du petitionnaire", "maitre d'ouvrage"), personal=True),
    Column("person.identity_hmac", "CIN ou RC", "رقم البطاقة الوطنية", digest, ("cin_rc", "cin", "rc"), personal=True),
    Column("person.phone", "Téléphone", "الهاتف", text, ("telephone", "tel"), personal=True),
    Column("person.email", "Courriel", "البريد الإلكتروني", text, ("email", "e-mail"), personal=True),
    Column("person.architect_name", "Architecte", "المهندس المعماري", text, ("architecte_nom",), personal=True),
)  # fmt: skip

PERMITS = Table(
    name="permits",
    title_fr="Autorisations",
    title_ar="الرخص",
    model=Permit,
    key="reference",
    columns=COLUMNS,
    rules=(
        rules.pattern("reference", REFERENCE, "PCT-PMRC-AGLZ-46685/2024"),
        rules.prefix_in("reference", TYPES, into="type_code"),
        rules.past(DATES),
        rules.ordered(*CIRCUIT),
        rules.ordered("returned_on", "resumed_on"),
        rules.needs("state", ISSUED, "decision_number", "decision_number_missing"),
        rules.needs("state", ISSUED, "paid_on", "payment_missing", unless="tax_mad"),
        rules.needs("state", ("REFUSE",), "refusal_reason", "reason_missing"),
        rules.needs("type_code", ("PH",), "parent_reference", "parent_missing"),
    ),
    companions=(Companion("person", PermitPerson, "permit_id"),),
    order="version",
    land="land_references",
)

PERMIT_EVENTS = Table(
    name="events",
    title_fr="Retours au pétitionnaire et nouveaux dépôts",
    title_ar="إرجاع الملفات وإعادة إيداعها",
    model=PermitEvent,
    key="event_key",
    key_from=("permit_reference", "occurred_on", "kind"),
    columns=(
        Column("permit_reference", "Référence du dossier suivi", "مرجع الملف المعني", code, ("reference_dossier",),
               required=True, example="PCT-PMRC-AGLZ-46685/2024"),
        Column("occurred_on", "Date de l’événement", "تاريخ الواقعة", date, ("date_evenement",), required=True,
               example="18/03/2024"),
        Column("kind", "Événement", "الواقعة",
               word("RETOUR", "REPRISE", remarques="RETOUR", **{"nouveau depot": "REPRISE"}),
               ("evenement", "type_evenement"), required=True, example="RETOUR"),
        Column("remark", "Observation", "ملاحظة", text, ("observation", "remarques")),
    ),
    rules=(rules.pattern("permit_reference", REFERENCE, "PCT-PMRC-AGLZ-46685/2024"), rules.past(("occurred_on",))),
    located=False,
)  # fmt: skip

SOURCE = Source(
    slug="rokhas",
    title_fr="Rokhas : autorisations d’urbanisme et économiques",
    title_ar="رخص: الرخص في ميدان التعمير والرخص الاقتصادية",
    tables=(PERMITS, PERMIT_EVENTS),
)
