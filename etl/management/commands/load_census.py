"""load_census: both censuses, every column, level, milieu and sex."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from etl.census import load


class Command(BaseCommand):
    help = "Charge les recensements 2014 et 2024 (toutes colonnes, niveaux, milieux et sexes)."

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        try:
            written = load.load()
        except KeyError as error:
            raise CommandError(f"Codes absents du territoire chargé : {error}. Lancez load_territories.") from error
        if not written:
            self.stdout.write("Recensements déjà à jour")
            return
        seconds = time.monotonic() - begun
        self.stdout.write(f"{written['values']} valeurs de {written['indicators']} indicateurs ({seconds:.1f} s)")
