"""The landing page, the history and the disagreements of a source."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from etl import runner
from etl.models import (
    Discrepancy,
    ImportRun,
)
from fixtures.rokhas import corpus
from tests.etl.desk.hands import ROKHAS, refused_run, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


def test_the_landing_says_how_fresh_a_source_is_and_what_waits(steward: Client) -> None:
    assert "Jamais importée" in text(steward, "/imports/")
    run = refused_run()
    Discrepancy.objects.create(source="rokhas", table="permits", key="k", code="date_order", message_fr="m",
                               message_ar="m", suggestion_fr="s", suggestion_ar="s")  # fmt: skip
    page = text(steward, "/imports/")
    assert (
        "À jour" in page and "Lignes refusées à traiter" in page and "/imports/rokhas/discrepancies/" in page
    )
    for days, word in ((40, "À rafraîchir"), (200, "Ancienne")):
        ImportRun.objects.filter(pk=run.pk).update(finished_at=timezone.now() - dt.timedelta(days=days))
        assert word in text(steward, "/imports/")


def test_history_is_filtered(steward: Client) -> None:
    runner.run(ROKHAS, corpus.FOLDER / "good.csv", fictitious=True)
    run = refused_run()
    ImportRun.objects.filter(pk=run.pk).update(started_at=timezone.now() - dt.timedelta(days=90))
    recent = (timezone.localdate() - dt.timedelta(days=7)).isoformat()
    for query, shown, hidden in (
        ("", {"good.csv", "key_pattern.csv"}, set()),
        ("kind=real", {"key_pattern.csv"}, {"good.csv"}),
        ("kind=fictitious", {"good.csv"}, {"key_pattern.csv"}),
        ("open=1", {"key_pattern.csv"}, {"good.csv"}),
        (f"from={recent}", {"good.csv"}, {"key_pattern.csv"}),
        (f"to={recent}", {"key_pattern.csv"}, {"good.csv"}),
        ("state=failed", set(), {"good.csv", "key_pattern.csv"}),
        ("from=2026-99-99&page=zero&state=nonsense", {"good.csv"}, set()),
    ):
        page = text(steward, f"/imports/history/?{query}")
        assert all(name in page for name in shown), query
        assert not any(name in page for name in hidden), query
    assert "Aucun import ne répond à ces filtres." in text(steward, "/imports/history/?state=failed")


def test_discrepancies_are_paged_and_filtered_by_code(steward: Client) -> None:
    Discrepancy.objects.bulk_create(
        Discrepancy(source="rokhas", table="permits", key=f"K{n:03}", code="date_order" if n else "check_digit",
                    message_fr=f"message {n}", message_ar="م", suggestion_fr="s", suggestion_ar="س")
        for n in range(60)
    )  # fmt: skip
    assert "1 / 2" in text(steward, "/imports/rokhas/discrepancies/")
    only = text(steward, "/imports/rokhas/discrepancies/?code=check_digit")
    assert "message 0" in only and "message 1" not in only
    assert "DONNÉES FICTIVES" not in only and "<td>Autorisations</td>" in only
    ImportRun.objects.create(source="rokhas", file_name="demo.csv", fictitious=True, state=ImportRun.State.DONE)
    assert "DONNÉES FICTIVES" in text(steward, "/imports/rokhas/discrepancies/")
    assert steward.get("/imports/nowhere/discrepancies/").status_code == 404
