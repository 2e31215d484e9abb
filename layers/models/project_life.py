"""What people enter of a project on the platform itself: progress from the site, remarks, risks, what was done.

A statement from the field counts nowhere until an office has validated it: only then does it go to ProgressStatement,
which every figure reads. People are kept as account numbers; what is shown is the office they spoke for.
"""

from __future__ import annotations

from django.contrib.gis.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.models.projects import percent


class FieldReport(models.Model):
    """Progress entered on a phone or a desk. `client_id` is made there: the same one sent twice is one report."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("à valider")
        VALIDATED = "validated", _("validé")
        REFUSED = "refused", _("refusé")
        REPLACED = "replaced", _("remplacé")

    client_id = models.UUIDField(unique=True)
    project_reference = models.TextField()
    stated_on = models.DateField()
    physical_pct = percent()
    comment = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    author_id = models.BigIntegerField()
    office = models.TextField(help_text="On whose behalf: role and place, never a person's name.")
    captured_at = models.DateTimeField(help_text="When it was entered, by the clock of the phone.")
    received_at = models.DateTimeField(db_default=Now())
    position = models.PointField(srid=4326, null=True)
    position_accuracy_m = models.FloatField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_office = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was refused.")
    recorded_from = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["project_reference", "stated_on"], name="field_report_project"),
            models.Index(fields=["status", "received_at"], name="field_report_status"),
        ]


class ProjectComment(models.Model):
    """A remark on a project; it is never changed, a later one answers it."""

    project_reference = models.TextField()
    text = models.TextField()
    author_id = models.BigIntegerField()
    office = models.TextField()
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["project_reference", "written_at"], name="project_comment_project")]


class ProjectRisk(models.Model):
    """What may hold a project up, who deals with it and by when."""

    class Kind(models.TextChoices):
        LAND = "foncier", _("foncier")
        MONEY = "financement", _("financement")
        CONTRACTOR = "entreprise", _("entreprise")
        STUDIES = "etudes", _("études")
        NETWORKS = "reseaux", _("réseaux")
        WEATHER = "intemperies", _("intempéries")
        OTHER = "autre", _("autre")

    class Level(models.IntegerChoices):
        LOW = 1, _("faible")
        MEDIUM = 2, _("moyen")
        HIGH = 3, _("élevé")

    project_reference = models.TextField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()
    level = models.SmallIntegerField(choices=Level.choices)
    action = models.TextField(blank=True, help_text="What is done about it.")
    owner_office = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    author_id = models.BigIntegerField()
    office = models.TextField()
    raised_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    closing_note = models.TextField(blank=True)
    recorded_from = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["project_reference"], name="project_risk_project")]


class ProjectEvent(models.Model):
    """One thing done to a project through a command: who, for which office, what and why."""

    project_reference = models.TextField()
    kind = models.CharField(max_length=24)
    actor_id = models.BigIntegerField(null=True)
    office = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["project_reference", "at"], name="project_event_project")]
