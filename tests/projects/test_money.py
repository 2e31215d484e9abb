"""Money against works: the worked examples of docs/pilotage.md, in plain arithmetic and in SQL; laws of any ledger."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import law
from layers import registry
from layers.access import Grant, Viewer
from layers.indicators import pilotage
from layers.indicators.pilotage import Statement, Year
from layers.models import (
    Alert,
    BudgetLine,
    Commitment,
    Contract,
    PaymentFile,
    PaymentOrder,
    ProgressStatement,
    Project,
    ProjectLink,
    ProjectMoney,
)
from layers.queries import projects
from layers.query import LayerQuery
from layers.services import alerts

DGCT = Viewer(1, (Grant("dgct"),))
ON = dt.date(2025, 12, 31)
REFERENCE = "05-091-PAC-2025-9001"
CONTRACT = D("10000000.00")
ADVANCE = Statement("AVANCE", net_mad=D("1000000.00"))
FIRST = Statement(works_mad=D("2000000.00"), guarantee_mad=D("200000.00"), net_mad=D("1800000.00"))


def test_a_legal_advance_is_no_work() -> None:
    found = pilotage.chain([ADVANCE])
    assert (found.works_mad, found.advance_open_mad, found.paid_mad) == (0, D("1000000.00"), D("1000000.00"))
    assert pilotage.gap_points(found.works_mad, CONTRACT, D(4)) == D(-4)


@pytest.mark.parametrize(("physical", "gap"), [(D(22), D(-2)), (D(12), D(8))])
def test_a_statement_after_the_advance(physical: D, gap: D) -> None:
    found = pilotage.chain([ADVANCE, FIRST])
    assert found.paid_mad == D("2800000.00") and found.guarantee_mad == D("200000.00")
    assert pilotage.gap_points(found.works_mad, CONTRACT, physical) == gap


def test_a_credit_carried_over_counts_once() -> None:
    found = pilotage.programme(
        [Year(D("5000000"), D("1000000")), Year(D("3500000"), D(0), carried_mad=D("2000000"))]
    )
    assert found.opened_mad == D("3500000") and found.annulled_mad == D("2000000")
    assert found.net_mad == D("4500000")


def test_days_do_not_count_while_the_works_are_stopped() -> None:
    start, on = dt.date(2025, 1, 1), dt.date(2025, 4, 11)
    assert pilotage.days_counted(start, on, []) == 100
    assert pilotage.days_counted(start, on, [(dt.date(2025, 2, 1), dt.date(2025, 2, 11))]) == 90
    assert pilotage.days_counted(start, on, [(dt.date(2025, 4, 1), None)]) == 90


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=6))
def test_credits_of_any_years_are_what_was_ordered_and_what_is_open(years: list[tuple[int, int]]) -> None:
    """Whatever is carried over: programme = orders of the closed years + openings of the last."""
    made: list[Year] = []
    carried = D(0)
    for new, order in years:
        opened = D(new) + carried
        ordered = min(D(order), opened)
        made.append(Year(opened, ordered, carried))
        carried = (opened - ordered) // 2
    ordered_before = sum((y.ordered_mad for y in made[:-1]), D(0))
    assert pilotage.programme(made).net_mad == ordered_before + made[-1].opened_mad


# -- the same in SQL


def _project(reference: str = REFERENCE, **more: Any) -> None:
    Project.objects.create(
        reference=reference, title_fr="Exemple", state="EN_COURS", finance_source="GID", current_cost_mad=CONTRACT,
        initial_cost_mad=CONTRACT, owner_name="Commune", land_state="APURE", row_hash=1, **more,
    )  # fmt: skip


def _contract(number: str, shares: dict[str, D], amount: D = CONTRACT) -> None:
    Contract.objects.create(
        number=number, current_mad=amount, initial_mad=amount, state="EN_COURS", row_hash=1
    )
    for reference, share in shares.items():
        ProjectLink.objects.create(
            key=f"{reference}/MARCHE/{number}", project_reference=reference, target_kind="MARCHE", target_key=number,
            share_pct=share, row_hash=1,
        )  # fmt: skip


def _paid(number: str, rank: int, s: Statement, contract: str, gross: D | None = None) -> None:
    PaymentFile.objects.create(
        number=f"{number}-{rank}", contract_number=contract, kind=s.kind, cumulative_works_mad=s.works_mad,
        guarantee_mad=s.guarantee_mad, advances_mad=s.reimbursed_mad, net_mad=s.net_mad, state="PAYE",
        deposited_on=dt.date(2025, 3, rank), row_hash=1,
    )  # fmt: skip
    PaymentOrder.objects.create(
        key=f"X/2025/{number}-{rank}", number=f"{rank}", fiscal_year=2025, contract_number=contract,
        payment_file_number=f"{number}-{rank}", gross_mad=gross if gross is not None else s.net_mad, net_mad=s.net_mad,
        state="PAYE", issued_on=dt.date(2025, 3, rank), paid_on=dt.date(2025, 3, rank + 1), row_hash=1,
    )  # fmt: skip


def _stated(physical: D, day: int) -> None:
    ProgressStatement.objects.create(
        key=f"{REFERENCE}/{day}", project_reference=REFERENCE, stated_on=dt.date(2025, 12, day), physical_pct=physical,
        status="VALIDE", row_hash=1,
    )  # fmt: skip


def money(reference: str = REFERENCE) -> ProjectMoney:
    projects.refresh()
    return ProjectMoney.objects.get(project_reference=reference)


def ahead() -> list[str]:
    alerts.compute(ON)
    found = Alert.objects.filter(code="paid_ahead", project_reference=REFERENCE).exclude(state="closed")
    return [str(alert.value) for alert in found]


@pytest.mark.django_db
def test_the_worked_example_on_the_books() -> None:
    law.load_once()
    _project()
    _contract("E-1", {REFERENCE: D(100)})
    _paid("E-1", 1, ADVANCE, "E-1")
    _stated(D(4), 1)
    assert money().advance_open_mad == D("1000000") and money().works_mad == 0
    assert ahead() == []
    _paid("E-1", 2, FIRST, "E-1", gross=D("2000000.00"))
    _stated(D(22), 2)
    assert ahead() == []
    _stated(D(12), 3)
    assert money().paid_mad == D("2800000.00")
    assert money().guarantee_mad == D("200000.00")
    assert ahead() == ["8.0"]
    alert = Alert.objects.get(code="paid_ahead", project_reference=REFERENCE)
    assert alert.state == "to_verify" and alert.confirmed_by_id is None


@pytest.mark.django_db
def test_credits_of_the_worked_example() -> None:
    _project()
    for year, opened, carried, ordered in (
        (2024, "5000000", "0", "1000000"),
        (2025, "3500000", "2000000", "0"),
    ):
        key = f"{year}/05.091.01.01/BP2/50/10/01/01/10"
        BudgetLine.objects.create(
            key=key, fiscal_year=year, chapter="50", article="10", programme="01", project="01", line_code="10",
            opened_mad=D(opened), carried_mad=D(carried), ordered_mad=D(ordered), row_hash=1,
        )  # fmt: skip
        ProjectLink.objects.create(
            key=f"{REFERENCE}/LIGNE/{key}", project_reference=REFERENCE, target_kind="LIGNE", target_key=key,
            share_pct=100, row_hash=1,
        )  # fmt: skip
    query = LayerQuery.of(registry.get("projects"), DGCT)
    row = next(r for r in projects.run(query, "projects/credits.sql") if r["reference"] == REFERENCE)
    assert row["opened_mad"] == D("3500000") and row["annulled_mad"] == D("2000000")
    assert row["programme_mad"] == D("4500000")


shares_of_whole = st.lists(st.integers(1, 9999), min_size=1, max_size=4, unique=True).map(
    lambda cuts: [D(b - a) / 100 for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 10000], strict=True)]
)
cents = st.integers(1, 10**11).map(lambda n: D(n) / 100)


@pytest.mark.full
@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(shares_of_whole, st.lists(cents, min_size=1, max_size=4)), min_size=1, max_size=3))
def test_shares_of_any_ledger_make_the_orders_to_the_centime(ledger: list[tuple[list[D], list[D]]]) -> None:
    """Σ of allocations is 100 % and Σ over projects is Σ of the orders, whatever the shares and the amounts."""
    from django.db import transaction

    with transaction.atomic():
        for model in (ProjectLink, PaymentOrder, PaymentFile, Commitment, Contract):
            model.objects.all().delete()
        total = D(0)
        for rank, (shares, amounts) in enumerate(ledger):
            assert sum(shares) == 100
            _contract(
                f"C-{rank}", {f"05-091-PAC-2025-{rank}{n:03d}": share for n, share in enumerate(shares)}
            )
            for number, amount in enumerate(amounts, 1):
                _paid(f"C-{rank}", number, Statement(works_mad=amount, net_mad=amount), f"C-{rank}")
                total += amount
        projects.refresh()
        with connection.cursor() as cursor:
            cursor.execute("select sum(ordered_mad), sum(paid_mad) from layers_projectmoney")
            assert cursor.fetchone() == (total, total)
        transaction.set_rollback(True)
