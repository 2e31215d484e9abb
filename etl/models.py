"""What the platform remembers of an import: the run, what it refused, what it doubted; and the staging table."""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One file through the pipeline. Its counts always add up: the database refuses others."""

    class State(models.TextChoices):
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        REFUSED = "refused", _("fichier refusé")
        FAILED = "failed", _("échec, rien n’a été écrit")
        INTERRUPTED = "interrupted", _("interrompu, rien n’a été écrit")

    source = models.SlugField()
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    owner_id = models.BigIntegerField(null=True)
    fictitious = models.BooleanField(default=False)
    read = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    flagged = models.IntegerField(default=0, help_text="Loaded rows with at least one doubtful value.")
    report = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["source", "-started_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(read=F("created") + F("updated") + F("unchanged") + F("refused")),
                name="import_counts_add_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.file_name} {self.state}"


class Finding(models.Model):
    """A fault with its place, said in both languages as it was said then."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE)
    sheet = models.TextField(blank=True)
    line = models.IntegerField()
    key = models.TextField(blank=True)
    code = models.SlugField(max_length=40)
    column = models.TextField(blank=True)
    value = models.TextField(blank=True)
    message_fr = models.TextField()
    message_ar = models.TextField()
    suggestion_fr = models.TextField()
    suggestion_ar = models.TextField()

    class Meta:
        abstract = True


class RejectedRow(Finding):
    """A row set aside, one per refused line; personal columns are masked in `raw`."""

    class Status(models.TextChoices):
        OPEN = "open", _("à traiter")
        FIXED = "fixed", _("corrigée")
        DROPPED = "dropped", _("abandonnée")

    raw = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "sheet", "line"], name="rejected_once_per_line")
        ]


class Anomaly(Finding):
    """A doubtful value of a row that was loaded, or a further fault of a refused one."""

    class Meta:
        verbose_name_plural = "anomalies"
        indexes = [models.Index(fields=["run", "code"])]


class Discrepancy(models.Model):
    """What disagrees across rows and tables of a source as they stand now: found anew after each of its loads."""

    source = models.SlugField()
    table = models.SlugField()
    key = models.TextField()
    code = models.SlugField(max_length=40)
    column = models.TextField(blank=True)
    value = models.TextField(blank=True)
    message_fr = models.TextField()
    message_ar = models.TextField()
    suggestion_fr = models.TextField()
    suggestion_ar = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["source", "code"]), models.Index(fields=["table", "key"])]
        verbose_name_plural = "discrepancies"

    def __str__(self) -> str:
        return f"{self.code} {self.table} {self.key}"


class StagedRow(models.Model):
    """Typed rows on their way to the target, within one transaction: nobody else ever sees one.

    A permanent table, because the application's role may not create a temporary one.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE)
    line = models.IntegerField()
    key = models.TextField()
    row_hash = models.BigIntegerField()
    data = models.JSONField()
    outcome = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="staged_key_once")]


class PullCursor(models.Model):
    """How far a source has been pulled. It moves when a page's run has committed, never before."""

    source = models.SlugField(unique=True)
    offset = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, help_text="What the server said there is, at this round's start.")
    page_sha256 = models.CharField(max_length=64, blank=True)
    since = models.DateTimeField(null=True, help_text="This round asks for what changed from here; empty: for all.")
    round_started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True, help_text="End of the last whole round.")

    def __str__(self) -> str:
        return f"{self.source} {self.offset}/{self.total}"
