"""Laws of any ledger and of any life of a register; and every board of the past is found again as it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards.projects import source
from dashboards.projects.question import Question
from layers import registry, sql
from layers.access import Grant, Viewer
from layers.indicators import pilotage
from layers.models import PaymentOrder, ProjectLink, ProjectMoney
from layers.queries import projects
from layers.query import LayerQuery
from layers.services.alerts import CHECKS
from layers.territories import resolve_codes
from tests.dashboards.test_projects_rollup import alike
from tests.harness import template
from tests.projects import ledgers
from tests.projects.ledgers import Ledger

DGCT = Viewer(1, (Grant("dgct"),))
BOARD = ("totals", "portfolio", "matrix", "curve", "gaps", "delays", "contributions", "deadlines", "choices")


@pytest.fixture(scope="module")
def _committed(kingdom: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of its own: what the platform knew at a moment is what was committed before it."""
    name = f"geo_test_{os.getpid()}_ledgers"
    template.clone(name, kingdom)
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()
        connection.settings_dict["NAME"] = before
    template.discard(name)


pytestmark = pytest.mark.usefixtures("_committed")


def examples(few: int, many: int) -> Any:
    return pytest.mark.parametrize("examples", [few, pytest.param(many, marks=pytest.mark.full)])


def holds(law: Callable[[Any], None], strategy: st.SearchStrategy[Any], examples: int) -> None:
    settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))(given(strategy)(law))()


def consolidated() -> dict[str, Any]:
    query = LayerQuery.of(registry.get("projects"), DGCT)
    place: dict[str, Any] = {"place": resolve_codes(["MA"])[0], "perimeter": None}
    return projects.run(query, "projects/reconciled.sql", **place)[0]


def money_of_any_ledger(ledger: Ledger) -> None:
    ledgers.written(ledger)
    whole = sum((order.gross for order in ledger.counted), D(0))
    shared = [sum((ledger.part(order, n) for order in ledger.counted), D(0)) for n in range(3)]
    found = consolidated()
    assert found["whole_mad"] == whole and found["orders"] == len(ledger.counted)
    assert found["shared_mad"] + found["unshared_mad"] == whole and found["shared_mad"] == sum(shared)
    projects.refresh()
    by_project = dict(ProjectMoney.objects.values_list("project_reference", "ordered_mad"))
    assert [by_project.get(ledgers.reference(n), D(0)) for n in range(3)] == shared
    board = source.of(Question(), DGCT).totals()[None]
    assert (board["ordered_mad"] or 0) == sum(shared)


def flagged() -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for file in CHECKS:
        for row in sql.rows(file, {}):
            told.setdefault(row["code"], set()).add(row["key"])
    return told


def anomalies_of_any_ledger(ledger: Ledger) -> None:
    """What is wrong is told, and stays in the tables and in the total."""
    ledgers.written(ledger)
    told = flagged()
    partial = {
        f"{'MARCHE' if target.startswith('C') else 'LIGNE'}/{target}"
        for target, held in ledger.shares.items()
        if held and sum(held.values()) != 100
    }
    assert told.get("shares_not_whole", set()) == partial
    beyond = {target for target, works in ledger.works.items() if works > ledger.ceilings[target]}
    assert told.get("finance_e4", set()) == beyond
    assert PaymentOrder.objects.count() == len(ledger.orders)
    assert ProjectLink.objects.count() == sum(map(len, ledger.shares.values()))


def credits_of_any_years(years: list[tuple[int, D, D, D]]) -> None:
    ledgers.credited(years)
    made = pilotage.programme([pilotage.Year(opened, ordered, carried) for _, opened, carried, ordered in years])
    row = projects.run(LayerQuery.of(registry.get("projects"), DGCT), "projects/credits.sql")[0]
    assert (row["opened_mad"], row["annulled_mad"], row["programme_mad"]) == (
        made.opened_mad, made.annulled_mad, made.net_mad
    )  # fmt: skip
    # Counted once: what was ordered in closed years, and what is open in the last.
    assert row["programme_mad"] == sum((one[3] for one in years[:-1]), D(0)) + years[-1][1]


def _board(as_of: str = "") -> dict[str, Any]:
    board = source.of(Question(as_of=as_of), DGCT)
    return {"on": board.on, **{part: getattr(board, part)() for part in BOARD}}


def _moment() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        found: str = cursor.fetchone()[0].isoformat()
        return found


def past_of_any_life(life: list[tuple[str, int, Any, D]]) -> None:
    """Each board, remembered when it was the present, is found again from any later moment."""
    ledgers.emptied()
    for number in range(3):
        ledgers.project(number)
    remembered = []
    for one in life:
        ledgers.step(*one)
        remembered.append((_moment(), _board()))
    for moment, board in remembered:
        again = _board(moment)
        for part in ("on", *BOARD):
            assert alike(again[part], board[part]), (moment, part)


@examples(8, 150)
def test_what_is_shared_and_what_is_not_make_the_orders_to_the_centime(examples: int) -> None:
    holds(money_of_any_ledger, ledgers.ledgers(), examples)


@examples(5, 60)
def test_anomalies_are_told_and_nothing_is_dropped(examples: int) -> None:
    holds(anomalies_of_any_ledger, ledgers.ledgers(), examples)


@examples(6, 100)
def test_a_credit_carried_over_is_counted_once(examples: int) -> None:
    holds(credits_of_any_years, ledgers.credit_years(), examples)


@examples(4, 50)
def test_any_past_board_is_replayed_exactly(examples: int) -> None:
    holds(past_of_any_life, ledgers.steps, examples)
