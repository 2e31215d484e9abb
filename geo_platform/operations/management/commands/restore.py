"""restore FILE: into an empty platform; --replace keeps what was there under another name; --check only verifies."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from geo_platform.operations.archive import Reader
from geo_platform.operations.backup import key_print, restore
from layers.errors import PlatformError


class Command(BaseCommand):
    help = "Restaure une sauvegarde : empreintes vérifiées d’abord, base vide exigée sauf --replace."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument(
            "--replace", action="store_true", help="remplace une plateforme qui n’est pas vide"
        )
        parser.add_argument("--check", action="store_true", help="vérifie la sauvegarde sans rien restaurer")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"].resolve()
        try:
            if options["check"]:
                with Reader(path) as reader:
                    reader.verify()
                    self.stdout.write(f"{path} : intacte, du {reader.manifest['made_at']}")
                return
            manifest = restore(path, options["replace"], self.stdout.write)
        except PlatformError as error:
            raise CommandError(f"[{error.code}] {error}") from error
        call_command("migrate", verbosity=0)
        self.stdout.write(f"restaurée : situation du {manifest['made_at']}")
        if manifest["secrets"]["SECRET_KEY"] != key_print():
            self.stderr.write(
                "La clé de signature n’est pas celle de la sauvegarde : les sessions sont closes et les identités des "
                "prochains fichiers ne rejoindront pas celles déjà chargées. Remettez l’ancienne clé si vous l’avez."
            )
