"""Where inside a commune its inhabitants are supposed to live, so that "within 2 km of a school" can be counted."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils.translation import gettext_lazy as _


class PopulationSpread(models.Model):
    """One place's inhabitants on points: `shares[i]` of them at point i (they sum to 1).

    Places are communes, and arrondissements in the cities that have some. Written by `load_spread`, never by hand.
    """

    class Method(models.TextChoices):
        UNIFORM = "uniform", _("répartition uniforme dans la commune")
        SETTLEMENTS = "settlements", _("localités dont la population est connue, le reste uniforme")

    territory = models.OneToOneField("layers.Territory", on_delete=models.CASCADE, related_name="spread")
    method = models.CharField(max_length=12, choices=Method.choices)
    points = models.MultiPointField(srid=4326, spatial_index=False)
    shares = ArrayField(models.FloatField())
    half_cell_m = models.FloatField(
        help_text="Half the diagonal of a cell: how far people may be from their point."
    )
