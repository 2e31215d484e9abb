"""publish_cube: the masked counts that anonymous visitors may read of sensitive layers (docs/public-maps.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from layers.services.cube import job, publish


class Command(BaseCommand):
    help = "Publie les années closes des couches sensibles, petites valeurs masquées ; une seconde fois ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("layer", nargs="*", metavar="LAYER", help="ces couches seulement")
        parser.add_argument(
            "--revise",
            nargs="+",
            type=int,
            default=[],
            metavar="YEAR",
            help="recompte ces années déjà publiées ; ce qui était masqué le reste",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        declared = {layer.slug: layer for layer in publish.layers_with_cube()}
        unknown = set(options["layer"]) - set(declared)
        if unknown:
            raise CommandError(
                f"{', '.join(sorted(unknown))} : pas de cube public. Couches : {', '.join(declared)}"
            )
        for layer in declared.values():
            if options["layer"] and layer.slug not in options["layer"]:
                continue
            for report in publish.publish(layer, revise=options["revise"]):
                said = (
                    f"{report.cells} cellules, {report.masked} masquées" if report.cells else "déjà publiée"
                )
                self.stdout.write(f"{report.layer} {report.year} : {said}")
        job.schedule()
