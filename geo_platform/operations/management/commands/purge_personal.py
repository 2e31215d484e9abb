"""purge_personal: removes the personal data whose time is over; the worker does it every night."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from layers.workflows import retention


class Command(BaseCommand):
    help = (
        "Supprime les données personnelles dont la durée de conservation est passée, et en garde le compte."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="compte sans supprimer")

    def handle(self, *args: Any, **options: Any) -> None:
        for record in retention.purge(dry_run=options["dry_run"]):
            self.stdout.write(
                f"{record.subject} : {record.removed} ({record.months} mois, avant le {record.before:%d/%m/%Y})"
            )
