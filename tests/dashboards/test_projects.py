"""The board of projects: every part counts the same projects, money says its source, the perimeter bounds all."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from dashboards.projects import frame, panels, source, table, words
from dashboards.projects.question import Question, parse
from fixtures.projects import week
from layers import registry
from layers.access import Grant, Viewer
from layers.errors import BadParameter, LoginNeeded
from layers.queries import projects
from layers.query import LayerQuery
from layers.services import style
from layers.territories import resolve_codes

pytestmark = pytest.mark.django_db
DGCT = Viewer(1, (Grant("dgct"),))


def wali(code: str = "02") -> Viewer:
    return Viewer(2, (Grant("wali", resolve_codes([code])[0]),))


def asked(viewer: Viewer = DGCT, **filters: str) -> source.Source:
    return source.of(Question(**filters), viewer)


def test_who_is_nobody_gets_nothing() -> None:
    with pytest.raises(LoginNeeded):
        asked(Viewer())


def test_a_wali_lands_on_his_region_and_sees_no_other() -> None:
    mine = asked(wali())
    assert mine.place.code == "02"
    other = asked(wali(), territory="05")
    assert other.totals().get(None, {"n": 0})["n"] == 0
    assert mine.totals()[None]["n"] == asked(territory="02").totals()[None]["n"] > 0


@pytest.mark.parametrize(
    "filters", [{}, {"territory": "02"}, {"state": "running"}, {"programme_type": "PDR"}]
)
def test_every_part_counts_the_same_projects(filters: dict[str, str]) -> None:
    board = asked(**filters)
    n = board.totals()[None]["n"]
    counted = LayerQuery.from_params(registry.get("projects"), board.question.parameters(), DGCT).count()
    matrix = [row for row in board.matrix() if not row["every_area"] and not row["every_programme"]]
    assert n == counted == len(board.portfolio()) == sum(row["n"] for row in matrix)
    groups = [row for group, row in board.totals().items() if group]
    assert sum(row["n"] for row in groups) == n
    assert sum(row["cost_mad"] for row in groups) == board.totals()[None]["cost_mad"]


def test_money_outside_gid_is_declared_and_never_zero() -> None:
    rows = [row for row in asked().portfolio() if row["finance_source"] == "HORS_GID"]
    assert rows and all(row["money_source"] != "gid" for row in rows)
    shown = table._row({**rows[0], "paid_mad": None})
    assert shown["paid"] is None and rows[0]["finance_operator"] in shown["source"]


def test_a_project_known_by_its_file_alone_says_that_its_money_is_declared() -> None:
    board = asked()
    reference = next(row["reference"] for row in board.portfolio() if row["money_source"] == "gid")
    with connection.cursor() as cursor:
        cursor.execute("delete from layers_projectlink where project_reference = %s", [reference])
    after = {row["reference"]: row for row in dataclasses.replace(board).portfolio()}
    assert after[reference]["money_source"] == "declared"


def test_what_is_shared_out_and_what_is_not_make_gids_total() -> None:
    """Σ of the projects' shares + what no share claims = Σ of the payment orders, to the centime."""
    projects.refresh()
    with connection.cursor() as cursor:
        cursor.execute("select sum(ordered_mad) from layers_projectmoney")
        shared: Decimal = cursor.fetchone()[0]
        cursor.execute(
            """select sum(o.gross_mad * (1 - coalesce(k.share, l.share, 0))), sum(o.gross_mad)
            from layers_paymentorder o
            left join (select target_key, sum(share_pct) / 100 as share from layers_projectlink
                       where target_kind = 'MARCHE' group by 1) k on k.target_key = o.contract_number
            left join (select target_key, sum(share_pct) / 100 as share from layers_projectlink
                       where target_kind = 'LIGNE' group by 1) l on l.target_key = o.line_key
            where o.state in ('VISE', 'PAYE')"""
        )
        unshared, whole = cursor.fetchone()
    assert shared + unshared == whole


def test_delays_are_worst_first_with_cause_and_owner() -> None:
    rows = asked(territory="02").delays()
    assert [row["delay_days"] for row in rows] == sorted((row["delay_days"] for row in rows), reverse=True)
    assert all(row["responsible"] and row["cause"] for row in rows)
    assert any(row["cause"] != "unknown" for row in rows)


def test_the_address_is_the_only_state() -> None:
    question = parse("?territory=02&programme_type=PDR&state=running")
    assert question.parameters()["state"] == ["EN_COURS", "EN_DIFFICULTE", "SUSPENDU"]
    assert parse(question.query()) == question
    assert question.toggled("state", "running") == "?territory=02&programme_type=PDR"
    with pytest.raises(BadParameter):
        parse("?state=PERDU")


def test_every_part_of_the_screen_is_drawn() -> None:
    from dashboards.projects import callbacks

    board = asked(wali())
    painted = frame.painted(board)
    assert set(painted["classes"]) == set(painted["tips"])
    texts = str(
        [callbacks._charts(board), panels.matrix(board), panels.deadlines(board), callbacks._gaps_foot(board)]
    )
    assert "MDH" in texts
    empty: Any = asked(wali(), sector="Aucun")
    assert "template.xlsx" in str(frame.notice(empty))


@pytest.mark.parametrize("filters", [{}, {"state": "running"}, {"sector": "Routes", "state": "EN_COURS"}])
def test_sites_are_drawn_under_the_question_of_the_board(filters: dict[str, str]) -> None:
    """The lines and plots on the map are those of the very projects that the board counts."""
    board = asked(territory="02", **filters)
    slugs = {record["slug"]: record["question"] for record in frame.painted(board)["records"]}
    assert slugs["sites"] == slugs["projects"]
    references = {row["reference"] for row in board.portfolio()}
    query = LayerQuery.from_params(registry.get("sites"), board.question.parameters(), DGCT)
    found = {row["project_reference"] for row in query.rows()}
    assert found and found <= references
    every = LayerQuery.from_params(registry.get("sites"), {"territory": ["02"]}, DGCT).rows()
    assert found == references & {row["project_reference"] for row in every}


def test_every_state_is_told_without_colour() -> None:
    """A sign of its own on the map, its key and paper; a shape of its own on charts."""
    codes = set(words.COLORS)
    assert set(words.SIGNS) == codes == set(words.SYMBOLS)
    assert len(set(words.SIGNS.values())) == len(set(words.SYMBOLS.values())) == len(codes)
    legend = style.legend(registry.get("projects"), "fr")
    assert legend["marks"] == words.SIGNS and all(one["mark"] for one in legend["key"])


def test_a_past_moment_is_replayed_as_it_was_known() -> None:
    """A week ago the same projects and the same money, and the ends that were then planned; before that, nothing."""
    week.rewind()
    moment = (timezone.now() - dt.timedelta(days=7)).isoformat()
    now, then = asked(territory="02"), asked(territory="02", as_of=moment)
    names = ("n", "cost_mad", "committed_mad", "ordered_mad", "paid_mad", "physical_pct")
    for group, row in now.totals().items():
        assert {name: row[name] for name in names} == {name: then.totals()[group][name] for name in names}
    slipped = {row["reference"]: row for row in now.changes()}
    assert len(slipped) == 3 and all(row["slip_days"] in week.SLIPS for row in slipped.values())
    ends = {
        row["reference"]: row["revised_end_on"] for row in then.portfolio() if row["reference"] in slipped
    }
    assert ends == {reference: row["end_before"] for reference, row in slipped.items()}
    long_ago = asked(territory="02", as_of="2020-01-01")
    assert long_ago.totals().get(None, {"n": 0})["n"] == 0
