"""What every row of a dated table of law or nomenclature says: when it holds, on what text, whether it is settled."""

from __future__ import annotations

from django.db import models

from layers.models.permits import LegalDelay


class Dated(models.Model):
    """A row holds from `valid_from` to `valid_to` included; a null end is still in force."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField()
    status = models.CharField(max_length=12, choices=LegalDelay.Status.choices)

    class Meta:
        abstract = True


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
