"""Land: parcels known by their land reference, and the zones of planning documents. Owners exist nowhere here."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.loaded import Located


class Parcel(Located):
    """One parcel, under its land reference: `T165253/04` (titre foncier) or `R12345/04` (réquisition).

    `area_m2` is measured on the ellipsoid from `geom`; `declared_area_m2` is what the file says. They are two facts.
    """

    class Nature(models.TextChoices):
        TITLE = "TF", _("titre foncier")
        REQUEST = "R", _("réquisition d’immatriculation")

    class Status(models.TextChoices):
        MELK = "melk", _("melk (propriété privée)")
        STATE_PRIVATE = "domanial", _("domaine privé de l’État")
        STATE_PUBLIC = "public", _("domaine public")
        COMMUNAL = "communal", _("domaine communal")
        COLLECTIVE = "collectif", _("terre collective (soulaliyate)")
        HABOUS = "habous", _("habous")
        GUICH = "guich", _("guich")
        FOREST = "forestier", _("domaine forestier")

    class Stage(models.TextChoices):
        """Steps of a réquisition (loi 14-07)."""

        DEPOSIT = "depot", _("dépôt")
        PUBLISHED = "publication", _("publication au Bulletin officiel")
        SURVEYED = "bornage", _("bornage")
        PLAN = "plan", _("plan établi")
        CLOSED = "cloture", _("clôture du bornage")
        OPPOSITION = "opposition", _("délai d’opposition")
        TITLED = "titre", _("titre établi")

    # Compared byte by byte: a million references sort in half the time, and no reader needs them in a tongue's order.
    reference = models.TextField(unique=True, db_collation="C")
    nature = models.CharField(max_length=2, choices=Nature.choices, blank=True)
    registry_code = models.CharField(
        max_length=4, blank=True, help_text="Conservation foncière: what follows the slash."
    )
    status = models.CharField(max_length=10, choices=Status.choices, blank=True)
    stage = models.CharField(max_length=12, choices=Stage.choices, blank=True)
    mother_reference = models.TextField(blank=True, help_text="The title this one was cut from.")
    declared_area_m2 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    area_m2 = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    zone_code = models.TextField(blank=True, help_text="Local code of the zone it lies in, as declared.")
    geom = models.MultiPolygonField(srid=4326, null=True)

    def __str__(self) -> str:
        return self.reference


class ZoneClass(models.Model):
    """Harmonised reading of local zones. Every plan names its own: this table only lets plans be drawn side by side."""

    class Status(models.TextChoices):
        VALIDATED = "validated", _("validé")
        TO_VALIDATE = "to_validate", _("à valider")

    code = models.CharField(max_length=12, primary_key=True)
    name_fr = models.TextField()
    name_ar = models.TextField()
    rank = models.SmallIntegerField(default=0)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.TO_VALIDATE)

    class Meta:
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.code


class Zoning(Located):
    """One zone of one planning document; `reference` is plan / local code / number."""

    class PlanKind(models.TextChoices):
        MASTER = "SDAU", _("schéma directeur d’aménagement urbain")
        DEVELOPMENT = "PA", _("plan d’aménagement")
        ZONING = "PZ", _("plan de zonage")
        RURAL = "PDAR", _("plan de développement d’agglomération rurale")

    class PlanState(models.TextChoices):
        STUDY = "etude", _("en étude")
        COMMITTEE = "comite", _("comité technique local ou central")
        INQUIRY = "enquete", _("enquête publique et délibérations")
        SUBMITTED = "homologation", _("en cours d’homologation")
        APPROVED = "approuve", _("approuvé")
        REVISION = "revision", _("en révision")

    reference = models.TextField(unique=True)
    plan_kind = models.CharField(max_length=4, choices=PlanKind.choices, blank=True)
    plan_reference = models.TextField()
    plan_name = models.TextField(blank=True)
    plan_state = models.CharField(max_length=12, choices=PlanState.choices, blank=True)
    approved_on = models.DateField(null=True)
    bo_number = models.TextField(blank=True, help_text="Issue of the Bulletin officiel that published the plan.")
    zone_code_local = models.TextField()
    zone_number = models.TextField()
    zone_name = models.TextField(blank=True)
    zone_class = models.CharField(max_length=12, blank=True, help_text="ZoneClass.code")
    cos = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="Floor area over plot area.")
    cus = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="Covered share of the plot, 0–1.")
    height_max_m = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    floors_max = models.SmallIntegerField(null=True)
    plot_min_m2 = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    setback_min_m = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    easements = models.TextField(blank=True)
    area_m2 = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    geom = models.MultiPolygonField(srid=4326, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["territory"], name="zoning_territory"),
            models.Index(fields=["plan_reference"], name="zoning_plan"),
        ]

    def __str__(self) -> str:
        return self.reference
