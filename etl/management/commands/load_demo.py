"""load_demo: fictitious data over the real communes, through the same pipeline as real files, marked everywhere."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from etl import law, runner, source
from fixtures import permits
from layers.errors import PlatformError


class Command(BaseCommand):
    help = "Engendre et charge des données fictives : même graine, mêmes octets ; une seconde fois ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 = 5 000 autorisations")
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *args: Any, **options: Any) -> None:
        scale, seed = options["scale"], options["seed"]
        path = Path(settings.LOCAL_DIR) / "demo" / f"rokhas-fictif-{seed}-{scale:g}.csv"
        permits.write(path, scale, seed)
        law.load_once()
        try:
            report = runner.run(source.get("rokhas"), path, fictitious=True)
        except PlatformError as error:
            raise CommandError(f"[{error.code}] {error}") from error
        counts = report.counts
        self.stdout.write(
            f"Données fictives : {counts['read']} autorisations lues, {counts['created']} créées,"
            f" {counts['updated']} modifiées, {counts['unchanged']} inchangées, {counts['refused']} refusées,"
            f" {counts['flagged']} avec anomalie"
        )
