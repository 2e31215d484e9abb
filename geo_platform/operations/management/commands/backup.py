"""backup FILE: database, uploads, rasters, documents and settings in one checksummed, private file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo_platform.operations.backup import backup
from layers.errors import PlatformError


class Command(BaseCommand):
    help = "Sauvegarde la plateforme entière dans un fichier ; aucun secret n’y entre."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"].resolve()
        try:
            manifest = backup(path, self.stdout.write)
        except PlatformError as error:
            raise CommandError(f"[{error.code}] {error}") from error
        size = path.stat().st_size / 1e6
        self.stdout.write(f"{path} : {size:.1f} Mo, {len(manifest['members'])} éléments")
        self.stdout.write(
            "Gardez à part la clé de signature (.local/secret-key ou SECRET_KEY) : elle n’y est pas."
        )
