"""Permits by place and quarter, complaints by place and year, added up beforehand (layers/rollups.py)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PermitQuarter(models.Model):
    """What a place did with its files of one list in a quarter, the days of each (layers/sql/permits/quarter.sql).

    `late`: the open files past their delay, and how long each was with the administration.
    """

    kind = models.CharField(max_length=8)
    ends_on = models.DateField()
    territory = models.ForeignKey(
        "layers.Territory", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    decided = ArrayField(models.IntegerField())
    pending = ArrayField(models.IntegerField())
    late = ArrayField(models.BigIntegerField())
    late_days = ArrayField(models.IntegerField())
    days = models.IntegerField()
    working_days = models.IntegerField()
    global_days = models.IntegerField()
    returns = models.IntegerField()
    timed = models.IntegerField()
    in_time = models.IntegerField()
    overdue = models.IntegerField()
    deposited = models.IntegerField()
    fictitious = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["ends_on", "kind"], name="permit_quarter_asked")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ends_on} {self.territory_id}"


class ComplaintYear(models.Model):
    """How a place's complaints of a category stood at the end of a year (layers/sql/complaints/year.sql)."""

    ends_on = models.DateField()
    territory = models.ForeignKey(
        "layers.Territory", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    category = models.CharField(max_length=24, blank=True)
    n = models.IntegerField()
    acknowledge_due = models.IntegerField()
    acknowledged = models.IntegerField()
    answer_due = models.IntegerField()
    answered = models.IntegerField()
    stock = models.IntegerField()
    stock_old = models.IntegerField()
    reopened = models.IntegerField()
    satisfaction = models.IntegerField()
    rated = models.IntegerField()
    fictitious = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["ends_on"], name="complaint_year_asked")]

    def __str__(self) -> str:
        return f"{self.ends_on} {self.territory_id} {self.category}"


class ComplaintNeighbour(models.Model):
    """An equipment or project near a complaint, and how far (layers/sql/complaints/neighbours.sql); no point."""

    complaint_id = models.BigIntegerField()
    ends_on = models.DateField()
    territory = models.ForeignKey(
        "layers.Territory", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    category = models.CharField(max_length=24, blank=True)
    kind = models.CharField(max_length=12)
    target_id = models.BigIntegerField()
    metres = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["ends_on"], name="complaint_neighbour_asked")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind} {self.target_id}"
