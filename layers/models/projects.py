"""Programmes and projects as their owners declare them: plan, money promised, progress, and what ties them to GID.

Everything about a project refers to its reference, as text: files arrive in any order.
"""

from __future__ import annotations

from decimal import Decimal

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from layers.models.finance import money
from layers.models.loaded import Loaded, Located


def percent() -> models.DecimalField:
    return models.DecimalField(max_digits=6, decimal_places=2, null=True)


class PhaseCode(models.TextChoices):
    """The life of a project, in its order."""

    IDENTIFICATION = "IDENTIFICATION", _("identification")
    STUDY = "ETUDE", _("étude")
    FUNDING = "MONTAGE_FINANCIER", _("montage financier")
    LAND = "FONCIER", _("foncier")
    TENDER = "APPEL_OFFRES", _("appel d’offres")
    NOTIFICATION = "ENGAGEMENT", _("engagement et notification")
    WORKS = "TRAVAUX", _("travaux")
    PROVISIONAL_ACCEPTANCE = "RECEPTION_PROVISOIRE", _("réception provisoire du projet")
    FINAL_ACCEPTANCE = "RECEPTION_DEFINITIVE", _("réception définitive du projet")
    OPENING = "MISE_EN_SERVICE", _("mise en service")


class Programme(Loaded):
    """One version of a programme: its adopted amount and years change from one version to the next."""

    key = models.TextField(unique=True, help_text="code/version")
    code = models.TextField()
    version = models.SmallIntegerField()
    type_code = models.CharField(max_length=12, blank=True)
    name_fr = models.TextField(blank=True)
    name_ar = models.TextField(blank=True)
    territory_code = models.TextField(blank=True, help_text="HCP code; empty: the Kingdom.")
    first_year = models.SmallIntegerField(null=True)
    last_year = models.SmallIntegerField(null=True)
    adopted_on = models.DateField(null=True)
    amount_mad = money()


class Convention(Loaded):
    """An agreement between partners, and its visa."""

    reference = models.TextField(unique=True)
    title_fr = models.TextField(blank=True)
    title_ar = models.TextField(blank=True)
    kind = models.CharField(max_length=16, blank=True)
    programme_code = models.TextField(blank=True)
    partners = ArrayField(models.TextField(), default=list)
    amount_mad = money()
    signed_on = models.DateField(null=True)
    endorsed_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)


class Project(Located):
    """A project of the register, with what its owner declares of its money when GID does not carry it."""

    class State(models.TextChoices):
        NOT_STARTED = "NON_ENTAME", _("non encore entamé")
        STUDY = "EN_ETUDE", _("en étude")
        TENDER = "EN_AO", _("en appel d’offres")
        RUNNING = "EN_COURS", _("en cours de réalisation")
        DONE = "ACHEVE", _("achevé")
        SUSPENDED = "SUSPENDU", _("projet suspendu")
        IN_DIFFICULTY = "EN_DIFFICULTE", _("en difficulté")
        TERMINATED = "RESILIE", _("projet résilié")
        ABANDONED = "ABANDONNE", _("abandonné")
        RESCHEDULED = "REPROGRAMME", _("reprogrammé")

    class FinanceSource(models.TextChoices):
        GID = "GID", _("GID")
        OUTSIDE = "HORS_GID", _("hors GID")

    reference = models.TextField(unique=True, help_text="RR-PPP-PROG-AAAA-NNNN")
    title_fr = models.TextField(blank=True)
    title_ar = models.TextField(blank=True)
    programme_code = models.TextField(blank=True)
    axis = models.TextField(blank=True)
    sector = models.TextField(blank=True)
    convention_reference = models.TextField(blank=True)
    owner_name = models.TextField(blank=True, help_text="Maître d'ouvrage.")
    delegate_name = models.TextField(blank=True, help_text="Maître d'ouvrage délégué.")
    initial_cost_mad = money()
    current_cost_mad = money()
    state = models.CharField(max_length=16, choices=State.choices, blank=True)
    phase = models.CharField(max_length=24, choices=PhaseCode.choices, blank=True)
    priority = models.CharField(max_length=16, blank=True)
    land_state = models.CharField(max_length=16, blank=True)
    commune_codes = ArrayField(models.TextField(), default=list, help_text="Every commune it serves.")
    beneficiaries = models.IntegerField(null=True)
    planned_start_on = models.DateField(null=True)
    planned_end_on = models.DateField(null=True)
    revised_end_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    finance_source = models.CharField(max_length=8, choices=FinanceSource.choices, blank=True)
    finance_operator = models.TextField(blank=True, help_text="Who spends outside GID: AREP, Al Omrane, ONEE…")
    declared_committed_mad = money("Declared by the owner, not reconciled with GID.")
    declared_ordered_mad = money("Declared by the owner, not reconciled with GID.")
    declared_paid_mad = money("Declared by the owner, not reconciled with GID.")
    declared_on = models.DateField(null=True)
    geom = models.GeometryField(srid=4326, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["territory", "state"], name="project_territory"),
            models.Index(fields=["programme_code"], name="project_programme"),
            models.Index(fields=["declared_on"], name="project_declared"),
            # The dearest first, as the board's table and chart ask (layers/sql/projects/base.sql: cost_mad).
            models.Index(
                Coalesce("current_cost_mad", "initial_cost_mad", Decimal(0)).desc(), "reference", name="project_dearest"
            ),
            GinIndex(fields=["commune_codes"], name="project_communes"),
        ]

    def __str__(self) -> str:
        return self.reference


