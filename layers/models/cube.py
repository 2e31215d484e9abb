"""Published counts of sensitive layers: the only thing anonymous visitors may learn of them (layers/services/cube)."""

from __future__ import annotations

from django.db import models


class CubePublication(models.Model):
    """One closed year of one layer. Real figures are frozen: a later count never gives back what was masked."""

    layer = models.SlugField()
    year = models.SmallIntegerField()
    edition = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    revision = models.SmallIntegerField(default=0)
    data_version = models.BigIntegerField(help_text="Version of the layer's table that was counted.")
    fictitious = models.BooleanField(help_text="At least one record counted is invented.")
    frozen = models.BooleanField(help_text="At least one record counted is real.")
    unplaced = models.IntegerField(null=True, help_text="Records in no territory; null when fewer than five.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["layer", "year"], name="cube_publication_once")]

    def __str__(self) -> str:
        return f"{self.layer} {self.year}"


class CubeCell(models.Model):
    """A published count. A masked one has no value here either: what is not stored cannot leak."""

    publication = models.ForeignKey(CubePublication, on_delete=models.CASCADE, related_name="cells")
    territory = models.CharField(
        max_length=24, help_text="Code, or its parent's followed by .X: known no finer."
    )
    level = models.CharField(max_length=16)
    period = models.CharField(max_length=8, help_text="2024 or 2024-Q1")
    type = models.CharField(max_length=24, blank=True, help_text="Empty: every type.")
    value = models.IntegerField(null=True, help_text="Null: masked.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "territory", "period", "type"], name="cube_cell_once"
            )
        ]
        indexes = [models.Index(fields=["period", "type", "level"])]
