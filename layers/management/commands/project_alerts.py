"""project_alerts: finds the alerts of projects again, and has the worker do so every night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from layers.queries import projects
from layers.services import alerts


class Command(BaseCommand):
    help = "Cherche les alertes des projets à la dernière situation connue ; une seconde fois ne change rien."

    def handle(self, *args: Any, **options: Any) -> None:
        found = alerts.compute()
        alerts.schedule()
        self.stdout.write(f"{sum(found.values())} alertes vivantes au {projects.situation_on():%d/%m/%Y}")
