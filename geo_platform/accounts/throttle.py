"""Slowing down whoever guesses passwords: failures are counted in the database, so every worker sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from geo_platform.accounts.models import LoginAttempt

RETENTION = timedelta(days=90)


@dataclass(frozen=True)
class Rule:
    failures: int
    window: timedelta


# One person mistyping; one address trying many names. A name alone never locks: that would let anyone lock it.
NAME_AND_ADDRESS = Rule(5, timedelta(minutes=15))
ADDRESS = Rule(30, timedelta(minutes=15))


def _wait(rule: Rule, times: list[datetime], now: datetime) -> timedelta:
    """`times`: the latest failures, newest first. The wait ends when the oldest that counts leaves the window."""
    if len(times) < rule.failures:
        return timedelta(0)
    return max(times[rule.failures - 1] + rule.window - now, timedelta(0))


def _failures(rule: Rule, now: datetime, ip: str | None, username: str | None = None) -> list[datetime]:
    attempts = LoginAttempt.objects.filter(ip=ip, succeeded=False, at__gt=now - rule.window)
    if username is not None:
        attempts = attempts.filter(username=username)
        last = LoginAttempt.objects.filter(ip=ip, username=username, succeeded=True).order_by("-at").first()
        if last:
            attempts = attempts.filter(at__gt=last.at)
    return list(attempts.order_by("-at").values_list("at", flat=True)[: rule.failures])


def begin(username: str, ip: str | None) -> tuple[LoginAttempt | None, timedelta]:
    """An attempt to settle later, or None and how long to wait.

    The attempt is written as failed before the password is checked, under a lock on the address: a hundred parallel
    tries cannot all pass the count. Refused tries are not counted, so that waiting does end.
    """
    name, now = username.strip().lower()[:150], timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"login {ip}"])
        wait = _wait(NAME_AND_ADDRESS, _failures(NAME_AND_ADDRESS, now, ip, name), now)
        if ip is not None:  # behind a unix socket every client has the same empty address
            wait = max(wait, _wait(ADDRESS, _failures(ADDRESS, now, ip), now))
        if wait:
            return None, wait
        return LoginAttempt.objects.create(username=name, ip=ip), timedelta(0)


def succeed(attempt: LoginAttempt) -> None:
    attempt.succeeded = True
    attempt.save(update_fields=["succeeded"])
    LoginAttempt.objects.filter(at__lt=timezone.now() - RETENTION).delete()
