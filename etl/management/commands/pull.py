"""pull: what a source's server has, page by page, through the declared pipeline."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from etl import connector, source, tasks
from layers.errors import PlatformError


class Command(BaseCommand):
    help = "Tire une source de son serveur (GEO_PULL_<SOURCE>_URL) ; reprend où la fois précédente s’est arrêtée."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="source : rokhas…")
        parser.add_argument("--background", action="store_true", help="confie la lecture au processus de fond")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["background"]:
                job = tasks.enqueue_pull(source.get(options["slug"]).slug)
                self.stdout.write(f"Tâche {job.pk} : {job.state}")
                return
            done = connector.pull(source.get(options["slug"]))
        except PlatformError as error:
            raise CommandError(f"[{error.code}] {error}") from error
        counts = done.counts
        self.stdout.write(
            f"{options['slug']} : {done.pages} pages, {counts['read']} lues = {counts['created']} créées"
            f" + {counts['updated']} modifiées + {counts['unchanged']} inchangées + {counts['refused']} refusées"
        )
