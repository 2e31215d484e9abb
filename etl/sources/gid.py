"""GID: the collectivities' books of expense. Every keyed row is loaded, and what disagrees is flagged."""

from dataclasses import replace

from etl import rules, rules_finance
from etl.columns import code, date, integer, text, word
from etl.finance_columns import account, collectivity, ice, identity, imputation, money, yes_no
from etl.source import Column, Companion, Parent, Source, Table
from layers.models import (
    Amendment,
    Budget,
    BudgetLine,
    Commitment,
    Contract,
    PaymentFile,
    PaymentOrder,
    PaymentOrderPayee,
    ServiceOrder,
)

BUDGETS = ("BP1", "BP2", "BA", "CAS", "CDD")
KINDS = ("MARCHE", "BC", "CONVENTION", "CONTRAT", "REGIE", "INDEMNITE", "SUBVENTION")
LINE = "2024/05.091.01.01/BP2/30.20.10.11.15"
CONTRACT = r"^\d{1,4}/[^/]+/\d{4}(/.+)?$|^\d{1,4}/\d{4}/[^/]+$"
BASIS = Column("amount_basis", "Base des montants", "أساس المبالغ",
               word("TTC", "HT", toutestaxescomprises="TTC", horstaxes="HT"), ("ttc ou ht",),
               example="TTC")  # fmt: skip
why_rejected = rules.needs("state", ("REJETE",), "rejection_reason", "rejection_reason_missing")
of_its_year = rules_finance.same_year("line_key", "fiscal_year", "line_year")
contract_form = rules_finance.shaped("contract_number", CONTRACT, "contract_form", "12/CBM/2024")

YEAR = Column("fiscal_year", "Exercice", "السنة المالية", integer(2000, 2100),
              ("annee budgetaire", "exercice_emission"), required=True, example="2024")  # fmt: skip
PLACE = Column("_place_code", "Code collectivité", "رمز الجماعة الترابية", collectivity,
               ("ct_code", "code_ct", "code hcp", "commune_hcp", "code ordonnateur"),
               required=True, example="05.091.01.01")  # fmt: skip
PLACE_NAME = Column("_place_name", "Collectivité", "الجماعة الترابية", text, ("ct", "ordonnateur", "commune"))
BUDGET = Column("budget", "Budget", "الميزانية", code, ("type_budget",), required=True, example="BP2")
SUPPLIER = Column("supplier_ice", "ICE du titulaire", "التعريف الموحد للمقاولة", ice, ("ice", "ice_titulaire"),
                  example="001525783000050")  # fmt: skip
CONTRACT_NUMBER = Column("contract_number", "N° de marché", "رقم الصفقة", code,
                         ("no_marche", "marche", "numero marche"), example="12/CBM/2024")  # fmt: skip
OF_CONTRACT = Parent(replace(CONTRACT_NUMBER, required=True), contract_form)
COMMITMENT_NUMBER = Column("commitment_number", "N° d’engagement", "رقم الالتزام", code,
                           ("no_engagement", "engagement"), example="214")  # fmt: skip
LINE_KEY = Column("line_key", "Imputation", "التنزيل المالي", imputation, ("imputation budgetaire",), example=LINE)
REASON = Column("rejection_reason", "Motif du rejet", "سبب الرفض", text, ("motif_rejet",))

BUDGET_TABLE = Table(
    name="budgets",
    title_fr="Budgets votés",
    title_ar="الميزانيات المصوت عليها",
    model=Budget,
    any_level=True,
    key="key",
    key_from=("fiscal_year", "_place_code", "budget"),
    columns=(
        YEAR, PLACE, PLACE_NAME, BUDGET,
        Column("voted_revenue_mad", "Recettes votées", "المداخيل المصوت عليها", money, ("recettes", "recettes_votees"),
               required=True, filled=True, example="1200000,00"),
        Column("voted_expense_mad", "Dépenses votées", "النفقات المصوت عليها", money, ("depenses", "depenses_votees"),
               required=True, filled=True, example="1200000,00"),
        Column("voted_on", "Date de vote", "تاريخ التصويت", date, ("date_vote",), example="27/10/2023"),
        Column("endorsed_on", "Date de visa", "تاريخ التأشير", date, ("date_visa",), example="20/12/2023"),
    ),
    rules=(
        rules_finance.among("budget", BUDGETS, "budget_unknown"),
        rules.past(("voted_on", "endorsed_on")),
        rules.ordered("voted_on", "endorsed_on"),
    ),
)  # fmt: skip

