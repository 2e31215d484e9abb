"""Ledgers and lives of projects as Hypothesis makes them, on a database of their own where each step is committed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal as D
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.db.models import Model
from hypothesis import strategies as st

from layers.models import (
    BudgetLine,
    Contract,
    PaymentFile,
    PaymentOrder,
    ProgressStatement,
    Project,
    ProjectLink,
)
from layers.territories import resolve_codes

TABLES = ("project", "projectphase", "contribution", "progressstatement", "projectlink", "contract", "commitment",
          "paymentfile", "paymentorder", "budgetline", "serviceorder", "amendment")  # fmt: skip
COMMUNES = ("05.091.01.01", "02.411.01.23")
STATES = ("EN_COURS", "ACHEVE", "NON_ENTAME", "SUSPENDU", "ABANDONNE")
ORDER_STATES = ("EMIS", "VISE", "PAYE", "REJETE", "ANNULE")
COUNTED = ("VISE", "PAYE")
DAY = dt.date(2025, 3, 1)
cents = st.integers(1, 10**11).map(lambda n: D(n) / 100)


def reference(number: int) -> str:
    return f"05-091-PAC-2025-{number:04d}"


def emptied() -> None:
    names = [f"layers_{table}" for table in TABLES]
    histories = [f"{name}_history" for name in names]
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where tablename = any(%s)", [histories])
        kept = [name for (name,) in cursor.fetchall()]
        cursor.execute(f"truncate {', '.join(names + kept)} cascade")
    caches["counts"].clear()


@dataclass(frozen=True)
class Order:
    """`target`: "C1" a contract, "L0" a line, "" neither; `line`: the line of a contract's order."""

    target: str
    line: str
    gross: D
    state: str


@dataclass(frozen=True)
class Ledger:
    """`shares`: target → project → per cent, which need not make a hundred; `works` and `ceilings`: of contracts."""

    shares: dict[str, dict[int, D]]
    orders: list[Order]
    works: dict[str, D]
    ceilings: dict[str, D]

    def part(self, order: Order, project: int) -> D:
        """The project's: by its contract when anyone shares it, else by its line."""
        by_contract = self.shares.get(order.target) if order.target.startswith("C") else None
        held = by_contract if by_contract else self.shares.get(order.line, {})
        return order.gross * held.get(project, D(0)) / 100

    @property
    def counted(self) -> list[Order]:
        return [order for order in self.orders if order.state in COUNTED]


@st.composite
def _shares(draw: Any) -> dict[int, D]:
    """Whole more often than not."""
    cuts = sorted(draw(st.sets(st.integers(1, 9999), max_size=2)))
    parts = [D(b - a) / 100 for a, b in zip([0, *cuts], [*cuts, 10000], strict=True)]
    if draw(st.integers(0, 3)) == 0:
        parts = parts[:-1]
    return dict(enumerate(parts))


@st.composite
def ledgers(draw: Any) -> Ledger:
    targets = ["C0", "C1", "C2", "L0", "L1"]
    shares = {target: draw(_shares()) for target in targets}
    lines = st.sampled_from(["L0", "L1", ""])

    def order() -> Order:
        target = draw(st.sampled_from([*targets, ""]))
        line = target if target.startswith("L") else draw(lines)
        return Order(target, line, draw(cents), draw(st.sampled_from(ORDER_STATES)))

    contracts = [target for target in targets if target.startswith("C")]
    return Ledger(
        shares,
        [order() for _ in range(draw(st.integers(1, 8)))],
        {target: draw(cents) for target in contracts},
        {target: draw(cents) for target in contracts},
    )


def kept(model: type[Model], key: dict[str, str], given: dict[str, Any]) -> None:
    """Made or changed; an update that changes nothing touches no row, which a save would take for a row lost."""
    held: Any = model._default_manager.filter(**key)
    if held.exists():
        held.update(**given)
    else:
        model._default_manager.create(**key, **given)


def project(number: int, **more: Any) -> None:
    given = {
        "title_fr": f"Projet {number}", "state": "EN_COURS", "finance_source": "GID", "current_cost_mad": D("1000000"),
        "initial_cost_mad": D("1000000"), "owner_name": "Commune", "planned_start_on": DAY, "planned_end_on": DAY,
        "territory_id": resolve_codes([COMMUNES[number % 2]])[0], "row_hash": 1, **more,
    }  # fmt: skip
    kept(Project, {"reference": reference(number)}, given)


def shared(kind: str, target: str, number: int, share: D) -> None:
    key = f"{reference(number)}/{kind}/{target}"
    given = {"project_reference": reference(number), "target_kind": kind, "target_key": target, "row_hash": 1}
    kept(ProjectLink, {"key": key}, {**given, "share_pct": share})


