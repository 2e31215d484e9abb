"""import_layer: a file of a layer's own shapes through the pipeline of the source that fills it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from etl import source
from etl.management.commands import run_source
from etl.source import Source, Table
from layers import registry
from layers.errors import NotFound, PlatformError


class Command(run_source.Command):
    help = "Importe un fichier (GPKG, SHP zippé, GeoJSON, KML, GPX, DXF, FGB, CSV, XLSX…) dans une couche."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("layer", help="couche : parcels, zoning, equipment, networks…")
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--crs", type=int, metavar="EPSG", help="système de coordonnées non déclaré")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="CHAMP=COLONNE",
            help="place d’une colonne du fichier",
        )
        parser.add_argument(
            "--sheet", default="", help="la seule couche voulue d’un fichier qui en contient plusieurs"
        )
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument(
            "--fictitious", action="store_true", help="données fictives, marquées comme telles"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            declared, table = filling(options["layer"])
            mapping = dict(_pair(text, table) for text in options["map"])
            self.load(declared, options, mapping=mapping, srid=options["crs"], layer=options["sheet"])
        except PlatformError as error:
            raise CommandError(f"[{error.code}] {error}") from error


def filling(slug: str) -> tuple[Source, Table]:
    """The source, and its table, whose rows are those of the layer."""
    model = registry.get(slug).model
    for declared in source.registry().values():
        for table in declared.tables:
            if table.model is model:
                return declared, table
    raise NotFound(slug, parameter="source")


def _pair(text: str, table: Table) -> tuple[str, str]:
    """FIELD=COLUMN → file heading, declared column (by its name, with or without the mark of those only read)."""
    wanted, _, heading = text.partition("=")
    known = {column.into.lstrip("_"): column.into for column in table.columns}
    if not heading or wanted.lstrip("_") not in known:
        raise CommandError(
            f"--map {text} : attendu CHAMP=COLONNE, avec un champ parmi {', '.join(sorted(known))}"
        )
    return heading, known[wanted.lstrip("_")]