class ProjectPhase(Loaded):
    """One phase: what was planned, what is now planned, what happened, and its weight in the physical progress."""

    key = models.TextField(unique=True, help_text="project/phase")
    project_reference = models.TextField()
    phase = models.CharField(max_length=24, choices=PhaseCode.choices)
    weight_pct = percent()
    baseline_start_on = models.DateField(null=True)
    baseline_end_on = models.DateField(null=True)
    revised_start_on = models.DateField(null=True)
    revised_end_on = models.DateField(null=True)
    actual_start_on = models.DateField(null=True)
    actual_end_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["project_reference"], name="project_phase_project"),
            # What falls due soon is asked by its day.
            models.Index(Coalesce("revised_end_on", "baseline_end_on"), name="project_phase_due"),
        ]


class Contribution(Loaded):
    """What a partner owes a project for a year, and what it has paid in."""

    key = models.TextField(unique=True, help_text="project/partner/nature/year")
    project_reference = models.TextField()
    partner = models.TextField()
    nature = models.CharField(max_length=16)
    year = models.SmallIntegerField()
    convention_reference = models.TextField(blank=True)
    due_mad = money()
    committed_mad = money()
    paid_mad = money()
    due_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["project_reference"], name="contribution_project"),
            models.Index(fields=["due_on"], name="contribution_due"),
        ]


class ProgressStatement(Loaded):
    """How far the works are, on a day, according to a service."""

    key = models.TextField(unique=True, help_text="project/day")
    project_reference = models.TextField()
    stated_on = models.DateField()
    physical_pct = percent()
    author = models.TextField(blank=True, help_text="A service or function, never a person's name.")
    status = models.CharField(max_length=12, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["project_reference", "stated_on"], name="statement_project"),
            models.Index(fields=["stated_on"], name="statement_day"),
        ]


class ProjectLink(Loaded):
    """Which share of a contract, a budget line or an equipment a project has; the shares of one target make 100."""

    key = models.TextField(unique=True, help_text="project/kind/target")
    project_reference = models.TextField()
    target_kind = models.CharField(max_length=8)
    target_key = models.TextField(help_text="Number of a contract, or key of a budget line.")
    share_pct = percent()

    class Meta:
        indexes = [
            models.Index(fields=["project_reference"], name="project_link_project"),
            models.Index(fields=["target_kind", "target_key"], name="project_link_target"),
        ]


class ProjectSite(Located):
    """One place a project builds on; `shape` holds its drawing (line, polygon) where the file gives one."""

    key = models.TextField(unique=True, help_text="project/number")
    project_reference = models.TextField()
    number = models.SmallIntegerField()
    label = models.TextField(blank=True)
    locality = models.TextField(blank=True, help_text="Douar or quarter.")
    road_code = models.TextField(blank=True)
    start_km = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    end_km = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    shape = models.GeometryField(srid=4326, null=True)
    geom = models.PointField(srid=4326, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["project_reference"], name="project_site_project"),
            GistIndex(Coalesce("shape", "geom"), name="project_site_place"),
        ]
