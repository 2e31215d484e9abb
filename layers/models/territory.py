"""The territory in editions: who is who (Territory), how it is called in an edition (TerritoryVersion),
where it lies (TerritoryLimit), who contains whom (TerritoryClosure)."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """HCP's levels; `district` is a préfecture d'arrondissements, `urban_centre` a census-only place."""

    COUNTRY = "country", _("Royaume")
    REGION = "region", _("Région")
    PROVINCE = "province", _("Province ou préfecture")
    DISTRICT = "district", _("Préfecture d’arrondissements")
    CERCLE = "cercle", _("Cercle")
    COMMUNE = "commune", _("Commune")
    ARRONDISSEMENT = "arrondissement", _("Arrondissement")
    URBAN_CENTRE = "urban_centre", _("Centre urbain")


class Kind(models.TextChoices):
    """What a territory is called on a page, finer than its level."""

    COUNTRY = "country", _("Royaume")
    REGION = "region", _("Région")
    PROVINCE = "province", _("Province")
    PREFECTURE = "prefecture", _("Préfecture")
    PREFECTURE_OF_ARRONDISSEMENTS = "prefecture_of_arrondissements", _("Préfecture d’arrondissements")
    CERCLE = "cercle", _("Cercle")
    URBAN = "urban", _("Commune urbaine")
    RURAL = "rural", _("Commune rurale")
    ARRONDISSEMENT = "arrondissement", _("Arrondissement")
    CENTRE = "centre", _("Centre urbain")


class Edition(models.Model):
    """One nomenclature of the territory (codes, names, hierarchy) with the date it starts to hold."""

    slug = models.CharField(max_length=20, primary_key=True)
    title_fr = models.TextField()
    title_ar = models.TextField()
    valid_from = models.DateField()
    is_current = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    note_fr = models.TextField(blank=True)
    note_ar = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="one_current_edition"
            )
        ]

    def __str__(self) -> str:
        return self.slug


class Territory(models.Model):
    """The permanent identity records attach to. Its id is never shown: codes change, it does not."""

    level = models.CharField(max_length=16, choices=Level.choices)

    class Meta:
        verbose_name_plural = "territories"


class TerritoryLimit(models.Model):
    """A limit of a territory. Apart from the version, so that editions share it and a better file replaces it."""

    class Quality(models.TextChoices):
        EXACT = "exact", _("conforme à la source")
        APPROXIMATE = "approximate", _("approximative")

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="limits")
    geom = models.MultiPolygonField(srid=4326, spatial_index=True)
    label_point = models.PointField(srid=4326, spatial_index=False)
    area_m2 = models.FloatField(
        help_text="Geodesic (WGS84), of the polygon as drawn: never an official area."
    )
    vintage = models.SmallIntegerField()
    quality = models.CharField(max_length=16, choices=Quality.choices)
    source = models.TextField()

    class Meta:
        indexes = [GistIndex(fields=["label_point"], name="limit_label_point")]


class TerritoryVersion(models.Model):
    """How a territory is coded, named and placed in the hierarchy in one edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="versions")
    level = models.CharField(max_length=16, choices=Level.choices)
    code = models.CharField(max_length=20)
    name_fr = models.TextField()
    name_ar = models.TextField(blank=True)
    kind = models.CharField(max_length=32, choices=Kind.choices)
    parent = models.ForeignKey(Territory, null=True, on_delete=models.PROTECT, related_name="child_versions")
    limit = models.ForeignKey(TerritoryLimit, null=True, on_delete=models.SET_NULL)
    # A city cut into arrondissements: no sum may count both.
    has_arrondissements = models.BooleanField(default=False)
    search = models.TextField(blank=True, help_text="Normalised names, aliases and code (layers.text).")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="version_code_once_per_edition"),
            models.UniqueConstraint(fields=["edition", "territory"], name="version_once_per_edition"),
        ]
        indexes = [
            models.Index(fields=["edition", "level"]),
            models.Index(fields=["edition", "parent"]),
            GinIndex(fields=["search"], name="version_search_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_fr}"


class TerritoryClosure(models.Model):
    """Every (ancestor, descendant) pair of an edition, each territory under itself at depth 0.

    Perimeters are resolved here, never by code prefix: a prefix lies as soon as a code is reused.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    ancestor = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="+")
    depth = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "ancestor", "descendant"], name="closure_pair_once")
        ]
        indexes = [models.Index(fields=["descendant", "edition"])]


class TerritoryLineage(models.Model):
    """What became of a territory between two editions; `weight` is the share handed over (0–1)."""

    class Kind(models.TextChoices):
        RENUMBERED = "renumbered", _("code changé")
        SPLIT = "split", _("scindé")
        MERGED = "merged", _("fusionné")
        CREATED = "created", _("créé")

    from_territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="successors")
    to_territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="predecessors")
    from_edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    to_edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    weight = models.FloatField(default=1.0)


class TerritoryCode(models.Model):
    """The crosswalk: HCP codes of every edition, Rokhas letters, GID ordonnateur codes → one territory."""

    class System(models.TextChoices):
        HCP = "hcp", "HCP"
        ROKHAS = "rokhas", "Rokhas"
        GID = "gid", "GID"

    system = models.CharField(max_length=10, choices=System.choices)
    edition_slug = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=40)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="codes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "edition_slug", "code"], name="territory_code_once")
        ]


class TerritoryBand(models.Model):
    """Generalised limits served as tiles: one row a territory and band, in EPSG:3857.

    Never measure here. Codes and names are repeated so that a tile reads one table.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=16, choices=Level.choices)
    band = models.SmallIntegerField(help_text="Highest zoom this generalisation serves.")
    code = models.CharField(max_length=20)
    name_fr = models.TextField()
    name_ar = models.TextField(blank=True)
    kind = models.CharField(max_length=32)
    parent_code = models.CharField(max_length=20, blank=True)
    province_code = models.CharField(max_length=20, blank=True)
    region_code = models.CharField(max_length=20, blank=True)
    geom = models.MultiPolygonField(srid=3857, spatial_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "territory", "band"], name="band_once_per_territory")
        ]
        indexes = [models.Index(fields=["edition", "level", "band"])]
