"""The three worked examples of docs/pilotage.md, read where people read them: the sheet, its PDF and the board."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal as D

import pytest
from django.test import Client

from dashboards.projects import alerts as alert_panel
from dashboards.projects import figures, source
from dashboards.projects.question import Question
from etl import law
from layers.models import Alert, BudgetLine, ProjectLink
from layers.services import alerts
from tests.projects import test_money as ledger
from tests.projects.test_money import ADVANCE, FIRST, ON, REFERENCE
from tests.projects.test_sheet import page, printed

pytestmark = pytest.mark.django_db


@pytest.fixture
def dgct(client_of: Callable[..., Client]) -> Client:
    law.load_once()
    return client_of("dgct", ("dgct", ""))


def flat(html: str) -> str:
    """What the eye reads: without tags, each space one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def told(client: Client) -> str:
    """The sheet on screen; its PDF must say the same sums."""
    screen = flat(page(client, REFERENCE))
    paper = re.sub(r"\s", "", printed(client, f"/projects/{REFERENCE}.pdf"))
    for sum_ in re.findall(r"\d{1,3}(?: \d{3})+,\d\d", screen):
        assert sum_.replace(" ", "") in paper, sum_
    return screen


def board() -> source.Source:
    return source.of(Question(), ledger.DGCT)


def test_money_against_works_is_told_as_in_the_docs(dgct: Client) -> None:
    ledger._project()
    ledger._contract("E-1", {REFERENCE: D(100)})
    ledger._paid("E-1", 1, ADVANCE, "E-1")
    ledger._stated(D(4), 1)
    alerts.compute(ON)
    screen = told(dgct)
    assert "Travaux liquidés, bruts 0,00 DH" in screen and "Avance non remboursée 1 000 000,00 DH" in screen
    assert "Écart −4,0 points" in screen and "Liquidé en avance sur les travaux" not in screen

    ledger._paid("E-1", 2, FIRST, "E-1", gross=D("2000000.00"))
    ledger._stated(D(22), 2)
    alerts.compute(ON)
    screen = told(dgct)
    assert "Écart −2,0 points" in screen and "Liquidé en avance sur les travaux" not in screen

    ledger._stated(D(12), 3)
    alerts.compute(ON)
    screen = told(dgct)
    assert "Payé, net des retenues 2 800 000,00 DH" in screen
    assert "Travaux liquidés, bruts 2 000 000,00 DH 20,0 %" in screen
    assert "Retenue de garantie 200 000,00 DH" in screen and "Avance non remboursée 1 000 000,00 DH" in screen
    assert "Écart +8,0 points à vérifier" in screen and "Liquidé en avance sur les travaux" in screen


def test_the_board_tells_the_same_gap_and_the_same_sum(dgct: Client) -> None:
    ledger._project()
    ledger._contract("E-1", {REFERENCE: D(100)})
    ledger._paid("E-1", 1, ADVANCE, "E-1")
    ledger._paid("E-1", 2, FIRST, "E-1", gross=D("2000000.00"))
    ledger._stated(D(12), 3)
    alerts.compute(ON)
    Alert.objects.exclude(project_reference=REFERENCE).delete()  # the board shows the most important first
    asked = board()
    (alert,) = [row for row in asked.alerts() if row["reference"] == REFERENCE and row["code"] == "paid_ahead"]
    assert alert_panel.plain(alert) == "+8,0 points" and alert["state"] == "to_verify"
    (point,) = [row for row in asked.gaps() if row["reference"] == REFERENCE]
    assert (point["works_pct"], point["physical_pct"]) == (20, 12)
    drawn = figures.gaps(asked)["data"][0]
    at = [row["reference"] for row in asked.gaps()].index(REFERENCE)
    assert (drawn["x"][at], drawn["y"][at]) == (12.0, 20.0)
    (row,) = [row for row in asked.portfolio() if row["reference"] == REFERENCE]
    assert row["paid_mad"] == D("2800000.00")
    desk = flat(dgct.get("/projects/alerts/?code=paid_ahead").content.decode())
    assert "+8,0 points" in desk


def test_credits_carried_over_are_told_as_in_the_docs(dgct: Client) -> None:
    ledger._project()
    for year, opened, carried, ordered in ((2024, 5, 0, 1), (2025, D("3.5"), 2, 0)):
        key = f"{year}/05.091.01.01/BP2/50/10/01/01/10"
        BudgetLine.objects.create(
            key=key, fiscal_year=year, chapter="50", article="10", programme="01", project="01", line_code="10",
            opened_mad=opened * D(1_000_000), carried_mad=carried * D(1_000_000), ordered_mad=ordered * D(1_000_000),
            row_hash=1,
        )  # fmt: skip
        ProjectLink.objects.create(
            key=f"{REFERENCE}/LIGNE/{key}", project_reference=REFERENCE, target_kind="LIGNE", target_key=key,
            share_pct=100, row_hash=1,
        )  # fmt: skip
    screen = told(dgct)
    assert "Crédits ouverts du dernier exercice 3 500 000,00 DH" in screen
    assert "Crédits annulés en fin d’exercice 2 000 000,00 DH" in screen
    assert "Programme, reports comptés une fois 4 500 000,00 DH" in screen
