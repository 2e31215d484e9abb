"""Deployments: the circular's facts exactly as given, dates no finer than their source, and no invented list."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from etl import circular, law
from etl.models import ImportRun
from fixtures.deployments import corpus
from layers.models import Chantier, Deployment, DeploymentContact, TerritoryVersion
from tests.etl import civic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]
NINETEENTH = dt.date(2020, 5, 19)
ROKHAS = {
    "Casablanca-Settat", "Béni Mellal-Khénifra", "Marrakech-Safi", "Tanger-Tétouan-Al Hoceïma", "Souss-Massa",
    "L'Oriental", "Rabat-Salé-Kénitra", "Fès-Meknès",
}  # fmt: skip


def load(tmp_path: Path, *rows: dict[str, str]) -> None:
    civic.load("deployments", tmp_path, corpus.text(*rows))


def regions(system: str) -> set[str]:
    return set(Deployment.objects.filter(system_code=system, scope="region").values_list("place_code", flat=True))


def test_the_circular_s_facts_are_those_of_the_circular_and_no_more() -> None:
    assert circular.load_circular_facts() == 11
    facts = Deployment.objects.all()
    assert Counter(facts.values_list("system_code", "scope")) == {
        ("ROKHAS", "region"): 8,
        ("PMEC", "region"): 2,
        ("BOD", "total"): 1,
    }
    assert set(facts.values_list("status", "status_on", "date_precision", "fictitious")) == {
        ("OPERATIONNEL", NINETEENTH, "day", False)
    }
    names = dict(
        TerritoryVersion.objects.filter(level="region", edition__is_current=True).values_list("code", "name_fr")
    )
    assert {_plain(names[code]) for code in regions("ROKHAS")} == {_plain(name) for name in ROKHAS}
    assert regions("PMEC") == {"04", "06"}
    total = facts.get(scope="total")
    assert (total.total_count, total.total_of, total.remark) == (240, 1590, "liste nominative non fournie")
    assert round(100 * total.total_count / total.total_of, 1) == 15.1
    assert not facts.filter(scope="collectivity").exists()


def _plain(name: str) -> str:
    from layers.text import normalise

    return normalise(name).replace("l ", "").replace(" ", "")


def test_the_circular_loads_once_and_the_day_before_is_unknown() -> None:
    circular.load_circular_facts()
    assert circular.load_circular_facts() == 0
    assert ImportRun.objects.filter(source="deployments").count() == 1
    assert not Deployment.objects.filter(status_on__lt=NINETEENTH).exists()
    assert civic.discrepancies("deployments") == []


def test_thirteen_chantiers_none_of_them_settled_nor_invented() -> None:
    law.load_once()
    assert Chantier.objects.filter(valid_from=NINETEENTH, valid_to=None).count() == 13
    assert set(Chantier.objects.values_list("status", flat=True)) == {"to_validate"}
    families = set(Chantier.objects.exclude(family="").values_list("family", flat=True))
    assert len(families) == 4, "the circular's four"
    assert Chantier.objects.get(family="").code == "NON_NOMME"
    assert "non nommé" in Chantier.objects.get(code="NON_NOMME").name_fr


@pytest.mark.parametrize(
    ("written", "kept", "first", "precision"),
    [
        ("19/05/2020", "2020-05-19", dt.date(2020, 5, 19), "day"),
        ("05/2020", "2020-05", dt.date(2020, 5, 1), "month"),
        ("2020-05", "2020-05", dt.date(2020, 5, 1), "month"),
        ("٢٠٢٠", "2020", dt.date(2020, 1, 1), "year"),
    ],
)
def test_a_date_is_no_finer_than_its_source(
    tmp_path: Path, written: str, kept: str, first: dt.date, precision: str
) -> None:
    load(tmp_path, corpus.row(1, date_statut=written))
    fact = Deployment.objects.get()
    assert (fact.status_date, fact.status_on, fact.date_precision) == (kept, first, precision)
    assert fact.deployment_key == f"ROKHAS/collectivity/{civic.BENI_MELLAL}/{kept}"


def test_what_an_older_load_left_empty_is_filled_and_a_correction_stays() -> None:
    law.load_once()
    Chantier.objects.filter(code="ROKHAS").update(family="", family_ar="عائلة", name_fr="Corrigé")
    law.load_once()
    kept = Chantier.objects.get(code="ROKHAS")
    assert kept.family and (kept.family_ar, kept.name_fr) == ("عائلة", "Corrigé")


def test_a_new_fact_does_not_erase_the_one_before(tmp_path: Path) -> None:
    load(tmp_path, corpus.row(1))
    load(tmp_path, corpus.row(1, date_statut="06/2023", statut="SUSPENDU"))
    assert list(Deployment.objects.order_by("status_on").values_list("status", flat=True)) == [
        "OPERATIONNEL",
        "SUSPENDU",
    ]


def test_what_disagrees_is_said_and_both_stay(tmp_path: Path) -> None:
    circular.load_circular_facts()
    load(
        tmp_path,
        corpus.row(1, date_statut="2021", statut="NON_DEMARRE", utilisateurs_actifs_30j=""),
        corpus.row(2, date_statut="2021"),
        corpus.row(2, date_statut="2022", statut="PLANIFIE", utilisateurs_actifs_30j=""),
        corpus.row(3, code_territoire="05.999.01.01"),
        corpus.row(4, code_territoire="05.091", systeme="GID"),
    )
    assert civic.discrepancies("deployments") == [
        ("deployment_place_unknown", "ROKHAS/collectivity/05.999.01.01/2020-05-19"),
        ("deployment_region_disagrees", f"ROKHAS/collectivity/{civic.BENI_MELLAL}/2021"),
        ("deployment_step_back", f"ROKHAS/collectivity/{civic.OUJDA}/2022"),
    ]
    assert Deployment.objects.count() == 16


def test_who_answers_for_a_deployment_stands_apart(tmp_path: Path) -> None:
    load(tmp_path, corpus.row(1, referent="CANARI Nom"))
    assert DeploymentContact.objects.get().referent == "CANARI Nom"
    assert "CANARI" not in str(Deployment.objects.values().get())
