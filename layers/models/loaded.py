"""What every row that comes from a file carries: its doubts, its provenance, and where it lies."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    """How finely a record is located; only `exact` to `locality` may be drawn where they lie."""

    EXACT = "exact", _("coordonnées")
    PARCEL = "parcel", _("parcelle")
    ADDRESS = "address", _("adresse")
    LOCALITY = "locality", _("localité")
    COMMUNE = "commune", _("commune")
    NONE = "none", _("non localisé")


class Loaded(models.Model):
    """A row the import pipeline writes. `row_hash` is a 64-bit digest of all it says: equal hash, nothing to write."""

    flags = ArrayField(models.TextField(), default=list, help_text="Codes of what is doubtful (etl.errors).")
    fictitious = models.BooleanField(default=False)
    source_run = models.BigIntegerField(null=True, help_text="Import that wrote this state (etl.ImportRun).")
    row_hash = models.BigIntegerField()
    recorded_from = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


class Located(Loaded):
    """A row with a place; the model adds its own `geom`.

    `territory` is the finest known one (an arrondissement where the file names it). No foreign key in the database:
    its check at commit costs four seconds a million rows, and the loader only writes ids it has just read.
    """

    territory = models.ForeignKey(
        "layers.Territory", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    declared_code = models.CharField(max_length=40, blank=True)
    declared_name = models.TextField(blank=True)
    declared_edition = models.CharField(
        max_length=20, blank=True, help_text="Edition the declared code belongs to."
    )
    location_precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.NONE)
    location_method = models.CharField(max_length=24, blank=True)
    location_evidence = models.TextField(blank=True)
    location_confidence = models.FloatField(default=0.0, help_text="0 to 1.")

    class Meta:
        abstract = True
