"""Reconciliation and the page of the week: sums that add up, shares given by who may, one page, what was sent kept."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from openpyxl import load_workbook
from pypdf import PdfReader

from etl import law
from geo_platform.projects import weekly, weekly_issue
from layers import registry
from layers.access import Grant, Viewer
from layers.errors import BadParameter, Forbidden, NotFound
from layers.models import Contract, ProjectEvent, ProjectLink, WeeklyBoard, WeeklySubscription
from layers.queries import projects
from layers.query import LayerQuery
from layers.services import alerts
from layers.territories import resolve_codes
from layers.workflows import matching

pytestmark = pytest.mark.django_db


def grant(role: str, code: str) -> Viewer:
    return Viewer(7, (Grant(role, resolve_codes([code])[0]),))


def asked(file: str, viewer: Viewer, code: str = "02", **params: Any) -> list[dict[str, Any]]:
    query = LayerQuery.from_params(registry.get("projects"), {"territory": [code]}, viewer)
    held = query.access.territory_ids
    place = {"place": resolve_codes([code])[0], "perimeter": None if held is None else list(held)}
    return projects.run(query, f"projects/{file}.sql", **place, **params)


def test_shared_and_not_shared_make_the_whole_to_the_centime() -> None:
    row = asked("reconciled", grant("wali", "02"))[0]
    assert row["shared_mad"] + row["unshared_mad"] == row["whole_mad"] > 0


def test_a_wali_reads_no_spending_of_another_region() -> None:
    assert asked("reconciled", grant("wali", "02"), "05")[0]["orders"] == 0
    assert asked("unmatched", grant("wali", "02"), "05", most=10) == []


def test_a_share_given_at_the_desk_moves_the_money_and_leaves_a_trace() -> None:
    viewer = grant("wali", "02")
    before = asked("reconciled", viewer)[0]
    row = next(r for r in asked("unmatched", viewer, most=200) if r["reference"] and r["ordered_mad"] > 0)
    matching.share(viewer, row["number"], row["reference"], "100", "Wali")
    after = asked("reconciled", viewer)[0]
    assert after["shared_mad"] - before["shared_mad"] == row["ordered_mad"]
    assert after["whole_mad"] == before["whole_mad"]
    event = ProjectEvent.objects.get(kind="match", project_reference=row["reference"])
    assert event.actor_id == 7 and event.detail["contract"] == row["number"]


def test_shares_never_exceed_the_whole_and_need_the_right() -> None:
    link = ProjectLink.objects.filter(
        target_kind="MARCHE", share_pct=100, project_reference__startswith="02-"
    ).first()
    assert link is not None
    other = (
        ProjectLink.objects.filter(project_reference__startswith="02-")
        .exclude(project_reference=link.project_reference)
        .first()
    )
    assert other is not None
    with pytest.raises(BadParameter):
        matching.share(grant("wali", "02"), link.target_key, other.project_reference, "1", "")
    with pytest.raises(NotFound):
        matching.share(grant("wali", "05"), link.target_key, link.project_reference, "50", "")
    with pytest.raises(Forbidden):
        matching.share(grant("region", "02"), link.target_key, link.project_reference, "50", "")
    assert Contract.objects.filter(number=link.target_key).exists()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_weekly_board_is_one_page_kept_as_it_was_sent(language: str) -> None:
    law.load_once()
    alerts.compute()
    wanted = WeeklySubscription.objects.create(
        territory_code="02", language=language, addresses=["sgar@example.ma"]
    )
    made = weekly_issue.issue(wanted, dt.date(2026, 11, 25))
    assert made.week_on == dt.date(2026, 11, 23)
    reader = PdfReader(io.BytesIO(bytes(made.pdf)))
    assert len(reader.pages) == 1
    source = weekly.board("02", weekly.office("02"))
    whole = source.totals()[None]
    assert f"{whole['n']}" in reader.pages[0].extract_text()
    book = load_workbook(io.BytesIO(bytes(made.xlsx)))
    first = book.worksheets[0]
    cells = [row for row in first.iter_rows(min_row=5, values_only=True) if row[1] == whole["n"]]
    assert Decimal(str(cells[0][2])) == whole["cost_mad"]
    assert bool(first.sheet_view.rightToLeft) is (language == "ar")
    assert len(mail.outbox) == 1 and len(mail.outbox[0].attachments) == 2
    again = weekly_issue.issue(wanted, dt.date(2026, 11, 27))
    assert again.pk == made.pk and WeeklyBoard.objects.count() == 1
