"""What the platform remembers of an import: the file, the run, what it refused, what it doubted; the staging table."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """A file handed in at the desk, kept out of the web's reach: what it is read with, and the last job about it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.SlugField()
    name = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    owner_id = models.BigIntegerField(null=True)
    fictitious = models.BooleanField(default=False)
    srid = models.IntegerField(null=True)
    job_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["source", "sha256"])]

    def __str__(self) -> str:
        return f"{self.source} {self.name}"

    @property
    def path(self) -> Path:
        return Path(settings.UPLOAD_DIR) / str(self.pk) / self.name


class ColumnMapping(models.Model):
    """A heading somebody placed by hand: the next files of the source that carry it are read alike."""

    source = models.SlugField()
    heading = models.TextField()
    into = models.TextField()
    operator_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "heading"], name="mapping_once_per_heading")]

    def __str__(self) -> str:
        return f"{self.source} {self.heading} → {self.into}"


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
    upload = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL, related_name="runs")
    # The import whose refused rows this one replays.
    parent_run = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replays")

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
        # Refused again by a replay: the row goes on in the import it came from, and is counted there only.
        FOLLOWED = "followed", _("suivie dans l’import d’origine")

    raw = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    handled_by = models.BigIntegerField(null=True)
    handled_at = models.DateTimeField(null=True)
    handled_reason = models.TextField(blank=True)
    fixed_in = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="fixed_rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "sheet", "line"], name="rejected_once_per_line")
        ]
        indexes = [models.Index(fields=["run", "status", "code"])]


class QuarantinedCells(models.Model):
    """The cells of a refused row as the file held them: what is corrected and replayed.

    `personal`: places of cells shown only to those who read personal data everywhere. `corrected` waits for a replay.
    """

    row = models.OneToOneField(RejectedRow, on_delete=models.CASCADE, primary_key=True, related_name="cells")
    table = models.SlugField(blank=True)
    headers = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    personal = models.JSONField(default=list)
    corrected = models.JSONField(null=True)

    class Meta:
        verbose_name_plural = "quarantined cells"

    def __str__(self) -> str:
        return f"{self.row_id} {self.table}"

    @property
    def current(self) -> list[str]:
        """As corrected, else as it came."""
        kept: list[str] = self.cells if self.corrected is None else self.corrected
        return kept


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
