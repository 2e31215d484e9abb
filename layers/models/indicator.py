"""What is measured (Indicator) and the figures as published (IndicatorValue)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.territory import Territory


class Milieu(models.IntegerChoices):
    TOTAL = 0, _("Ensemble")
    URBAN = 1, _("Urbain")
    RURAL = 2, _("Rural")


class Sex(models.IntegerChoices):
    ALL = 0, _("Ensemble")
    MALE = 1, _("Hommes")
    FEMALE = 2, _("Femmes")


class Indicator(models.Model):
    """A column of a census, under the census's own name; curated ones carry titles, theme and direction.

    Others come through `layers.indicators.store`, each owned by the `dataset` that publishes it.
    """

    class Origin(models.TextChoices):
        CENSUS = "census", _("publié par le HCP")
        COMPUTED = "computed", _("calculé")
        SUPPLIED = "supplied", _("fourni")

    class Access(models.TextChoices):
        PUBLIC = "public", _("tout le monde")
        PERIMETER = "perimeter", _("les services de mon périmètre")
        PRIVATE = "private", _("moi seul")

    class Direction(models.TextChoices):
        GOOD = "good", _("une valeur élevée est favorable")
        BAD = "bad", _("une valeur élevée est défavorable")
        NONE = "none", _("sans jugement")

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(max_length=120, unique=True)
    title_fr = models.TextField()
    title_ar = models.TextField(blank=True)
    short_fr = models.TextField(blank=True)
    short_ar = models.TextField(blank=True)
    unit = models.CharField(max_length=30)
    theme = models.CharField(max_length=40)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.NONE)
    decimals = models.SmallIntegerField(default=1)
    curated = models.BooleanField(default=False)
    definition_fr = models.TextField(blank=True)
    definition_ar = models.TextField(blank=True)
    denominator = models.CharField(
        max_length=120, blank=True, help_text="Code of the indicator that weights it."
    )
    comparable = models.BooleanField(default=False, help_text="2014 and 2024 measure the same thing.")
    dataset = models.CharField(max_length=30)
    source = models.TextField()
    source_ar = models.TextField(blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.CENSUS)
    # Who reads it: everyone, those whose grant covers `perimeter` (null is the Kingdom), or its owner alone.
    access = models.CharField(max_length=9, choices=Access.choices, default=Access.PUBLIC)
    owner_id = models.BigIntegerField(null=True)
    perimeter = models.ForeignKey(Territory, null=True, on_delete=models.PROTECT, related_name="+")
    # How a computed figure is made, for "Pourquoi ce chiffre ?".
    formula_fr = models.TextField(blank=True)
    formula_ar = models.TextField(blank=True)
    position = models.IntegerField(default=0)
    # What was published of it: counted once at load, because counting reads every figure (3 s).
    years = ArrayField(models.SmallIntegerField(), default=list)
    milieus = ArrayField(models.SmallIntegerField(), default=list)
    sexes = ArrayField(models.SmallIntegerField(), default=list)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class IndicatorValue(models.Model):
    """A published figure. No row means not published: "sans donnée", never zero."""

    pk = models.CompositePrimaryKey("indicator_id", "year", "milieu", "sex", "territory_id")
    # No database constraint on the two keys: checking them row by row takes four fifths of a census load, and the
    # loader has already matched every code (a KeyError stops it). Territory ids are never deleted.
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    year = models.SmallIntegerField()
    milieu = models.SmallIntegerField(choices=Milieu.choices, default=Milieu.TOTAL)
    sex = models.SmallIntegerField(choices=Sex.choices, default=Sex.ALL)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    # Double precision gives HCP's short decimals back to the digit; numeric(p, s) would pad them with zeros.
    value = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["territory", "year"])]


class IndicatorCoverage(models.Model):
    """On how much of a territory a figure rests; with a reason, why it has none. Census figures need no row."""

    class Reason(models.TextChoices):
        OUTSIDE = "outside", _("hors du domaine de la source")
        NODATA = "nodata", _("aucune cellule renseignée")
        NO_LIMIT = "no_limit", _("limite inconnue")
        ABSENT = "absent", _("absent de la source")

    pk = models.CompositePrimaryKey("indicator_id", "year", "territory_id")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, db_index=False)
    year = models.SmallIntegerField()
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    share = models.FloatField(help_text="0 to 1, of the territory's area.")
    reason = models.CharField(max_length=8, choices=Reason.choices, blank=True)
