"""load_spread: where inhabitants are supposed to live, from limits, census and localities; again after any of them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from etl import spread


class Command(BaseCommand):
    help = "Répartit la population de chaque commune sur des points, pour mesurer la desserte des équipements."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{spread.store()} communes et arrondissements répartis")
