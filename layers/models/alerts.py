"""Alerts of projects: what needs attention, since when, who answers for it, and all that was done about it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.models.parameters import Threshold


class AlertThreshold(Threshold):
    """From which value a kind of alert is raised, and from which it is important; both change with time."""

    value = models.DecimalField(_("à surveiller au-delà de"), max_digits=12, decimal_places=2)
    important = models.DecimalField(
        _("important au-delà de"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name, verbose_name_plural = _("seuil d’alerte"), _("seuils d’alerte")
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="alert_threshold_once")]


class Alert(models.Model):
    """One fact of one kind about one thing. What a computation no longer finds is closed, never deleted."""

    class State(models.TextChoices):
        TO_VERIFY = "to_verify", _("à vérifier")
        CONFIRMED = "confirmed", _("confirmée")
        DISMISSED = "dismissed", _("écartée")
        RESOLVED = "resolved", _("levée")
        CLOSED = "closed", _("éteinte")

    class Level(models.IntegerChoices):
        WATCH = 1, _("à surveiller")
        IMPORTANT = 2, _("important")

    code = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=24)
    subject_key = models.TextField()
    project_reference = models.TextField(blank=True)
    territory = models.ForeignKey(
        "layers.Territory", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    level = models.SmallIntegerField(choices=Level.choices, default=Level.WATCH)
    value = models.TextField(blank=True)
    limit = models.TextField(blank=True)
    detail = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TO_VERIFY)
    raised_on = models.DateField(help_text="Situation that it was first found in.")
    seen_on = models.DateField(help_text="Situation that it was last found in.")
    owner = models.TextField(blank=True, help_text="Who answers for it: an office.")
    due_on = models.DateField(null=True)
    comment = models.TextField(blank=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    fictitious = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "subject_kind", "subject_key"], name="alert_once")
        ]
        indexes = [
            models.Index(fields=["project_reference"], name="alert_project"),
            models.Index(fields=["state", "code"], name="alert_state"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject_key}"


class AlertEvent(models.Model):
    """One step in the life of an alert: raised, seen again, closed, or what a person did and said."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True, help_text="Null: the platform.")
    office = models.TextField(blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["alert", "at"], name="alert_event_alert")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
