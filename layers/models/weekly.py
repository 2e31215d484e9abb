"""The weekly board of a territory: who receives it, and every issue as it was sent."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class WeeklySubscription(models.Model):
    """A territory whose board is made every week, and the addresses it is mailed to; it reads as its own wali would."""

    territory_code = models.TextField()
    language = models.CharField(max_length=2, default="fr")
    addresses = ArrayField(models.EmailField(), default=list, help_text="Empty: archived, not mailed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory_code", "language"], name="weekly_subscription_once")
        ]

    def __str__(self) -> str:
        return f"{self.territory_code} {self.language}"


class WeeklyBoard(models.Model):
    """One issue: the very bytes that were sent, never made again."""

    territory_code = models.TextField()
    language = models.CharField(max_length=2)
    week_on = models.DateField(help_text="Monday of the week.")
    situation_on = models.DateField()
    pdf = models.BinaryField()
    xlsx = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    mailed_to = ArrayField(models.EmailField(), default=list)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["territory_code", "language", "week_on"], name="weekly_board_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory_code} {self.week_on} {self.language}"