def ordered(number: int, order: Order) -> None:
    given = {
        "number": str(number), "fiscal_year": 2025, "gross_mad": order.gross, "net_mad": order.gross, "issued_on": DAY,
        "state": order.state, "paid_on": DAY if order.state == "PAYE" else None, "line_key": order.line, "row_hash": 1,
        "contract_number": order.target if order.target.startswith("C") else "",
        "territory_id": resolve_codes([COMMUNES[0]])[0],
    }  # fmt: skip
    kept(PaymentOrder, {"key": f"X/2025/{number}"}, given)


def written(ledger: Ledger) -> None:
    emptied()
    for number in range(3):
        project(number)
    for target, held in ledger.shares.items():
        if target.startswith("C"):
            ceiling = ledger.ceilings[target]
            Contract.objects.create(
                number=target, current_mad=ceiling, initial_mad=ceiling, state="EN_COURS", row_hash=1
            )
            PaymentFile.objects.create(
                number=f"F{target}", contract_number=target, kind="DECOMPTE", state="PAYE", row_hash=1,
                cumulative_works_mad=ledger.works[target], net_mad=D(0),
            )  # fmt: skip
        for number, share in held.items():
            shared("MARCHE" if target.startswith("C") else "LIGNE", target, number, share)
    for number, order in enumerate(ledger.orders):
        ordered(number, order)


# -- credits


@st.composite
def credit_years(draw: Any) -> list[tuple[int, D, D, D]]:
    """(year, opened, carried, ordered): what a year opens is what it takes over and what is new."""
    found, carried = [], D(0)
    for rank in range(draw(st.integers(1, 4))):
        opened = carried + draw(cents)
        ordered_mad = (opened * draw(st.integers(0, 100)) / 100).quantize(D("0.01"))
        ordered_mad = min(ordered_mad, opened)
        found.append((2022 + rank, opened, carried, ordered_mad))
        carried = ((opened - ordered_mad) * draw(st.integers(0, 100)) / 100).quantize(D("0.01"))
        carried = min(carried, opened - ordered_mad)
    return found


def credited(years: list[tuple[int, D, D, D]]) -> None:
    emptied()
    project(0)
    for year, opened, carried, ordered_mad in years:
        key = f"{year}/05.091.01.01/BP2/50/10/01/01/10"
        BudgetLine.objects.create(
            key=key, fiscal_year=year, chapter="50", article="10", programme="01", project="01", line_code="10",
            opened_mad=opened, carried_mad=carried, ordered_mad=ordered_mad, row_hash=1,
        )  # fmt: skip
        shared("LIGNE", key, 0, D(100))


# -- lives: a step is a kind and its values

numbers = st.integers(0, 2)
per_cents = st.integers(0, 100).map(D)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("state"), numbers, st.sampled_from(STATES), cents),
        st.tuples(st.just("end"), numbers, st.integers(1, 900), cents),
        st.tuples(st.just("stated"), numbers, st.integers(0, 60), per_cents),
        st.tuples(st.just("share"), numbers, st.sampled_from(["C0", "C1"]), per_cents),
        st.tuples(st.just("order"), st.integers(0, 4), st.sampled_from(["C0", "C1"]), cents),
        st.tuples(st.just("rejected"), st.integers(0, 4), st.just(""), cents),
        st.tuples(st.just("deleted"), numbers, st.just(""), cents),
    ),
    min_size=2,
    max_size=6,
)


def step(kind: str, number: int, what: Any, amount: D) -> None:
    """One edit or load, committed by itself."""
    if kind == "state":
        project(number, state=what, current_cost_mad=amount)
    elif kind == "end":
        project(number, planned_end_on=DAY + dt.timedelta(days=200), revised_end_on=DAY + dt.timedelta(days=what))
    elif kind == "stated":
        day = DAY + dt.timedelta(days=what)
        given = {"project_reference": reference(number), "stated_on": day, "physical_pct": amount, "status": "VALIDE"}
        kept(ProgressStatement, {"key": f"{reference(number)}/{day}"}, {**given, "row_hash": 1})
    elif kind == "share":
        Contract.objects.get_or_create(
            number=what, defaults={"current_mad": D(10**6), "initial_mad": D(10**6), "state": "EN_COURS", "row_hash": 1}
        )
        shared("MARCHE", what, number, amount)
    elif kind == "order":
        ordered(number, Order(what, "", amount, "PAYE"))
    elif kind == "rejected":
        PaymentOrder.objects.filter(key=f"X/2025/{number}").update(state="REJETE", paid_on=None)
    else:
        Project.objects.filter(reference=reference(number)).delete()