CREDITS = Table(
    name="credits",
    title_fr="Lignes de crédit",
    title_ar="سطور الاعتمادات",
    model=BudgetLine,
    any_level=True,
    key="key",
    key_from=("fiscal_year", "_place_code", "budget", "chapter", "article", "programme", "project", "line_code"),
    columns=(
        YEAR, PLACE, PLACE_NAME, BUDGET,
        Column("chapter", "Chapitre", "الباب", code, ("chap",), required=True, example="30"),
        Column("article", "Article", "الفصل", code, ("art",), required=True, example="20"),
        Column("programme", "Programme", "البرنامج", code, ("prog",), required=True, example="10"),
        Column("project", "Projet ou action", "المشروع", code, ("proj", "projet", "action"), required=True,
               example="11"),
        Column("line_code", "Ligne", "السطر", code, ("ligne budgetaire", "line"), required=True, example="15"),
        Column("economic_code", "Code économique", "الرمز الاقتصادي", code, ("code_eco",), example="2315"),
        Column("functional_code", "Code fonctionnel", "الرمز الوظيفي", code, ("code_fonc",), example="321"),
        Column("label_fr", "Libellé", "البيان بالفرنسية", text, ("libelle_fr", "libelle"),
               example="Construction de voirie"),
        Column("label_ar", "Libellé en arabe", "البيان", text, ("libelle_ar",), example="بناء الطرق"),
        Column("initial_mad", "Budget primitif", "الميزانية الأولية", money, ("budget_primitif", "primitif"),
               example="1200000,00"),
        Column("special_mad", "AS et AP", "الرخص الخاصة", money, ("as_ap", "autorisations speciales"), example="0,00"),
        Column("carried_mad", "Crédits reportés", "الاعتمادات المرحلة", money, ("reports_credits", "reports"),
               example="300000,00"),
        Column("transfers_in_mad", "Virements en plus", "تحويلات مضافة", money, ("virements_plus",), example="0,00"),
        Column("transfers_out_mad", "Virements en moins", "تحويلات مخصومة", money, ("virements_moins",),
               example="0,00"),
        Column("opened_mad", "Crédits ouverts", "الاعتمادات المفتوحة", money, ("credits_ouverts",), required=True,
               filled=True, example="1500000,00"),
        Column("commitment_credits_mad", "Crédits d’engagement", "اعتمادات الالتزام", money, ("credits_engagement",)),
        Column("payment_credits_mad", "Crédits de paiement", "اعتمادات الأداء", money, ("credits_paiement",)),
        Column("committed_mad", "Engagés", "الملتزم بها", money, ("engages", "montant engage"),
               example="1000000,00"),
        Column("endorsed_mad", "Visés", "المؤشر عليها", money, ("vises",), example="1000000,00"),
        Column("liquidated_mad", "Liquidés", "المصفاة", money, ("liquides",), example="240000,00"),
        Column("ordered_mad", "Ordonnancés", "المأمور بصرفها", money, ("ordonnances", "emissions"),
               example="240000,00"),
        Column("paid_mad", "Payés", "المؤداة", money, ("payes", "paiements"), example="240000,00"),
        Column("to_commit_mad", "Reste à engager", "الباقي للالتزام", money, ("reste_a_engager",),
               example="500000,00"),
        Column("to_pay_mad", "Reste à payer", "الباقي للأداء", money, ("reste_a_payer",), example="0,00"),
        Column("situation_on", "Date d’arrêté de la situation", "تاريخ حصر الوضعية", date, ("date_arrete",),
               example="31/12/2024"),
    ),
    rules=(
        rules_finance.among("budget", BUDGETS, "budget_unknown"),
        rules.past(("situation_on",)),
    ),
)  # fmt: skip

