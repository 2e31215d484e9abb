"""Permits of urbanism and economic activity as Rokhas hands them over, and the legal delays they are measured by."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.utils.translation import gettext_lazy as _

from layers.models.loaded import Loaded, Precision


class Permit(Loaded):
    """One file of Rokhas in its last known state; past states are in `layers_permit_history`.

    Names of people are not here (PermitPerson): this table may be read by roles that must not see them.
    """

    class Procedure(models.TextChoices):
        MAJOR = "GP", _("grand projet")
        MINOR = "PP", _("petit projet")
        NONE = "NA", _("sans objet")

    class ParcelMethod(models.TextChoices):
        """How the parcel is known."""

        DECLARED = "declared", _("nommée par le dossier")
        POSITION = "position", _("trouvée par les coordonnées")

    reference = models.TextField(unique=True)
    type_code = models.CharField(max_length=8)
    procedure = models.CharField(max_length=2, choices=Procedure.choices, default=Procedure.NONE)
    version = models.SmallIntegerField(default=1)
    parent_reference = models.TextField(
        blank=True, help_text="The building permit a permit to inhabit follows."
    )
    state = models.CharField(
        max_length=32, blank=True, help_text="Empty when the file's word is not a known state."
    )

    # The finest known place: an arrondissement where the file names one, so that its own pilots see it.
    territory = models.ForeignKey(
        "layers.Territory", null=True, on_delete=models.PROTECT, related_name="permits"
    )
    arrondissement = models.ForeignKey(
        "layers.Territory", null=True, on_delete=models.PROTECT, related_name="+"
    )
    declared_code = models.CharField(max_length=40, blank=True)
    declared_name = models.TextField(blank=True)
    declared_edition = models.CharField(
        max_length=20, blank=True, help_text="Edition the declared code belongs to."
    )
    office_code = models.CharField(max_length=40, blank=True)

    deposited_on = models.DateField(null=True)
    admissible_on = models.DateField(null=True)
    dispatched_on = models.DateField(null=True)
    commission_on = models.DateField(null=True)
    returned_on = models.DateField(null=True, help_text="Sent back to the petitioner: the clock stops.")
    resumed_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    commission_opinion = models.TextField(blank=True)
    decision_number = models.TextField(blank=True)
    refusal_reason = models.TextField(blank=True)

    works = models.TextField(blank=True)
    usage = models.TextField(blank=True)
    levels = models.SmallIntegerField(null=True, help_text="Floors above the ground floor (R+n).")
    dwellings = models.IntegerField(null=True)
    plots = models.IntegerField(null=True)
    plot_area_m2 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    covered_area_m2 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    floor_area_m2 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    estimated_cost_mad = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    tax_mad = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    land_references = ArrayField(models.TextField(), default=list)
    zone_code = models.TextField(blank=True)
    address = models.TextField(blank=True)

    geom = models.PointField(srid=4326, null=True, spatial_index=True)
    location_precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.NONE)
    location_method = models.CharField(max_length=24, blank=True)
    location_evidence = models.TextField(blank=True)
    location_confidence = models.FloatField(default=0.0, help_text="0 to 1.")
    parcel_reference = models.TextField(blank=True, help_text="The parcel it builds on, among those loaded.")
    parcel_method = models.CharField(max_length=8, blank=True, choices=ParcelMethod.choices)

    class Meta:
        indexes = [
            models.Index(fields=["territory", "deposited_on"]),
            models.Index(fields=["decided_on"]),
            GinIndex(fields=["flags"], name="permit_flags"),
        ]

    def __str__(self) -> str:
        return self.reference


class PermitPerson(models.Model):
    """Who asked. In no layer and no export; the identity card is kept as a keyed digest only."""

    permit = models.OneToOneField(Permit, on_delete=models.CASCADE, related_name="person")
    applicant_name = models.TextField(blank=True)
    identity_hmac = models.CharField(max_length=64, blank=True)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    architect_name = models.TextField(blank=True)


class PermitEvent(Loaded):
    """A step in the life of a file. A file sent back twice stops the clock twice: one pair of dates cannot say it.

    A file without events is measured by the pair of its own record.
    """

    class Kind(models.TextChoices):
        RETURN = "RETOUR", _("retour au pétitionnaire")
        RESUMPTION = "REPRISE", _("nouveau dépôt")

    event_key = models.TextField(unique=True)
    permit_reference = models.TextField(db_index=True)
    occurred_on = models.DateField(null=True)
    kind = models.CharField(max_length=16, blank=True, choices=Kind.choices)
    remark = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.event_key


class Holiday(models.Model):
    """A day that is not worked. Religious feasts follow the moon: each year's are rows of their own, to confirm."""

    class Kind(models.TextChoices):
        FIXED = "fixed", _("fête nationale")
        RELIGIOUS = "religious", _("fête religieuse")

    day = models.DateField()
    name_fr = models.TextField()
    name_ar = models.TextField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    source = models.TextField()
    status = models.CharField(
        max_length=12, choices=[("validated", _("validé")), ("to_validate", _("à valider"))]
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "name_fr"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name_fr}"


class LegalDelay(models.Model):
    """A delay set by a text, with the period in which files deposited are measured by it."""

    class Unit(models.TextChoices):
        CALENDAR = "calendar", _("jours")
        WORKING = "working", _("jours ouvrables")

    class Status(models.TextChoices):
        VALIDATED = "validated", _("validé")
        TO_VALIDATE = "to_validate", _("à valider")

    type_code = models.CharField(max_length=8, blank=True, help_text="Empty: every type of the procedure.")
    procedure = models.CharField(max_length=2, choices=Permit.Procedure.choices, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    days = models.SmallIntegerField()
    unit = models.CharField(max_length=10, choices=Unit.choices)
    source = models.TextField()
    status = models.CharField(max_length=12, choices=Status.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type_code", "procedure", "valid_from"], name="legal_delay_once")
        ]
