"""Complaints, observations and suggestions as Chikaya hands them over, their life as events, and the delays they owe.

What people wrote and who they are stand in companions: the main table may be read by roles that must not see them.
"""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.utils.translation import gettext_lazy as _

from layers.models.loaded import Loaded, Located
from layers.models.parameters import Dated, Named
from layers.models.permits import LegalDelay


class Complaint(Located):
    """One file of Chikaya in its last known state; past states are in `layers_complaint_history`.

    `geom` may be someone's door: no layer shows it, maps count per commune.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "RECLAMATION", _("réclamation")
        OBSERVATION = "OBSERVATION", _("observation")
        SUGGESTION = "SUGGESTION", _("suggestion")

    number = models.TextField(unique=True)
    kind = models.CharField(max_length=12, blank=True, choices=Kind.choices)
    channel = models.CharField(max_length=16, blank=True)
    category = models.CharField(max_length=24, blank=True, help_text="A code of ComplaintCategory.")
    subcategory = models.TextField(blank=True)
    cause = models.CharField(max_length=24, blank=True)
    service = models.TextField(blank=True)
    language = models.CharField(max_length=3, blank=True)
    state = models.CharField(
        max_length=16, blank=True, help_text="Empty when the file's word is not a known state."
    )

    deposited_on = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True)
    assigned_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    satisfaction = models.SmallIntegerField(null=True, help_text="1 to 5.")
    reopened_count = models.SmallIntegerField(null=True, help_text="As declared; events say when.")

    geom = models.PointField(srid=4326, null=True, spatial_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["territory", "deposited_on"]),
            models.Index(fields=["category"]),
            GinIndex(fields=["flags"], name="complaint_flags"),
        ]

    def __str__(self) -> str:
        return self.number


class ComplaintText(models.Model):
    """What was written and answered: free text names people, so it is in no layer, no report and no export."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="text")
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    answer = models.TextField(blank=True)


class ComplaintPerson(models.Model):
    """Who complained. In no layer and no export; the identity card is kept as a keyed digest only."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="person")
    full_name = models.TextField(blank=True)
    identity_hmac = models.CharField(max_length=64, blank=True)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    address = models.TextField(blank=True)
    country = models.TextField(blank=True, help_text="Of residence: Moroccans abroad complain too.")


class ComplaintEvent(Loaded):
    """A step in the life of a complaint. Reopening is one: a counter would not say when the clock started again."""

    class Kind(models.TextChoices):
        DEPOSIT = "DEPOT", _("dépôt")
        ACKNOWLEDGEMENT = "ACCUSE", _("accusé de réception")
        COMPLEMENT = "COMPLEMENT", _("demande de complément")
        ASSIGNMENT = "AFFECTATION", _("affectation")
        TRANSFER = "TRANSFERT", _("transfert à l’entité compétente")
        ANSWER = "REPONSE", _("réponse")
        CONTEST = "CONTESTATION", _("contestation")
        REOPENING = "REOUVERTURE", _("réouverture")
        CLOSING = "CLOTURE", _("clôture")
        INADMISSIBILITY = "IRRECEVABILITE", _("irrecevabilité")

    event_key = models.TextField(unique=True)
    complaint_number = models.TextField(db_index=True)
    occurred_on = models.DateField(null=True)
    kind = models.CharField(max_length=16, blank=True, choices=Kind.choices)
    entity = models.TextField(blank=True, help_text="The service or body that acts.")

    class Meta:
        indexes = [models.Index(fields=["kind", "occurred_on"])]

    def __str__(self) -> str:
        return self.event_key


class ComplaintCategory(Named):
    """What a complaint is about."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="complaint_category_once")
        ]
        verbose_name_plural = "complaint categories"


class ServiceDelay(Dated):
    """The days a service has for a step, by the date of deposit."""

    class Step(models.TextChoices):
        ACKNOWLEDGE = "acknowledge", _("accusé de réception")
        ANSWER = "answer", _("traitement")

    service = models.CharField(max_length=16)
    step = models.CharField(max_length=12, choices=Step.choices)
    days = models.SmallIntegerField()
    unit = models.CharField(max_length=10, choices=LegalDelay.Unit.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "step", "valid_from"], name="service_delay_once")
        ]
