"""Deployment of the DGCT's systems: dated facts by collectivity, by region, or as totals that name nobody."""

from etl import rules_civic
from etl.civic_columns import nomenclature, partial_date
from etl.columns import code, integer, text, word
from etl.source import Column, Companion, Source, Table
from layers.models import Deployment, DeploymentContact

SCOPES = word(
    "collectivity", "region", "total", commune="collectivity", collectivité="collectivity", région="region",
    جماعة="collectivity", جهة="region", مجموع="total",
)  # fmt: skip
STATES = ("NON_DEMARRE", "PLANIFIE", "FORMATION", "PILOTE", "OPERATIONNEL", "SUSPENDU")
STARTED = ("FORMATION", "PILOTE", "OPERATIONNEL", "SUSPENDU")
PLACES = {"region": r"^\d{2}$", "total": "^MA$", "collectivity": r"^\d{2}(\.\d{3}(\.\d{2}){0,2})?$"}

DEPLOYMENTS = Table(
    name="deployments",
    title_fr="Déploiements",
    title_ar="التعميم",
    model=Deployment,
    key="deployment_key",
    key_from=("system_code", "scope", "place_code", "status_date"),
    columns=(
        Column("system_code", "Système", "المنظومة", nomenclature("chantiers.csv", **{"bureau d'ordre digital": "BOD"}),
               ("systeme", "chantier"), required=True, example="ROKHAS"),
        Column("scope", "Périmètre", "النطاق", SCOPES, ("perimetre", "niveau"), required=True, example="collectivité"),
        Column("place_code", "Code du territoire", "رمز المجال الترابي", code,
               ("code_territoire", "ct_code", "code_hcp", "code region"), required=True, example="05.091.01.01"),
        Column("status_date", "Date du statut", "تاريخ الوضعية", partial_date, ("date_statut", "date"), required=True,
               example="05/2020"),
        Column("status", "Statut", "الوضعية", word(*STATES), ("etat",), required=True, filled=True,
               example="OPERATIONNEL"),
        Column("version", "Version", "الإصدار", text),
        Column("active_users_30d", "Utilisateurs actifs sur 30 jours", "المستعملون النشيطون خلال 30 يوما",
               integer(0), ("utilisateurs_actifs_30j", "nb_utilisateurs_actifs_30j"), example="12"),
        Column("monthly_volume", "Volume mensuel", "الحجم الشهري", integer(0), ("volume_mois",), example="340"),
        Column("total_count", "Total", "المجموع", integer(0, 100_000), ("nombre de collectivites",)),
        Column("total_of", "Total sur", "من أصل", integer(1, 100_000), ("sur",)),
        Column("contact.referent", "Référent", "المسؤول المرجعي", text, ("referent",), personal=True),
        Column("origin", "Source", "المصدر", text, ("source du fait",), filled=True,
               example="Circulaire du 19/05/2020"),
        Column("evidence", "Justificatif", "الوثيقة المثبتة", text, ("justificatif",)),
        Column("remark", "Observation", "ملاحظة", text, ("remarque",)),
    ),
    rules=(
        rules_civic.dated("status_date", "status_on", "date_precision"),
        rules_civic.fits("place_code", "scope", PLACES, "deployment_place_scope"),
        rules_civic.filled_when("scope", ("total",), "total_count", "deployment_total_missing"),
        rules_civic.only_when("total_count", "scope", ("total",), "deployment_total_unexpected"),
        rules_civic.at_most("total_count", "total_of", "deployment_total_above"),
        rules_civic.only_when("active_users_30d", "status", STARTED, "deployment_use_unstarted"),
    ),
    companions=(Companion("contact", DeploymentContact, "deployment_id"),),
    located=False,
)  # fmt: skip

SOURCE = Source(
    slug="deployments",
    title_fr="Déploiement des systèmes de la DGCT",
    title_ar="تعميم منظومات المديرية العامة للجماعات الترابية",
    tables=(DEPLOYMENTS,),
    checks=(
        "deployments/check_place.sql",
        "deployments/check_step_back.sql",
        "deployments/check_against_region.sql",
    ),
)
