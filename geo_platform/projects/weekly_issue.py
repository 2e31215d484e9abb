"""The weekly boards of a Monday: made, kept as they were sent, mailed with the digest of alerts."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from layers.jobs import Run, handler
from layers.models import Schedule, WeeklyBoard, WeeklySubscription

KIND = "weekly-boards"


def monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def issue(wanted: WeeklySubscription, day: dt.date) -> WeeklyBoard:
    """Makes, keeps and mails the board of a week; a week already issued is left as it was sent."""
    week = monday(day)
    known = WeeklyBoard.objects.filter(
        territory_code=wanted.territory_code, language=wanted.language, week_on=week
    ).first()
    if known:
        return known
    # Boards and their libraries are for the worker alone: every process imports this module.
    from geo_platform.projects import weekly, weekly_book

    with translation.override(wanted.language):
        asked = weekly.board(wanted.territory_code, weekly.office(wanted.territory_code))
        paper, workbook = weekly.as_pdf(asked), weekly_book.as_xlsx(asked)
        made = WeeklyBoard.objects.create(
            territory_code=wanted.territory_code,
            language=wanted.language,
            week_on=week,
            situation_on=asked.on,
            pdf=paper,
            xlsx=workbook,
            sha256=hashlib.sha256(paper).hexdigest(),
            mailed_to=wanted.addresses,
        )
        if wanted.addresses:
            _mail(weekly.context(asked), made, wanted.addresses)
    return made


def _mail(told: dict[str, Any], made: WeeklyBoard, addresses: list[str]) -> None:
    """The board, and the digest of alerts as the message's own words."""
    lines = [told["title"], told["situation"], "", _("Alertes")]
    lines += [f"- {one['name']} : {one['n']}" for one in told["alerts"]]
    lines += ["", _("Ce qui a changé en 7 jours")]
    lines += [f"- {one['title']} : {one['slip']} ({one['cause']})" for one in told["changes"]] or [
        _("Aucun changement.")
    ]
    name = f"projets-{made.territory_code}-{made.week_on:%Y%m%d}-{made.language}"
    message = EmailMessage(told["title"], "\n".join(lines), settings.DEFAULT_FROM_EMAIL, addresses)
    message.attach(f"{name}.pdf", bytes(made.pdf), "application/pdf")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    message.attach(f"{name}.xlsx", bytes(made.xlsx), kind)
    message.send()


@handler(KIND)
def run(job: Run) -> dict[str, Any]:
    wanted = list(WeeklySubscription.objects.order_by("territory_code", "language"))
    for number, one in enumerate(wanted):
        job.progress(number / max(1, len(wanted)), str(one))
        issue(one, timezone.localdate())
    return {"issued": len(wanted)}


def schedule() -> None:
    """Mondays at six: the pilot regions in both languages until someone subscribes others."""
    if not WeeklySubscription.objects.exists():
        for code in ("02", "05"):
            for language in ("fr", "ar"):
                WeeklySubscription.objects.create(territory_code=code, language=language)
    now = timezone.localtime()
    first = (now + dt.timedelta(days=7 - now.weekday())).replace(hour=6, minute=0, second=0, microsecond=0)
    Schedule.objects.get_or_create(
        key=KIND, defaults={"kind": KIND, "every_minutes": 7 * 24 * 60, "next_at": first}
    )
