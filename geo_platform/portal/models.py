"""Curated public maps: what an editor chose to show everyone. How they are drawn: geo_platform/portal/public_maps/."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class PublicMapQuerySet(models.QuerySet):
    def on_show(self, today: dt.date | None = None) -> PublicMapQuerySet:
        """Published, and between its dates."""
        day = today or timezone.localdate()
        begun = Q(published_from=None) | Q(published_from__lte=day)
        running = Q(published_to=None) | Q(published_to__gte=day)
        return self.filter(begun, running, state=PublicMap.State.PUBLISHED)


class PublicMap(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        PUBLISHED = "published", _("publiée")

    LEVELS = (("region", _("Régions")), ("province", _("Provinces")), ("commune", _("Communes")))
    METHODS = (
        ("quantile", _("Effectifs égaux")),
        ("jenks", _("Seuils naturels")),
        ("equal", _("Intervalles égaux")),
        ("round", _("Seuils ronds")),
    )

    slug = models.SlugField(
        _("adresse"), unique=True, help_text=_("Dans /public/maps/adresse/ ; ne change plus ensuite.")
    )
    position = models.SmallIntegerField(_("rang"), default=0)
    title_fr = models.CharField(_("titre (français)"), max_length=120)
    title_ar = models.CharField(_("titre (arabe)"), max_length=120)
    text_fr = models.TextField(_("texte (français)"), blank=True)
    text_ar = models.TextField(_("texte (arabe)"), blank=True)
    territory = models.CharField(
        _("étendue"), max_length=20, blank=True, help_text=_("Code HCP d’un territoire ; vide : le Royaume.")
    )
    level = models.CharField(_("niveau"), max_length=16, choices=LEVELS, default="commune")
    indicator = models.CharField(
        _("indicateur"), max_length=120, blank=True, help_text=_("Code d’un indicateur du catalogue.")
    )
    year = models.CharField(
        _("année"), max_length=8, blank=True, help_text=_("2014, 2024, ou change pour l’évolution.")
    )
    method = models.CharField(_("classement"), max_length=12, choices=METHODS, default="quantile")
    classes = models.SmallIntegerField(
        _("classes"), default=6, validators=[MinValueValidator(2), MaxValueValidator(7)]
    )
    cube_layer = models.SlugField(
        _("couche du cube masqué"),
        blank=True,
        help_text=_("Effectifs d’une couche sensible, petites valeurs masquées."),
    )
    cube_period = models.CharField(_("période"), max_length=8, blank=True, help_text=_("2024 ou 2024-Q1."))
    cube_type = models.CharField(_("type"), max_length=24, blank=True, help_text=_("Vide : tous les types."))
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.DRAFT)
    published_from = models.DateField(_("visible du"), null=True, blank=True)
    published_to = models.DateField(_("visible jusqu’au"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    updated_at = models.DateTimeField(_("modifiée le"), auto_now=True)

    objects = PublicMapQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("carte publique")
        verbose_name_plural = _("cartes publiques")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_ar if get_language() == "ar" else self.title_fr

    @property
    def text(self) -> str:
        return self.text_ar if get_language() == "ar" else self.text_fr

    def clean(self) -> None:
        from geo_platform.portal.public_maps import check

        check.whole(self)

    def record(self, user_id: int | None) -> PublicMapChange:
        """Keeps what the map says now, and makes it a new version: caches follow the version."""
        self.version += 1
        type(self).objects.filter(pk=self.pk).update(version=self.version)
        return PublicMapChange.objects.create(
            map=self, version=self.version, user_id=user_id, content=self.content()
        )

    def content(self) -> dict[str, Any]:
        kept = ("id", "map", "version", "updated_at")
        own = {f.name: f.value_to_string(self) for f in self._meta.concrete_fields if f.name not in kept}
        layers = [
            {f.name: f.value_to_string(layer) for f in layer._meta.concrete_fields if f.name not in kept}
            for layer in self.layers.all()
        ]
        return {**own, "layers": layers}


class PublicMapLayer(models.Model):
    """A layer drawn over the map, with the fields its popups show."""

    map = models.ForeignKey(PublicMap, on_delete=models.CASCADE, related_name="layers")
    position = models.SmallIntegerField(_("rang"), default=0)
    layer = models.SlugField(_("couche"))
    fields = models.CharField(
        _("champs"), max_length=400, help_text=_("Noms des champs montrés, séparés par des virgules.")
    )
    filter = models.TextField(_("filtre CQL2"), blank=True)
    sortby = models.CharField(
        _("ordre"), max_length=120, blank=True, help_text=_("Champ, précédé de - pour décroissant.")
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("couche de la carte")
        verbose_name_plural = _("couches de la carte")

    def __str__(self) -> str:
        return self.layer

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.fields.split(",") if name.strip())

    def clean(self) -> None:
        from geo_platform.portal.public_maps import check

        check.layer(self)


class PublicMapChange(models.Model):
    """What a version of a map said, when, and by whom."""

    map = models.ForeignKey(PublicMap, on_delete=models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    content = models.JSONField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["map", "version"], name="public_map_version_once")]
        verbose_name = _("version")
        verbose_name_plural = _("versions")

    def __str__(self) -> str:
        return f"{self.version}"