COMMITMENTS = Table(
    name="commitments",
    title_fr="Engagements",
    title_ar="الالتزامات",
    model=Commitment,
    any_level=True,
    key="key",
    key_from=("_place_code", "fiscal_year", "number"),
    columns=(
        Column("number", "N° d’engagement", "رقم الالتزام", code, ("no_engagement", "engagement"), required=True,
               example="214"),
        YEAR, PLACE, PLACE_NAME,
        Column("kind", "Type de dépense", "نوع النفقة", word(*KINDS, bondecommande="BC"), ("type_depense",),
               required=True, filled=True, example="MARCHE"),
        CONTRACT_NUMBER, SUPPLIER, LINE_KEY, REASON,
        Column("nature", "Nature de la prestation", "طبيعة الخدمة", text, ("nature",), example="Travaux de voirie"),
        Column("amount_mad", "Montant engagé", "المبلغ الملتزم به", money, ("montant",), required=True, filled=True,
               example="1000000,00"),
        Column("committed_on", "Date d’engagement", "تاريخ الالتزام", date, ("date_engagement",), filled=True,
               example="12/03/2024"),
        Column("endorsed_on", "Date de visa", "تاريخ التأشيرة", date, ("date_visa",), example="20/03/2024"),
        Column("state", "Statut", "الوضعية", word("CREE", "CONFIRME", "SIGNE", "SOUMIS", "EN_COURS", "SOLDE", "REJETE",
               "ANNULE", encoursexecution="EN_COURS", prisencharge="EN_COURS"), ("etat",), example="EN_COURS"),
    ),
    rules=(
        contract_form,
        rules.past(("committed_on", "endorsed_on")),
        rules.ordered("committed_on", "endorsed_on"),
        rules.needs("kind", ("MARCHE",), "contract_number", "contract_missing"),
        why_rejected, of_its_year,
    ),
)  # fmt: skip

CONTRACTS = Table(
    name="contracts",
    title_fr="Marchés",
    title_ar="الصفقات",
    model=Contract,
    any_level=True,
    key="number",
    columns=(
        Column("number", "N° de marché", "رقم الصفقة", code, ("no_marche", "marche", "numero marche"), required=True,
               example="12/CBM/2024"),
        Column("subject", "Objet", "الموضوع", text, ("objet du marche",), required=True,
               example="Travaux de voirie, tranche 1"),
        PLACE, PLACE_NAME,
        Column("owner_name", "Maître d’ouvrage", "صاحب المشروع", text, ("maitre_ouvrage", "moa"),
               example="Commune de Béni Mellal"),
        Column("procedure", "Mode de passation", "طريقة الإبرام", word("AOO", "AOR", "CONCOURS", "NEGOCIE", "CADRE",
               "RECONDUCTIBLE", appeldoffresouvert="AOO"), ("mode_passation",), example="AOO"),
        Column("tender_reference", "Référence de l’appel d’offres", "مرجع طلب العروض", text, ("reference_ao",),
               example="07/2024"),
        SUPPLIER,
        Column("supplier_name", "Titulaire", "نائل الصفقة", text, ("raison_sociale", "titulaire du marche"),
               example="SOCIETE EXEMPLE SARL"),
        Column("consortium", "Groupement", "تجمع", yes_no, ("groupement d’entreprises",), example="NON"),
        Column("initial_mad", "Montant initial", "المبلغ الأصلي", money, ("montant_initial", "montant du marche"),
               required=True, filled=True, example="1000000,00"),
        Column("amendments_mad", "Montant des avenants", "مبلغ الملاحق", money, ("montant_avenants",),
               example="50000,00"),
        Column("current_mad", "Montant actuel", "المبلغ الحالي", money, ("montant_actuel",), example="1050000,00"),
        BASIS,
        Column("duration_days", "Délai d’exécution", "أجل التنفيذ", integer(0, 20_000), ("delai_jours", "delai"),
               example="180"),
        Column("approved_on", "Date d’approbation", "تاريخ المصادقة", date, ("date_approbation",),
               example="05/04/2024"),
        Column("notified_on", "Date de notification", "تاريخ التبليغ", date, ("date_notification",),
               example="12/04/2024"),
        Column("started_on", "OS de commencement", "الأمر بالشروع", date, ("date_os_commencement",),
               example="02/05/2024"),
        Column("ends_on", "Fin contractuelle", "نهاية الأجل التعاقدي", date, ("date_fin_contractuelle",),
               example="29/10/2024"),
        Column("bond_mad", "Cautionnement définitif", "الضمانة النهائية", money, ("caution_def",), example="30000,00"),
        Column("retained_mad", "Retenue de garantie cumulée", "اقتطاع الضمان المتراكم", money, ("rg_cumulee",),
               example="24000,00"),
        Column("penalties_mad", "Pénalités", "الغرامات", money, ("penalites", "penalites de retard"), example="0,00"),
        Column("state", "État", "الحالة", word(*Contract.State.values, receptionprovisoire="RECEPTION_PROV",
               receptiondefinitive="RECEPTION_DEF"), ("etat", "statut"), filled=True, example="EN_COURS"),
        Column("project_reference", "Référence du projet", "مرجع المشروع", code, ("projet_id", "projet"),
               example="05-091-PAC-2023-0001"),
    ),
    rules=(
        rules_finance.shaped("number", CONTRACT, "contract_form", "12/CBM/2024"),
        rules.past(("approved_on", "notified_on", "started_on")),
        rules.ordered("approved_on", "notified_on", "started_on", "ends_on"),
        rules_finance.sums("current_mad", ("initial_mad", "amendments_mad"), "contract_sum"),
        rules.needs("state", ("EN_COURS", "SUSPENDU", "RECEPTION_PROV", "RECEPTION_DEF"), "approved_on",
                    "approval_missing"),
    ),
)  # fmt: skip

