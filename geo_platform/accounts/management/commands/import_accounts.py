from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo_platform.accounts import workbook
from geo_platform.accounts.bulk import Importer, RowFault


class Command(BaseCommand):
    help = "Creates accounts and grants from a workbook, all or nothing. First passwords go to --passwords, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--passwords", type=Path, help="workbook to write the first passwords to")
        parser.add_argument("--template", type=Path, help="write the workbook to fill here, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["template"]:
            options["template"].write_bytes(workbook.template())
            return
        if options["file"] is None:
            raise CommandError("FILE or --template is needed.")
        target: Path = options["passwords"] or options["file"].with_suffix(".passwords.xlsx")
        if target.exists():
            raise CommandError(f"{target} exists: first passwords are never written over others.")
        try:
            with options["file"].open("rb") as file:
                result = Importer().run(workbook.rows(file))
        except (OSError, RowFault, workbook.Unreadable) as error:
            raise CommandError(str(error)) from error
        if result.faults:
            raise CommandError("\n".join([str(fault) for fault in result.faults] + ["Rien n’a été écrit."]))
        if result.passwords:
            with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(workbook.password_sheet(result.passwords))
            self.stdout.write(f"Premiers mots de passe : {target}")
        self.stdout.write(
            f"Comptes créés : {len(result.passwords)}. Habilitations ajoutées : {result.grants_added}, "
            f"inchangées : {result.unchanged}."
        )
