"""load_law: dated rows of law and nomenclatures, and the facts of the circular of 2020; an operator’s own rows stay."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from etl import circular, law
from layers.workflows import retention


class Command(BaseCommand):
    help = "Charge les délais, normes, seuils et nomenclatures datés, et les faits de la circulaire du 19/05/2020."

    def handle(self, *args: Any, **options: Any) -> None:
        retention.schedule()
        self.stdout.write(f"{law.load_once()} lignes de droit, {circular.load_circular_facts()} faits de la circulaire")
