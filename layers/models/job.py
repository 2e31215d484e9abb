"""Long work: what django-tasks lacks (progress, cancel, heartbeat, rescue, schedule). See layers/jobs.py."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("échoué")
        CANCELLED = "cancelled", _("annulé")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    # Same key, same work: a second request while one is queued or running joins it.
    key = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.FloatField(default=0.0, help_text="0 to 1")
    message = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    error = models.JSONField(default=dict)
    owner_id = models.BigIntegerField(null=True)
    cancel_requested = models.BooleanField(default=False)
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_live_job_per_key",
            )
        ]
        indexes = [models.Index(fields=["state", "created_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Schedule(models.Model):
    """Work to enqueue every `every_minutes`; the worker claims what is due."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    params = models.JSONField(default=dict)
    every_minutes = models.PositiveIntegerField()
    next_at = models.DateTimeField()
    enabled = models.BooleanField(default=True)
    last_job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        return self.key
