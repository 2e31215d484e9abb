"""load_demo: fictitious data over the real communes, through the same pipeline as real files, marked everywhere."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from etl import law, runner, source
from fixtures.projects import week
from layers.errors import PlatformError


class Command(BaseCommand):
    help = "Engendre et charge des données fictives : même graine, mêmes octets ; une seconde fois ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 = 10 000 autorisations, 20 000 parcelles…")
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--only", nargs="*", metavar="SOURCE", help="ces sources seulement")

    def handle(self, *args: Any, **options: Any) -> None:
        law.load_once()
        for declared in source.registry().values():
            if not options["only"] or declared.slug in options["only"]:
                for file in files(declared.slug, options["scale"], options["seed"]):
                    self._load(declared, file)
        week.rewind()

    def _load(self, declared: source.Source, file: Path) -> None:
        try:
            report = runner.run(declared, file, fictitious=True)
        except PlatformError as error:
            raise CommandError(f"{file.name} : [{error.code}] {error}") from error
        counts = report.counts
        self.stdout.write(
            f"{declared.slug} {file.name} : {counts['read']} lues, {counts['created']} créées,"
            f" {counts['updated']} modifiées, {counts['unchanged']} inchangées, {counts['refused']} refusées,"
            f" {counts['flagged']} avec anomalie"
        )


def files(slug: str, scale: float, seed: int) -> Iterator[Path]:
    """The demonstration files of a source, in load order (fixtures/<slug>/demo.py)."""
    folder = Path(settings.LOCAL_DIR) / "demo" / slug
    yield from import_module(f"fixtures.{slug}.demo").write(folder, scale, seed)
