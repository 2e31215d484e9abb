"""What GID's books say of each project, added up beforehand: boards read these instead of millions of orders."""

from __future__ import annotations

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
