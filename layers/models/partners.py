"""Who else a project is: territories whose council is named among its partners, and who therefore reads it."""

from __future__ import annotations

from django.db import models


class ProjectPartner(models.Model):
    """One territory named by a contribution or a convention (layers/services/partners.py); the lead territory aside."""

    project_reference = models.TextField()
    territory = models.ForeignKey("layers.Territory", on_delete=models.CASCADE, related_name="+")
    name = models.TextField(help_text="As the register writes it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_reference", "territory"], name="project_partner_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_reference} {self.name}"
