"""What walis and governors send up: good practices and proposals, shared, with a status and its history."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Practice(models.Model):
    """Signed by a role over a territory, not by a name: the account stays in `author_id`, for the history alone."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", _("bonne pratique")
        PROPOSAL = "proposal", _("proposition")

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("soumise")
        STUDIED = "studied", _("à l’étude")
        KEPT = "kept", _("retenue")
        DISMISSED = "dismissed", _("écartée")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=160)
    body = models.TextField(max_length=4000)
    system_code = models.CharField(
        max_length=24, blank=True, help_text="A code of Chantier; empty: none in particular."
    )
    territory = models.ForeignKey("layers.Territory", null=True, on_delete=models.PROTECT, related_name="+")
    author_id = models.BigIntegerField()
    author_role = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SUBMITTED)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["status", "created_at"])]

    def __str__(self) -> str:
        return self.title


class PracticeEvent(models.Model):
    """One change of status: from what to what, by whom, why. Never changed nor deleted."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.BigIntegerField()
    actor_role = models.CharField(max_length=40)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, choices=Practice.Status.choices)
    note = models.TextField(blank=True, max_length=1000)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.after}"