AMENDMENTS = OF_CONTRACT.parts(
    "amendments", "Avenants", "الملاحق", Amendment,
    Column("number", "N° d’avenant", "رقم الملحق", code, ("no_avenant", "avenant"), required=True, example="1"),
    Column("subject", "Objet de l’avenant", "موضوع الملحق", text, ("objet",), example="Quantités supplémentaires"),
    Column("amount_mad", "Montant de l’avenant", "مبلغ الملحق", money, ("montant", "montant_avenant"),
           required=True, filled=True, example="50000,00"),
    Column("extra_days", "Délai supplémentaire", "أجل إضافي", integer(0, 20_000), ("delai_supplementaire",),
           example="30"),
    Column("approved_on", "Date d’approbation", "تاريخ المصادقة", date, ("date_approbation",),
           example="02/09/2024"),
    by=("number",),
    rules=(rules.past(("approved_on",)),),
)  # fmt: skip

SERVICE_ORDERS = OF_CONTRACT.parts(
    "service_orders", "Ordres de service", "الأوامر بالخدمة", ServiceOrder,
    Column("number", "N° d’ordre de service", "رقم الأمر بالخدمة", code, ("no_os", "os"), required=True,
           example="1"),
    Column("kind", "Type d’ordre", "نوع الأمر", word("COMMENCEMENT", "ARRET", "REPRISE", "AUTRE",
           demarrage="COMMENCEMENT"), ("type_os",), required=True, filled=True, example="COMMENCEMENT"),
    Column("notified_on", "Date de notification", "تاريخ التبليغ", date, ("date_notification", "date_os"),
           filled=True, example="22/04/2024"),
    Column("effective_on", "Date d’effet", "تاريخ السريان", date, ("date_effet",), example="02/05/2024"),
    Column("reason", "Motif", "السبب", text, ("motif_os",)),
    by=("number",),
    rules=(rules.past(("notified_on",)), rules.ordered("notified_on", "effective_on")),
)  # fmt: skip

PAYMENT_FILES = Table(
    name="payment_files",
    title_fr="Décomptes et dossiers de paiement",
    title_ar="كشوف الحساب وملفات الأداء",
    model=PaymentFile,
    key="number",
    columns=(
        Column("number", "N° de dossier de paiement", "رقم ملف الأداء", code, ("no_dp", "dp", "no_decompte"),
               required=True, example="DP-2024-0581"),
        CONTRACT_NUMBER, COMMITMENT_NUMBER,
        Column("kind", "Type de décompte", "نوع كشف الحساب",
               word("ACOMPTE", "DERNIER", "REVISION", "SOLDE", "FACTURE", "AVANCE", decompteprovisoire="ACOMPTE",
                    decomptedefinitif="SOLDE"), ("type_decompte",), example="ACOMPTE"),
        Column("period", "Période", "الفترة", text, ("periode des travaux",), example="juin 2024"),
        Column("cumulative_works_mad", "Cumul des travaux", "مجموع الأشغال", money, ("cumul_travaux",),
               example="240000,00"),
        Column("guarantee_mad", "Retenue de garantie", "اقتطاع الضمان", money, ("rg",), example="24000,00"),
        Column("penalties_mad", "Pénalités", "الغرامات", money, ("penalites",), example="0,00"),
        Column("advances_mad", "Avances remboursées", "التسبيقات المسترجعة", money, ("avances",), example="0,00"),
        Column("net_mad", "Net à payer", "الصافي للأداء", money, ("net", "net du decompte"), required=True, filled=True,
               example="216000,00"),
        BASIS,
        Column("deposited_on", "Date de dépôt", "تاريخ الإيداع", date, ("date_depot", "date_depot_facture"),
               required=True, filled=True, example="01/07/2024"),
        Column("service_done_on", "Date de service fait", "تاريخ إنجاز العمل", date, ("date_service_fait",),
               example="03/07/2024"),
        Column("liquidated_on", "Date de liquidation", "تاريخ التصفية", date, ("date_liquidation",),
               example="10/07/2024"),
        Column("state", "État du dossier", "حالة الملف", word("DEPOSE", "CERTIFIE", "LIQUIDE", "ORDONNANCE", "PAYE",
               "REJETE"), ("etat", "statut"), example="PAYE"),
    ),
    rules=(
        contract_form,
        rules.past(("deposited_on", "service_done_on", "liquidated_on")),
        rules.ordered("deposited_on", "liquidated_on"),
        rules.ordered("service_done_on", "liquidated_on"),
        rules_finance.at_most("guarantee_mad", "cumulative_works_mad", "guarantee_above_works"),
    ),
    located=False,
)  # fmt: skip

