"""Localities below the commune: where an address is looked up when no coordinates were given."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.utils.translation import gettext_lazy as _


class Locality(models.Model):
    """A town, a douar or a quarter with one point. Names are kept as the source writes them."""

    class Kind(models.TextChoices):
        TOWN = "town", _("ville ou centre")
        VILLAGE = "douar", _("douar")
        QUARTER = "quarter", _("quartier")

    name_fr = models.TextField(blank=True)
    name_ar = models.TextField(blank=True)
    alternates = ArrayField(models.TextField(), default=list)
    search = models.TextField(help_text="Folded and normalised forms of every name (layers.text.search_text).")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TOWN)
    point = models.PointField(srid=4326)
    territory = models.ForeignKey("layers.Territory", null=True, on_delete=models.PROTECT, related_name="+")
    population = models.IntegerField(null=True)
    source = models.TextField()
    source_key = models.TextField(help_text="The source's own identifier: loading again updates.")
    licence = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_key"], name="locality_once")]
        indexes = [GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="locality_search")]

    def __str__(self) -> str:
        return self.name_fr or self.name_ar
