"""Public equipment, the norms it is planned by, and the networks that serve the territory."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.utils.translation import gettext_lazy as _

from layers.models.loaded import Located
from layers.models.parameters import Named


class Presence(models.TextChoices):
    """Does the thing exist yet?"""

    EXISTING = "EXISTANT", _("existant")
    PLANNED = "PROJETE", _("projeté")
    UNDER_WORKS = "EN_CONSTRUCTION", _("en construction")
    CLOSED = "FERME", _("fermé")


class Equipment(Located):
    """A school, a health centre, a market: one place that serves people."""

    class Sector(models.TextChoices):
        PUBLIC = "PUBLIC", _("public")
        PRIVATE = "PRIVE", _("privé")

    reference = models.TextField(unique=True)
    category = models.CharField(max_length=24, blank=True, help_text="A code of EquipmentCategory.")
    name_fr = models.TextField(blank=True)
    name_ar = models.TextField(blank=True)
    douar = models.TextField(blank=True)
    status = models.CharField(max_length=16, blank=True, choices=Presence.choices)
    sector = models.CharField(max_length=8, blank=True, choices=Sector.choices)
    manager = models.TextField(blank=True, help_text="The body in charge, never a person.")
    ministry_code = models.TextField(blank=True, help_text="Its number in its ministry's own register.")
    capacity = models.IntegerField(null=True)
    capacity_unit = models.CharField(max_length=12, blank=True)
    plot_area_m2 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    opened_year = models.SmallIntegerField(null=True)
    condition = models.CharField(max_length=12, blank=True)
    has_water = models.BooleanField(null=True)
    has_electricity = models.BooleanField(null=True)
    has_sewer = models.BooleanField(null=True)
    has_internet = models.BooleanField(null=True)
    land_reference = models.TextField(blank=True)
    origin = models.TextField(blank=True, help_text="Where the file took this row from.")
    observed_on = models.DateField(null=True)

    geom = models.PointField(srid=4326, null=True, spatial_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["territory", "category"]),
            GinIndex(fields=["flags"], name="equipment_flags"),
        ]
        verbose_name_plural = "equipment"

    def __str__(self) -> str:
        return self.reference


class EquipmentCategory(Named):
    """A kind of equipment with the norm it is planned by. A range keeps both ends; nothing is a single truth here."""

    class Grid(models.TextChoices):
        URBAN = "urban", _("grille urbaine")
        RURAL = "rural", _("grille rurale")
        BOTH = "both", _("toutes grilles")

    sector = models.CharField(max_length=24, help_text="Teaching, health, worship, social, sport, trade…")
    grid = models.CharField(max_length=8, choices=Grid.choices)
    threshold_inhabitants = models.IntegerField(null=True, help_text="One for so many inhabitants.")
    threshold_max_inhabitants = models.IntegerField(null=True, help_text="Upper end, when the norm is a range.")
    surface_min_m2 = models.IntegerField(null=True)
    surface_max_m2 = models.IntegerField(null=True)
    radius_min_m = models.IntegerField(null=True)
    radius_max_m = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="equipment_category_once")
        ]
        verbose_name_plural = "equipment categories"


class Network(Located):
    """A stretch of road, water, power, sewer or fibre line."""

    class Kind(models.TextChoices):
        ROAD = "road", _("route")
        WATER = "water", _("eau potable")
        ELECTRICITY = "electricity", _("électricité")
        SEWER = "sewer", _("assainissement")
        FIBRE = "fibre", _("fibre optique")

    class RoadClass(models.TextChoices):
        MOTORWAY = "AUTOROUTE", _("autoroute")
        NATIONAL = "RN", _("route nationale")
        REGIONAL = "RR", _("route régionale")
        PROVINCIAL = "RP", _("route provinciale")
        COMMUNAL = "COMMUNALE", _("route communale")
        TRACK = "PISTE", _("piste")

    reference = models.TextField(unique=True)
    kind = models.CharField(max_length=12, blank=True, choices=Kind.choices)
    road_class = models.CharField(max_length=12, blank=True, choices=RoadClass.choices)
    road_code = models.CharField(max_length=12, blank=True, help_text="N2, R601, P6000; printed RN2, RR601, RP6000.")
    name_fr = models.TextField(blank=True)
    name_ar = models.TextField(blank=True)
    status = models.CharField(max_length=16, blank=True, choices=Presence.choices)
    length_m = models.DecimalField(max_digits=12, decimal_places=2, null=True, help_text="As declared.")
    manager = models.TextField(blank=True)
    commissioned_year = models.SmallIntegerField(null=True)

    geom = models.MultiLineStringField(srid=4326, null=True, spatial_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "road_class"]),
            GinIndex(fields=["flags"], name="network_flags"),
        ]

    def __str__(self) -> str:
        return self.reference
