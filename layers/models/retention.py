"""How long personal data are kept: dated rows with their text, as every rule of law here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.parameters import Dated


class RetentionRule(Dated):
    """`months` after the last date of its file, a subject's personal data go; the file stays, without anyone."""

    class Subject(models.TextChoices):
        PERMIT_PERSON = "permit_person", _("pétitionnaires des autorisations")
        COMPLAINT_PERSON = "complaint_person", _("auteurs des réclamations")
        COMPLAINT_TEXT = "complaint_text", _("textes des réclamations")
        DEPLOYMENT_CONTACT = "deployment_contact", _("référents des déploiements")
        PAYMENT_PAYEE = "payment_payee", _("bénéficiaires des paiements")

    subject = models.CharField(max_length=24, choices=Subject.choices)
    months = models.PositiveSmallIntegerField(help_text="Counted from the file's last known date.")
    note_fr = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "valid_from"], name="retention_rule_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.months}"


class PurgeRecord(models.Model):
    """That a purge was done, of what, how many: never of whom."""

    subject = models.CharField(max_length=24, choices=RetentionRule.Subject.choices)
    months = models.PositiveSmallIntegerField()
    before = models.DateField(help_text="Files closed before this day.")
    removed = models.IntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.subject} {self.removed}"
