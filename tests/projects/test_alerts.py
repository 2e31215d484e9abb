"""Alerts of the demonstration: every planted anomaly is found, no alarm beyond; history, closing, confirming."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl import law
from fixtures.money.build import build
from fixtures.projects.register import register
from layers.errors import BadParameter
from layers.models import Alert, Contribution, Project
from layers.services import alerts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def thresholds(db: None) -> None:
    law.load_once()


def keys(code: str) -> set[str]:
    return set(Alert.objects.filter(code=code).exclude(state="closed").values_list("subject_key", flat=True))


def test_every_planted_anomaly_is_found_and_nothing_else() -> None:
    alerts.compute()
    planted = {**build(1.0, 2026).planted, **register(1.0, 2026).planted}
    assert {code: keys(code) for code in planted} == planted
    rules = set(Alert.objects.values_list("code", flat=True)) - set(planted)
    # What the rules of pilotage find in an economy that runs late by itself (docs/pilotage.md).
    assert rules == {
        "late", "contract_overdue", "underspent", "paid_ahead", "contribution_late", "land", "payment_late", "cost_over"
    }  # fmt: skip


def test_what_the_rules_find_is_what_the_register_says() -> None:
    """Counted again without SQL, from the rows of the generator."""
    alerts.compute()
    rows = register(1.0, 2026).tables
    running = {"EN_COURS", "EN_DIFFICULTE", "SUSPENDU"}
    states = {row["reference_projet"]: row["etat"] for row in rows["projects"]}
    land = {
        r["reference_projet"]
        for r in rows["projects"]
        if r["statut_foncier"] == "NON_APURE" and r["etat"] in running
    }
    assert keys("land") == land
    unpaid = {
        f"{r['reference_projet']}/{r['partenaire']}/{r['nature_contribution']}/{r['annee']}"
        for r in rows["contributions"]
        if int(str(r["annee"])) <= 2025
        and r["montant_verse"] in ("", "0,00")
        and r["reference_projet"] in states
    }
    assert keys("contribution_late") == unpaid
    dear = {
        project.reference
        for project in Project.objects.exclude(state__in=("RESILIE", "ABANDONNE"))
        if project.current_cost_mad > project.initial_cost_mad * Decimal("1.1")
    }
    assert keys("cost_over") == dear
    # Money is ahead of works where a statement exceeds its contract, where a contract is written without tax, and
    # where one serves two projects: the invented progress of each is that of the whole contract, not of its share.
    planted = build(1.0, 2026).planted
    over = planted["finance_e4"] | planted["finance_w5_rate"]
    sharing = {r["reference_projet"] for r in rows["links"] if r["cible"] in over or r["quote_part"] in (40, 60)}
    assert keys("paid_ahead") <= sharing


def test_an_alert_that_is_no_longer_true_is_closed_and_may_come_back() -> None:
    alerts.compute()
    alert = Alert.objects.filter(code="contribution_late").first()
    assert alert is not None
    owed = Contribution.objects.get(key=alert.subject_key)
    Contribution.objects.filter(pk=owed.pk).update(paid_mad=owed.due_mad)
    alerts.compute()
    alert.refresh_from_db()
    assert alert.state == "closed"
    Contribution.objects.filter(pk=owed.pk).update(paid_mad=0)
    alerts.compute()
    alert.refresh_from_db()
    assert alert.state == "to_verify"
    assert [event.kind for event in alert.events.order_by("id")] == ["raised", "closed", "raised"]


def test_a_gap_is_to_verify_until_a_named_person_confirms_it() -> None:
    alerts.compute()
    alert = Alert.objects.filter(code="paid_ahead").first()
    assert alert is not None and alert.state == "to_verify"
    with pytest.raises(BadParameter):
        alerts.handle(alert, 7, "SGAR", {"state": "dismissed"})
    alerts.handle(
        alert, 7, "SGAR", {"state": "confirmed", "owner": "Conseil régional", "comment": "Visite du 12/01"}
    )
    alerts.compute()
    alert.refresh_from_db()
    assert (alert.state, alert.confirmed_by_id, alert.owner) == ("confirmed", 7, "Conseil régional")
    last = alert.events.order_by("-id").first()
    assert last is not None and last.actor_id == 7 and "Visite" in last.text


def test_computing_twice_changes_nothing() -> None:
    first = alerts.compute()
    before = list(Alert.objects.order_by("id").values_list("id", "state", "value"))
    assert alerts.compute() == first
    assert list(Alert.objects.order_by("id").values_list("id", "state", "value")) == before
