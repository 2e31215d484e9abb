"""A GeoTIFF into service: `bin/manage register_raster relief.tif --name relief --title-fr Relief --unit m …`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from etl.errors import FileUnreadable
from etl.rasters.declaration import SENSITIVITIES, Declaration, classes_of
from etl.rasters.register import register
from layers.indicators import catalog
from layers.indicators.zonal import run as zonal
from layers.models import Raster
from layers.services.raster.look import RAMPS

_TEXTS = ("title_fr", "title_ar", "source_fr", "source_ar", "licence", "unit", "situation")


class Command(BaseCommand):
    help = "Valide un GeoTIFF, le met en ordre et le met en service ; --stats calcule ses indicateurs par territoire."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--name", required=True, help="nom court, dans les adresses : minuscules et tirets")
        for name in _TEXTS:
            parser.add_argument(f"--{name.replace('_', '-')}", default="")
        parser.add_argument("--theme", choices=list(catalog.THEMES), default="environment")
        parser.add_argument("--kind", choices=Raster.Kind.values, default="continuous")
        parser.add_argument("--classes", type=Path, help="CSV : code,fr,ar,color")
        parser.add_argument("--kingdom-only", action="store_true", help="ne garde que le Royaume")
        parser.add_argument("--additive", action="store_true", help="les cellules sont des quantités à additionner")
        parser.add_argument("--ramp", choices=list(RAMPS), default="volume")
        parser.add_argument("--sensitivity", choices=list(SENSITIVITIES), default="internal")
        parser.add_argument("--crs", type=int, help="code EPSG, si le fichier ne le dit pas ou se trompe")
        parser.add_argument("--nodata", type=float, help="valeur « sans donnée », si le fichier ne la dit pas")
        parser.add_argument("--band", type=int)
        parser.add_argument("--stats", action="store_true", help="calcule aussi les indicateurs par territoire")

    def handle(self, *args: Any, **options: Any) -> None:
        said = {name: options[name] for name in (*_TEXTS, "name", "theme", "kind", "additive", "ramp", "sensitivity",
                                                 "crs", "nodata", "band", "kingdom_only")}  # fmt: skip
        try:
            if options["classes"]:
                said["classes"] = classes_of(options["classes"].read_text(encoding="utf-8-sig"))
            version = register(options["file"], Declaration.of(said), progress=self._tell)
        except FileUnreadable as fault:
            raise CommandError(f"{fault.text('fr')} {fault.suggestion('fr')}") from fault
        except OSError as fault:
            raise CommandError(str(fault)) from fault
        told = version.described()
        self.stdout.write(
            f"{version.raster.name} v{told['version']} : {told['width']} × {told['height']} cellules "
            f"de {told['resolution_m']:.0f} m"
        )
        for note in version.notes:
            self.stdout.write(f"  {note['fr']}")
        if options["stats"]:
            for code in zonal.compute(version.raster)["indicators"]:
                self.stdout.write(f"  indicateur {code}")

    def _tell(self, share: float, message: str) -> None:
        if self._last != message:
            self._last = message
            self.stdout.write(f"{message} …")

    _last = ""