PAYMENT_ORDERS = Table(
    name="payment_orders",
    title_fr="Ordres de paiement",
    title_ar="أوامر الأداء",
    model=PaymentOrder,
    any_level=True,
    key="key",
    key_from=("_place_code", "fiscal_year", "number"),
    columns=(
        Column("number", "N° d’ordre de paiement", "رقم الأمر بالأداء", code, ("no_op", "op"), required=True,
               example="1022"),
        YEAR, PLACE, PLACE_NAME,
        Column("slip_number", "N° de bordereau d’émission", "رقم ورقة الإصدار", code, ("no_be", "be"), example="88"),
        COMMITMENT_NUMBER, CONTRACT_NUMBER,
        Column("payment_file_number", "N° de dossier de paiement", "رقم ملف الأداء", code, ("no_dp", "dp"),
               example="DP-2024-0581"),
        LINE_KEY, SUPPLIER,
        Column("gross_mad", "Montant brut", "المبلغ الإجمالي", money, ("montant_brut", "brut"), required=True,
               filled=True, example="240000,00"),
        Column("withheld_mad", "Retenues", "الاقتطاعات", money, ("montant des retenues",), example="24000,00"),
        Column("net_mad", "Montant net", "المبلغ الصافي", money, ("net", "montant_net"), example="216000,00"),
        Column("issued_on", "Date d’émission", "تاريخ الإصدار", date, ("date_emission",), filled=True,
               example="15/07/2024"),
        Column("endorsed_on", "Date de visa", "تاريخ التأشيرة", date, ("date_visa",), example="19/07/2024"),
        Column("paid_on", "Date de paiement", "تاريخ الأداء", date, ("date_paiement", "date_reglement"),
               example="24/07/2024"),
        Column("state", "Statut", "الوضعية", word(*PaymentOrder.State.values, regle="PAYE"), ("etat",), required=True,
               filled=True, example="PAYE"),
        REASON,
        Column("payee.account_hmac", "RIB", "رقم الحساب البنكي", account, ("rib_beneficiaire",), personal=True,
               example="310810101402900442310133"),
        Column("payee.identity_hmac", "CIN du bénéficiaire", "رقم البطاقة الوطنية", identity, ("cin",), personal=True),
    ),
    rules=(
        contract_form,
        rules.past(("issued_on", "endorsed_on", "paid_on")),
        rules.ordered("issued_on", "endorsed_on", "paid_on"),
        rules_finance.sums("net_mad", ("gross_mad",), "net_disagrees", minus=("withheld_mad",)),
        rules.needs("state", ("PAYE",), "paid_on", "paid_date_missing"),
        why_rejected, of_its_year,
    ),
    companions=(Companion("payee", PaymentOrderPayee, "payment_order_id"),),
)  # fmt: skip

SOURCE = Source(
    slug="gid",
    title_fr="GID : dépense des collectivités territoriales",
    title_ar="منظومة التدبير المندمج للنفقات: نفقات الجماعات الترابية",
    tables=(
        BUDGET_TABLE, CREDITS, COMMITMENTS, CONTRACTS, AMENDMENTS, SERVICE_ORDERS, PAYMENT_FILES, PAYMENT_ORDERS,
    ),
    checks=(
        "finance/check_e1.sql", "finance/check_e2.sql", "finance/check_e3.sql", "finance/check_e4.sql",
        "finance/check_e5.sql", "finance/check_e6.sql", "finance/check_e7.sql", "finance/check_e8.sql",
        "finance/check_e9.sql", "finance/check_w1.sql", "finance/check_w2.sql", "finance/check_w3.sql",
        "finance/check_w4.sql", "finance/check_w5.sql",
    ),
)  # fmt: skip
