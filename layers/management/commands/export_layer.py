"""export_layer: a layer, filtered, as a file; its format is told by the file's name."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from layers import registry
from layers.access import Grant, Viewer
from layers.errors import BadParameter, PlatformError
from layers.services import export


class Command(BaseCommand):
    help = "Écrit une couche dans un fichier : gpkg, geojson, csv, xlsx, fgb, parquet ou shp.zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("layer", help="couche : permits, parcels, communes…")
        parser.add_argument("-o", "--output", required=True, type=Path, metavar="FICHIER")
        parser.add_argument("--territory", action="append", default=[], metavar="CODE", help="répétable")
        parser.add_argument("--filter", default="", metavar="CQL2")
        parser.add_argument("--param", action="append", default=[], metavar="NOM=VALEUR",
                            help="autre paramètre : bbox, datetime, as_of, properties, crs…")  # fmt: skip
        parser.add_argument("--lang", choices=("fr", "ar"), default="fr")
        parser.add_argument("--purpose", default="export_layer", help="finalité, inscrite au journal")

    def handle(self, *args: Any, **options: Any) -> None:
        params = {"territory": options["territory"], "filter": [options["filter"]], "purpose": [options["purpose"]]}
        for text in options["param"]:
            name, _, value = text.partition("=")
            params.setdefault(name, []).append(value)
        path: Path = options["output"]
        # Whoever runs commands on the machine reads the database itself: the data steward's view, the widest there is.
        viewer = Viewer(None, (Grant("steward"),))
        try:
            asked = export.ask(registry.get(options["layer"]), params, viewer, _extension(path), options["lang"])
            path.unlink(missing_ok=True)
            with export.begin(asked) as begun:
                begun.write(path)
                told = begun.provenance
        except PlatformError as error:
            raise CommandError(f"[{error.code}] {error}") from error
        left = f", {told.not_located} sans localisation" if told.not_located else ""
        self.stdout.write(f"{path} : {begun.rows} lignes{left} · extraction {asked.id}")


def _extension(path: Path) -> str:
    found = next((known for known in export.FORMATS if path.name.endswith(f".{known}")), None)
    if found is None:
        raise BadParameter("output", path.name, f"Attendu : {', '.join(export.FORMATS)}.")
    return found
