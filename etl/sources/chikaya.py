"""Chikaya: complaints, observations and suggestions to collectivities, and the events of each one's life."""

from etl import rules, rules_civic
from etl.civic_columns import email, identity, nomenclature, phone
from etl.columns import code, date, integer, number, text, word
from etl.source import Column, Companion, Source, Table
from layers.models import Complaint, ComplaintEvent, ComplaintPerson, ComplaintText

NUMBER = r"^CK-\d{4}-\d{7}$"
EXAMPLE = "CK-2024-0000001"
STATES = (
    "DEPOSEE", "ACCUSEE", "INCOMPLETE", "AFFECTEE", "EN_TRAITEMENT", "TRANSFEREE", "REPONDUE", "SATISFAIT",
    "CONTESTEE", "REOUVERTE", "CLOTUREE", "IRRECEVABLE",
)  # fmt: skip
EVENTS = (
    "DEPOT", "ACCUSE", "COMPLEMENT", "AFFECTATION", "TRANSFERT", "REPONSE", "CONTESTATION", "REOUVERTURE", "CLOTURE",
    "IRRECEVABILITE",
)  # fmt: skip
CHANNELS = ("PORTAIL", "MOBILE", "CENTRE_APPEL", "BUREAU", "COURRIER")
CAUSES = ("RETARD", "NON_REPONSE", "MAUVAIS_ACCUEIL", "ACTE_ILLEGAL")

COLUMNS = (
    Column("number", "Numéro", "رقم الشكاية", code, ("no", "n°", "numero de reclamation"), required=True,
           example=EXAMPLE),
    Column("kind", "Type", "النوع",
           word("RECLAMATION", "OBSERVATION", "SUGGESTION", شكاية="RECLAMATION", ملاحظة="OBSERVATION",
                اقتراح="SUGGESTION"), ("type de reclamation",), example="RECLAMATION"),
    Column("channel", "Canal", "قناة الإيداع",
           word(*CHANNELS, **{"application mobile": "MOBILE", "3737": "CENTRE_APPEL", "centre appels": "CENTRE_APPEL"}),
           ("canal de depot",), example="PORTAIL"),
    Column("category", "Catégorie", "الصنف", nomenclature("complaint_categories.csv"), ("categorie", "objet code"),
           example="VOIRIE"),
    Column("subcategory", "Sous-catégorie", "الصنف الفرعي", text, ("sous_categorie",)),
    Column("cause", "Cause", "السبب",
           word(*CAUSES, **{"acte contraire à la loi": "ACTE_ILLEGAL"}), ("motif de la reclamation",)),
    Column("_place_code", "Code commune HCP", "رمز الجماعة", code,
           ("ct_concernee_hcp", "commune_hcp", "code_hcp", "code commune"), example="05.091.01.01"),
    Column("_place_name", "Commune", "الجماعة", text, ("nom commune", "collectivite")),
    Column("_province", "Province", "الإقليم", text, ("prefecture", "العمالة")),
    Column("service", "Service", "المصلحة", text, ("service concerne",)),
    Column("language", "Langue", "اللغة",
           word("ar", "fr", "amz", arabe="ar", francais="fr", amazighe="amz", العربية="ar", الفرنسية="fr")),
    Column("state", "État", "الحالة", word(*STATES), ("etat", "statut"), required=True, filled=True,
           example="CLOTUREE"),
    Column("deposited_on", "Date de dépôt", "تاريخ الإيداع", date, ("date_depot",), required=True, filled=True,
           example="14/03/2024"),
    Column("acknowledged_on", "Date d’accusé de réception", "تاريخ الإشعار بالتوصل", date, ("date_ar", "date_accuse"),
           example="18/03/2024"),
    Column("assigned_on", "Date d’affectation", "تاريخ الإحالة", date, ("date_affectation",)),
    Column("answered_on", "Date de réponse", "تاريخ الجواب", date, ("date_reponse",), example="20/04/2024"),
    Column("closed_on", "Date de clôture", "تاريخ الإغلاق", date, ("date_cloture",), example="30/04/2024"),
    Column("satisfaction", "Satisfaction", "درجة الرضى", integer(1, 5), ("satisfaction (1-5)", "note"), example="4"),
    Column("reopened_count", "Nombre de réouvertures", "عدد مرات إعادة الفتح", integer(0, 99), ("nb_reouvertures",),
           example="0"),
    Column("_lon", "Longitude", "خط الطول", number(None), ("lon", "lng", "x"), personal=True),
    Column("_lat", "Latitude", "خط العرض", number(None), ("lat", "y"), personal=True),
    Column("text.subject", "Objet", "الموضوع", text, ("objet de la reclamation",), personal=True),
    Column("text.body", "Texte", "النص", text, ("texte", "description"), personal=True),
    Column("text.answer", "Réponse", "الجواب", text, ("reponse", "texte de la reponse"), personal=True),
    Column("person.full_name", "Nom", "الاسم", text, ("nom complet", "reclamant"), personal=True),
    Column("person.identity_hmac", "CIN", "رقم البطاقة الوطنية", identity, ("cin",), personal=True),
    Column("person.phone", "Téléphone", "الهاتف", phone, ("telephone", "tel"), personal=True),
    Column("person.email", "Courriel", "البريد الإلكتروني", email, ("e-mail",), personal=True),
    Column("person.address", "Adresse", "العنوان", text, ("adresse du reclamant",), personal=True),
    Column("person.country", "Pays", "بلد الإقامة", text, ("pays", "pays de residence"), personal=True),
)  # fmt: skip

