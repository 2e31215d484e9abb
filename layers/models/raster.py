"""Rasters: what one is (Raster) and the files it was given, one after the other (RasterVersion)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.layer import Field, Sensitivity


class Raster(models.Model):
    """A declared raster: under the same access rule as a layer, by its theme and its sensitivity."""

    class Kind(models.TextChoices):
        CONTINUOUS = "continuous", _("Grandeur continue")
        CLASSES = "classes", _("Classes")

    class State(models.TextChoices):
        PENDING = "pending", _("sans fichier")
        READY = "ready", _("en service")

    name = models.SlugField(max_length=40, unique=True)
    title_fr = models.TextField()
    title_ar = models.TextField(blank=True)
    theme = models.CharField(max_length=40, default="environment")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CONTINUOUS)
    unit = models.CharField(max_length=30, blank=True)
    additive = models.BooleanField(default=False, help_text="Cells are quantities that may be added up.")
    source_fr = models.TextField()
    source_ar = models.TextField(blank=True)
    licence = models.TextField()
    situation = models.DateField(null=True, help_text="The day the content speaks of.")
    sensitivity = models.SmallIntegerField(
        choices=[(level.value, level.name.lower()) for level in Sensitivity], default=int(Sensitivity.PUBLIC)
    )
    ramp = models.CharField(max_length=20, default="volume")
    classes = models.JSONField(default=list, help_text="[{code, fr, ar, color}], in the legend's order.")
    current = models.ForeignKey("RasterVersion", null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title_fr", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """What an access token limited to some layers calls it."""
        return self.name

    @property
    def state(self) -> str:
        return str(self.State.READY if self.current_id else self.State.PENDING)

    def title(self, language: str) -> str:
        return (self.title_ar if language == "ar" else "") or self.title_fr

    def source(self, language: str) -> str:
        return (self.source_ar if language == "ar" else "") or self.source_fr

    @property
    def place_sensitivity(self) -> int:
        """Where a cell lies is no secret of its own."""
        return self.sensitivity

    def fields_up_to(self, ceiling: Sensitivity) -> tuple[Field, ...]:
        """A raster has no columns: who may see it sees its cells."""
        return ()


class RasterVersion(models.Model):
    """A file that was validated and put in order; its folder is never written again."""

    raster = models.ForeignKey(Raster, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    folder = models.TextField(help_text="Below RASTER_DIR: grid.tif (as measured) and tiles.tif (as drawn).")
    file_name = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    owner_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    dtype = models.CharField(max_length=10)
    nodata = models.FloatField(null=True)
    crs = models.TextField()
    bounds = models.JSONField(help_text="West, south, east, north in degrees.")
    resolution_m = models.FloatField(help_text="Side of a cell on the ground, at the middle of the raster.")
    max_zoom = models.PositiveSmallIntegerField()
    stats = models.JSONField(default=dict)
    notes = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["raster", "number"], name="raster_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.raster.name} v{self.number}"

    def described(self) -> dict[str, Any]:
        """What a page, a job and the console say of it."""
        return {
            "version": self.number, "width": self.width, "height": self.height, "resolution_m": self.resolution_m,
            "bounds": self.bounds, "stats": self.stats, "notes": self.notes, "sha256": self.sha256,
        }  # fmt: skip
