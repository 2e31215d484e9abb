"""Documents of projects, programmes and territories: what they are, and each version handed in, never overwritten."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A document and where it belongs. `subject` is a project's reference, a programme's code or a territory's."""

    class Subject(models.TextChoices):
        PROJECT = "project", _("projet")
        PROGRAMME = "programme", _("programme")
        TERRITORY = "territory", _("territoire")

    class Kind(models.TextChoices):
        """The classification plan."""

        CONVENTION = "convention", _("convention")
        DELIBERATION = "deliberation", _("délibération")
        SPECIFICATIONS = "cps", _("CPS")
        MINUTES = "pv", _("procès-verbal")
        SERVICE_ORDER = "os", _("ordre de service")
        STATEMENT = "decompte", _("décompte")
        PHOTO = "photo", _("photo")
        PLAN = "plan", _("plan")
        STUDY = "etude", _("étude")
        BOARD = "tableau", _("tableau de bord")
        OTHER = "autre", _("autre document")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_kind = models.CharField(max_length=12, choices=Subject.choices)
    subject = models.TextField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    title_fr = models.TextField(blank=True)
    title_ar = models.TextField(blank=True)
    reference = models.TextField(blank=True, help_text="Its own number: of a deliberation, a service order…")
    dated_on = models.DateField(null=True)
    fictitious = models.BooleanField(default=False)
    # A photo taken for a report of progress shows beside it.
    field_report_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    author_id = models.BigIntegerField(null=True)
    office = models.TextField(blank=True)
    recorded_from = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject"], name="document_subject"),
            models.Index(fields=["field_report_id"], name="document_report"),
        ]


class DocumentVersion(models.Model):
    """One file handed in: named by us on disk, measured, and read for its words in the locked child."""

    class Reading(models.TextChoices):
        WAITING = "waiting", _("lecture en attente")
        READ = "read", _("texte lu")
        EMPTY = "empty", _("sans texte")
        FAILED = "failed", _("texte illisible")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.SmallIntegerField()
    name = models.TextField(help_text="As it was called by whoever handed it in, made safe.")
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    reading = models.CharField(max_length=8, choices=Reading.choices, default=Reading.WAITING)
    text = models.TextField(blank=True)
    # French stems, and Arabic folded as names of places are; filled by layers.documents.search.
    words = SearchVectorField(null=True)
    author_id = models.BigIntegerField(null=True)
    office = models.TextField(blank=True)
    handed_in_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_once")]
        indexes = [GinIndex(fields=["words"], name="document_version_words")]

    @property
    def path(self) -> Path:
        """Served by no address of its own."""
        return Path(settings.DOCUMENT_DIR) / self.id.hex[:2] / self.id.hex
