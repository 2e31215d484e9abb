"""What every row of a dated table of law or nomenclature says: when it holds, on what text, whether it is settled."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.models.permits import LegalDelay


class Unit(models.TextChoices):
    MAD = "mad", _("dirhams")
    DAYS = "days", _("jours")
    PERCENT = "percent", _("pour cent")
    COUNT = "count", _("nombre")


class Dated(models.Model):
    """A row holds from `valid_from` to `valid_to` included; a null end is still in force."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField()
    status = models.CharField(max_length=12, choices=LegalDelay.Status.choices)

    class Meta:
        abstract = True


class Threshold(Dated):
    """A value that rules are held against, for a time. Two rows of a code never hold on one day."""

    code = models.CharField(_("code"), max_length=40)
    unit = models.CharField(_("unité"), max_length=8, choices=Unit.choices)
    valid_from = models.DateField(_("en vigueur du"))
    valid_to = models.DateField(_("en vigueur jusqu’au"), null=True, blank=True)
    source = models.TextField(_("texte ou décision"))
    status = models.CharField(_("statut"), max_length=12, choices=LegalDelay.Status.choices)
    recorded_from = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"

    def clean(self) -> None:
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("La fin précède le début.")})
        if self.valid_from and self._meets_a_later_one():
            raise ValidationError(
                {"valid_to": _("Une autre valeur de ce seuil est en vigueur sur cette période.")}
            )

    def _meets_a_later_one(self) -> bool:
        later = type(self)._default_manager.filter(code=self.code, valid_from__gte=self.valid_from)
        if self.valid_to:
            later = later.filter(valid_from__lte=self.valid_to)
        return later.exclude(pk=self.pk).exists()


class Named(Dated):
    """A word of a nomenclature, with its names and what remains to be said of it."""

    code = models.CharField(max_length=24)
    name_fr = models.TextField()
    name_ar = models.TextField()
    note_fr = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code
