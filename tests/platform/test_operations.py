"""The status page is the administrator's, logs name nobody, personal data go when their time is over."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from geo_platform.operations import status
from geo_platform.operations.logs import Json, scrub
from layers.models import (
    Complaint,
    ComplaintPerson,
    ComplaintText,
    Permit,
    PermitPerson,
    PurgeRecord,
    RetentionRule,
    Schedule,
)
from layers.workflows import retention

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def rules(db: None) -> None:
    from etl import law

    law.load_once()


def permit(reference: str, decided: dt.date | None) -> Permit:
    made = Permit.objects.create(reference=reference, type_code="CONST", decided_on=decided, row_hash=1)
    PermitPerson.objects.create(permit=made, applicant_name="Personne Témoin")
    return made


def test_what_is_past_its_time_goes_and_the_file_stays(rules: None) -> None:
    PermitPerson.objects.all().delete()
    ComplaintPerson.objects.all().delete()
    ComplaintText.objects.all().delete()
    old, kept, undated = (
        permit("A", dt.date(2021, 11, 24)),
        permit("B", dt.date(2021, 11, 25)),
        permit("C", None),
    )
    complaint = Complaint.objects.create(number="Z-1", closed_on=dt.date(2024, 1, 1), row_hash=1)
    ComplaintPerson.objects.create(complaint=complaint, full_name="Personne Témoin")
    ComplaintText.objects.create(complaint=complaint, body="Texte")
    dry = {record.subject: record.removed for record in retention.purge(TODAY, dry_run=True)}
    assert dry["permit_person"] == 1 and PermitPerson.objects.count() == 3, "a dry run removes nothing"
    done = {record.subject: record.removed for record in retention.purge(TODAY)}
    assert (done["permit_person"], done["complaint_person"], done["complaint_text"]) == (1, 1, 1)
    assert set(PermitPerson.objects.values_list("permit_id", flat=True)) == {kept.pk, undated.pk}
    assert Permit.objects.filter(pk=old.pk).exists() and Complaint.objects.filter(pk=complaint.pk).exists()
    record = PurgeRecord.objects.get(subject="permit_person")
    assert (record.months, record.before) == (60, dt.date(2021, 11, 25))


def test_the_rule_of_the_day_decides_and_is_not_settled(rules: None) -> None:
    assert set(RetentionRule.objects.values_list("status", flat=True)) == {"to_validate"}
    RetentionRule.objects.create(
        subject="permit_person",
        months=12,
        valid_from=dt.date(2027, 1, 1),
        source="Décision",
        status="validated",
    )
    held = {rule.subject: rule.months for rule in retention.rules(TODAY)}
    later = {rule.subject: rule.months for rule in retention.rules(dt.date(2027, 1, 2))}
    assert (held["permit_person"], later["permit_person"]) == (60, 12)
    assert set(held) == set(retention.FILES), "each subject has its rule"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 3, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 15), 1, dt.date(2025, 12, 15)),
        (dt.date(2024, 2, 29), 12, dt.date(2023, 2, 28)),
        (dt.date(2026, 12, 31), 60, dt.date(2021, 12, 31)),
    ],
)
def test_months_before_a_day(day: dt.date, months: int, expected: dt.date) -> None:
    assert retention._months_before(day, months) == expected


def test_the_purge_is_scheduled_once_and_an_operators_stop_holds(db: None) -> None:
    retention.schedule()
    Schedule.objects.filter(key=retention.KIND).update(enabled=False)
    retention.schedule()
    assert list(Schedule.objects.filter(key=retention.KIND).values_list("enabled", flat=True)) == [False]


@pytest.mark.parametrize(
    "said",
    ["AB123456", "Z12345", "amina.t@example.ma", "0661234567", "+212 6 61 23 45 67", "06-61-23-45-67",
     "007 780 0001234567890123 45", "007780000123456789012345"],
)  # fmt: skip
def test_what_looks_personal_never_reaches_a_line(said: str) -> None:
    assert said not in scrub(f"refused: {said} in line 4")
    record = logging.LogRecord("etl", logging.ERROR, "x.py", 1, "bad value %r", (said,), None)
    assert said not in Json().format(record) and json.loads(Json().format(record))["level"] == "ERROR"


@pytest.mark.parametrize("said", ["P6000", "02.411.01.23", "RN2", "2026-11-25", "36828330", "T165253/04"])
def test_codes_and_figures_stay_readable(said: str) -> None:
    assert said in scrub(f"loaded {said} at once")


def test_a_request_line_has_no_address(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="geo.requests"):
        Client().get("/?q=Benali+AB123456")
    lines = [Json().format(record) for record in caplog.records if record.name == "geo.requests"]
    assert lines and all("Benali" not in line and "AB123456" not in line for line in lines)
    assert json.loads(lines[0])["route"] == "portal:home"


def test_only_an_administrator_reads_the_status(
    person: Callable[..., Any],
    signed_in: Callable[..., Client],
) -> None:
    assert Client().get("/status/").status_code in (302, 401)
    assert signed_in(person("amal", ("governor", "05.081"))).get("/status/").status_code == 403
    page = signed_in(person("root", ("administrator", ""))).get("/status/")
    said = page.content.decode()
    assert page.status_code == 200 and page["Cache-Control"] == "private, no-store"
    for words in ("Sauvegarde", "Fraîcheur des sources", "PostGIS", "Ce qui est lent", "à valider"):
        assert words in said, words


def test_the_age_of_the_backup_is_told(settings: Any, tmp_path: Any) -> None:
    settings.LOCAL_DIR = tmp_path
    assert status.backup().late, "none is known"
    said = {"made_at": "2020-01-01T00:00:00+00:00", "size": 5, "path": "/x"}
    (tmp_path / "last-backup.json").write_text(json.dumps(said))
    assert status.backup().late
    said["made_at"] = dt.datetime.now(dt.UTC).isoformat()
    (tmp_path / "last-backup.json").write_text(json.dumps(said))
    assert not status.backup().late


def test_health_and_readiness(db: None) -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}
    assert Client().get("/readyz").json() == {"status": "ok"}
