"""run_source: files of one source through the declared pipeline."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from etl import law, runner, source
from etl.report import Report
from layers.errors import PlatformError

SHOWN = 20


class Command(BaseCommand):
    # The checks import every page of the site: memory that no import needs.
    requires_system_checks = ()

    help = "Importe des fichiers d’une source déclarée ; --dry-run montre ce qui changerait, sans rien écrire."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="source : rokhas…")
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--fictitious", action="store_true", help="données fictives, marquées comme telles")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.load(source.get(options["slug"]), options)
        except PlatformError as error:
            raise CommandError(f"[{error.code}] {error}") from error

    def load(self, declared: source.Source, options: dict[str, Any], **known: Any) -> None:
        law.load_once()
        for file in options["files"]:
            asked = {name: options[name] for name in ("dry_run", "fictitious")}
            self._say(runner.run(declared, file, **asked, **known))

    def _say(self, report: Report) -> None:
        counts = report.counts
        head = "Essai, rien n’est écrit : " if report.dry_run else ""
        self.stdout.write(
            f"{head}{report.file} : {counts['read']} lues = {counts['created']} créées + {counts['updated']} modifiées"
            f" + {counts['unchanged']} inchangées + {counts['refused']} refusées ; {counts['flagged']} avec anomalie"
        )
        if counts["removed"]:
            self.stdout.write(f"  {counts['removed']} retirées : le fichier dit l’ensemble dont elles faisaient partie")
        for note in report.notes:
            self.stdout.write(f"  {note.fault.code} {note.fault}")
        findings = [refused.finding for refused in report.refused] + report.doubts
        for finding in findings[:SHOWN]:
            place = f"ligne {finding.line}, {finding.fault.column or '-'}"
            self.stdout.write(f"  {finding.fault.code} ({place}) {finding.fault} → {finding.fault.suggestion('fr')}")
        if len(findings) > SHOWN:
            self.stdout.write(f"  … et {len(findings) - SHOWN} autres")
