"""The DGCT's chantiers and where each system is deployed, fact by dated fact, with what says so."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.loaded import Loaded
from layers.models.parameters import Named


class Chantier(Named):
    """A digital project of the circular. `family` is empty where no text at hand names it."""

    family = models.TextField(blank=True)
    family_ar = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="chantier_once")]


class Deployment(Loaded):
    """What one source says of one system in one place at one date. Before the first fact, nothing is known: never zero.

    A `total` counts collectivities without naming them; nothing may be inferred about any one of them.
    """

    class Scope(models.TextChoices):
        COLLECTIVITY = "collectivity", _("collectivité")
        REGION = "region", _("région")
        TOTAL = "total", _("total national")

    class State(models.TextChoices):
        NOT_STARTED = "NON_DEMARRE", _("non démarré")
        PLANNED = "PLANIFIE", _("planifié")
        TRAINING = "FORMATION", _("formation")
        PILOT = "PILOTE", _("pilote")
        OPERATIONAL = "OPERATIONNEL", _("opérationnel")
        SUSPENDED = "SUSPENDU", _("suspendu")

    class DatePrecision(models.TextChoices):
        DAY = "day", _("jour")
        MONTH = "month", _("mois")
        YEAR = "year", _("année")

    deployment_key = models.TextField(unique=True)
    system_code = models.CharField(max_length=24, help_text="A code of Chantier.")
    scope = models.CharField(max_length=12, choices=Scope.choices)
    place_code = models.CharField(max_length=20, help_text="HCP code of the collectivity or region; MA for a total.")
    status_date = models.CharField(max_length=10, help_text="2020, 2020-05 or 2020-05-19: no finer than the source.")
    status_on = models.DateField(null=True, help_text="First day of `status_date`.")
    date_precision = models.CharField(max_length=8, blank=True, choices=DatePrecision.choices)
    status = models.CharField(max_length=16, blank=True, choices=State.choices)
    version = models.TextField(blank=True)
    active_users_30d = models.IntegerField(null=True)
    monthly_volume = models.IntegerField(null=True)
    total_count = models.IntegerField(null=True, help_text="Of a total: collectivities concerned.")
    total_of = models.IntegerField(null=True, help_text="Of a total: collectivities there are.")
    origin = models.TextField(blank=True, help_text="The text or report that says so.")
    evidence = models.TextField(blank=True, help_text="Where it can be checked: page, annex, address.")
    remark = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["system_code", "status_on"]), models.Index(fields=["place_code"])]

    def __str__(self) -> str:
        return self.deployment_key


class DeploymentContact(models.Model):
    """Who answers for a deployment: a person's name, hence in no layer and no export."""

    deployment = models.OneToOneField(Deployment, on_delete=models.CASCADE, related_name="contact")
    referent = models.TextField(blank=True)