COMPLAINTS = Table(
    name="complaints",
    title_fr="Réclamations, observations et suggestions",
    title_ar="الشكايات والملاحظات والاقتراحات",
    model=Complaint,
    key="number",
    columns=COLUMNS,
    rules=(
        rules.pattern("number", NUMBER, EXAMPLE),
        rules_civic.year_in_key("number", "deposited_on", "complaint_number_year"),
        rules.past(("deposited_on", "acknowledged_on", "assigned_on", "answered_on", "closed_on")),
        rules.ordered("deposited_on", "acknowledged_on"),
        rules.ordered("deposited_on", "assigned_on", "closed_on"),
        rules.ordered("answered_on", "closed_on"),
    ),
    companions=(
        Companion("text", ComplaintText, "complaint_id"),
        Companion("person", ComplaintPerson, "complaint_id"),
    ),
)

COMPLAINT_EVENTS = Table(
    name="events",
    title_fr="Événements",
    title_ar="الوقائع",
    model=ComplaintEvent,
    key="event_key",
    key_from=("complaint_number", "occurred_on", "kind"),
    columns=(
        Column("complaint_number", "Numéro de réclamation", "رقم الشكاية المعنية", code,
               ("no_reclamation", "reclamation"), required=True, example=EXAMPLE),
        Column("occurred_on", "Date de l’événement", "تاريخ الواقعة", date, ("date_evenement",), required=True,
               example="14/03/2024"),
        Column("kind", "Événement", "الواقعة",
               word(*EVENTS, reouverte="REOUVERTURE", **{"accusé de réception": "ACCUSE"}),
               ("evenement", "type_evenement"), required=True, example="DEPOT"),
        Column("entity", "Entité", "الجهة", text, ("entite", "service de l’evenement")),
    ),
    rules=(rules.pattern("complaint_number", NUMBER, EXAMPLE), rules.past(("occurred_on",))),
    located=False,
)  # fmt: skip

SOURCE = Source(
    slug="chikaya",
    title_fr="Chikaya : réclamations, observations et suggestions",
    title_ar="شكاية: الشكايات والملاحظات والاقتراحات",
    tables=(COMPLAINTS, COMPLAINT_EVENTS),
    checks=(
        "complaints/check_acknowledged_late.sql",
        "complaints/check_answered_late.sql",
        "complaints/check_answered_before_deposit.sql",
        "complaints/check_closed_without_answer.sql",
        "complaints/check_satisfaction_without_answer.sql",
        "complaints/check_reopenings.sql",
        "complaints/check_event_without_complaint.sql",
        "complaints/check_event_before_deposit.sql",
        "complaints/check_category.sql",
    ),
)
