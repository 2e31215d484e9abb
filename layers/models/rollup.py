"""What boards of projects read instead of millions of orders and thousands of projects: everything added up beforehand.

Each is filled by the query file of its name (`layers/queries/project_rollup.py`), whose heading says its grain.
"""

from __future__ import annotations

from django.db import models


def exact() -> models.DecimalField:
    """Two decimals of an amount times four of a share: nothing is rounded."""
    return models.DecimalField(max_digits=24, decimal_places=6, default=0)


def added(help_text: str = "") -> models.DecimalField:
    """A sum over projects; null when nobody tells any part of it. Quotients keep twelve decimals."""
    return models.DecimalField(max_digits=40, decimal_places=12, null=True, help_text=help_text)


class ProjectBook(models.Model):
    """What GID's books say of one contract on one budget line, whoever shares them (books.sql)."""

    contract_number = models.TextField(blank=True)
    line_key = models.TextField(blank=True)
    ordered_mad = added()
    ordered_net_mad = added()
    paid_mad = added()
    transferred_mad = added("To a delegated owner, by convention or subsidy.")
    committed_mad = added()
    works_mad = added()
    advance_open_mad = added()
    guarantee_mad = added()
    revision_mad = added()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract_number", "line_key"], name="project_book_once")
        ]

    def __str__(self) -> str:
        return f"{self.contract_number} {self.line_key}"


class ProjectMoney(models.Model):
    """One project's chain of spending, by the shares of its contracts and lines (money.sql)."""

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
    """What was paid for a project in a month (spending.sql)."""

    project_reference = models.TextField()
    month_on = models.DateField()
    paid_mad = exact()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_reference", "month_on"], name="project_spending_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_reference} {self.month_on}"


class Gathered(models.Model):
    """Projects added up by province: `territory_id` is theirs, or what a project of a wider place is of."""

    territory_id = models.BigIntegerField(null=True)
    fictitious = models.BooleanField()

    class Meta:
        abstract = True


class ByState(Gathered):
    """…and by programme and state, which the board filters by."""

    programme_type = models.TextField(blank=True)
    state = models.CharField(max_length=16, blank=True)

    class Meta:
        abstract = True


class ProjectSum(ByState):
    """Numbers, money and progress on the day of the situation (sums.sql)."""

    state_group = models.CharField(max_length=8)
    n = models.IntegerField()
    cost_mad = added()
    initial_cost_mad = added()
    committed_mad = added()
    ordered_mad = added()
    ordered_net_mad = added()
    paid_mad = added()
    paid_gid_mad = added()
    paid_declared_mad = added()
    cost_outside_mad = added()
    physical_mad = added("Cost times per cent stated.")
    stated_mad = added("Cost of the projects whose progress is stated.")
    planned_mad = added("Cost times per cent planned.")
    dated_mad = added("Cost of the projects that have a plan.")
    unstated = models.IntegerField()
    late = models.IntegerField()
    gid = models.IntegerField()
    outside = models.IntegerField()
    declared = models.IntegerField()
    unknown = models.IntegerField()
    unplaced = models.IntegerField()
    stale = models.IntegerField()
    compared = models.IntegerField(help_text="Under way, in GID, with works stated.")
    ahead = models.IntegerField(help_text="Of these, liquidated more than five points ahead of works.")

    def __str__(self) -> str:
        return f"{self.territory_id} {self.programme_type} {self.state}"


class ProjectMonth(ByState):
    """Plan, progress and payments month by month (months.sql)."""

    month_on = models.DateField()
    starts = models.IntegerField()
    ends = models.IntegerField()
    cost_mad = added()
    cost_gid_mad = added()
    slope = added("MAD a day of the plans that begin, less those that end.")
    shift = added("Slope times days from 2000 to the start of each.")
    ended_mad = added()
    gain_mad = added()
    paid_mad = added()

    def __str__(self) -> str:
        return f"{self.territory_id} {self.month_on}"


class ProjectDue(ByState):
    """What partners owe and have paid in, by nature, on the day of the situation (dues.sql)."""

    nature = models.CharField(max_length=16)
    due_mad = added()
    paid_mad = added()
    whole_mad = added()
    late_mad = added()
    late_days = models.IntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.territory_id} {self.nature}"


class ProjectOption(Gathered):
    """Values that each filter of the board may take (options.sql)."""

    name = models.CharField(max_length=12)
    value = models.TextField()
    n = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
