"""load_localities: the towns of GeoNames, or an operator's list of localities, into the gazetteer."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from etl import localities
from layers.errors import PlatformError


class Command(BaseCommand):
    help = "Charge les localités : celles de GeoNames si son paquet est installé, ou celles d’un fichier CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="CSV : lon, lat, name_fr, name_ar, code, kind, population")
        parser.add_argument("--source", default="", help="d’où vient le fichier, tel qu’on le citera")
        parser.add_argument("--licence", default="", help="à quelles conditions il est utilisé")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] is None:
            entries, source, licence = localities.geonames(), localities.GEONAMES, localities.GEONAMES_LICENCE
            if entries is None:
                self.stdout.write("GeoNames n’est pas installé : le répertoire ne contient que les communes.")
                return
        else:
            source, licence = options["source"], options["licence"]
            if not source or not licence:
                raise CommandError("Un fichier se dépose avec --source et --licence.")
            entries = _read(options["file"])
        stored = localities.store(entries, source, licence)
        self.stdout.write(f"{stored} localités enregistrées, {len(entries) - stored} hors du Royaume.")


def _read(path: Path) -> list[localities.Entry]:
    try:
        return localities.from_csv(path)
    except PlatformError as error:
        raise CommandError(f"[{error.code}] {error}") from error
