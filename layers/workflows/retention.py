"""Purging personal data once their time is over: by the dated rule of the day, counted and recorded, without a name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from layers import sql
from layers.jobs import Run, handler
from layers.models import PurgeRecord, RetentionRule, Schedule

KIND = "purge-personal"
FILES = {
    RetentionRule.Subject.PERMIT_PERSON: "retention/load_permit_person.sql",
    RetentionRule.Subject.COMPLAINT_PERSON: "retention/load_complaint_person.sql",
    RetentionRule.Subject.COMPLAINT_TEXT: "retention/load_complaint_text.sql",
    RetentionRule.Subject.DEPLOYMENT_CONTACT: "retention/load_deployment_contact.sql",
    RetentionRule.Subject.PAYMENT_PAYEE: "retention/load_payment_payee.sql",
}


def rules(on: dt.date) -> list[RetentionRule]:
    """The rule of each subject that holds on a day."""
    held = (
        RetentionRule.objects.filter(valid_from__lte=on)
        .exclude(valid_to__lt=on)
        .order_by("subject", "valid_from")
    )
    return list({rule.subject: rule for rule in held}.values())


def purge(on: dt.date | None = None, dry_run: bool = False) -> list[PurgeRecord]:
    """Removes what is past its time; one record a subject, kept also when nothing was removed. Dry: counts only."""
    today = on or timezone.localdate()
    return [_purge(rule, _months_before(today, rule.months), dry_run) for rule in rules(today)]


def _months_before(day: dt.date, months: int) -> dt.date:
    """The same day of an earlier month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (dt.date(year + month // 11, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def _purge(rule: RetentionRule, before: dt.date, dry_run: bool) -> PurgeRecord:
    record = PurgeRecord(subject=rule.subject, months=rule.months, before=before, removed=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.load(FILES[RetentionRule.Subject(rule.subject)]), {"before": before})
        record.removed = cursor.rowcount
        if dry_run:
            transaction.set_rollback(True)
        else:
            record.save()
    return record


@handler(KIND)
def purge_personal(run: Run, **params: Any) -> dict[str, Any]:
    """Every night, by the schedule."""
    return {record.subject: record.removed for record in purge()}


def schedule() -> None:
    """Once a night from now on; an operator who stopped it is not contradicted."""
    Schedule.objects.get_or_create(
        key=KIND,
        defaults={"kind": KIND, "every_minutes": 24 * 60, "next_at": timezone.now() + dt.timedelta(hours=6)},
    )
