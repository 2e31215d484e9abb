"""Figures added up beforehand: GID’s books by project, permits by place and quarter, complaints by place and year."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


def exact() -> models.DecimalField:
    """Two decimals of an amount times four of a share: nothing is rounded."""
    return models.DecimalField(max_digits=24, decimal_places=6, default=0)


class ProjectMoney(models.Model):
    """One project's chain of spending, by the shares of its contracts and lines (layers/sql/projects/money.sql)."""

    project_reference = models.TextField(unique=True)
    linked = models.BooleanField(help_text="A contract or a line of GID is shared with it.")
    contracts = models.IntegerField(default=0)
    contracts_mad = exact()
    committed_mad = exact()
    ordered_mad = exact()
    ordered_net_mad = exact()
    paid_mad = exact()
    works_mad = exact()
    advance_open_mad = exact()
    guarantee_mad = exact()
    revision_mad = exact()
    transferred_mad = exact()
    physical_pct = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    stated_on = models.DateField(null=True)
    stated_status = models.CharField(max_length=12, blank=True)

    def __str__(self) -> str:
        return self.project_reference


class ProjectSpending(models.Model):
    """What was paid for a project in a month (layers/sql/projects/spending.sql)."""

    project_reference = models.TextField()
    month_on = models.DateField()
    paid_mad = exact()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_reference", "month_on"], name="project_spending_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_reference} {self.month_on}"


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
