"""load_territories: the Kingdom from the installed packages, or an operator's limits and names as an edition."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from etl.territory import cache, crosswalk, editions, operator, store
from etl.territory.errors import TerritoryFileError

CROSSWALK = Path(settings.BASE_DIR) / "fixtures" / "crosswalk"


class Command(BaseCommand):
    help = "Charge le territoire (régions, provinces, cercles, communes, arrondissements) et ses limites."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--limits", type=Path, help="fichier vectoriel de communes (GPKG, SHP, GeoJSON, FGB…)"
        )
        parser.add_argument("--names", type=Path, help="CSV : code, name_fr, name_ar, alias")
        parser.add_argument(
            "--edition", help="édition à créer ou à corriger (par défaut : l’édition courante)"
        )
        parser.add_argument("--code-column", default="code", help="colonne du code HCP dans --limits")
        parser.add_argument("--crs", type=int, help="EPSG du fichier s’il ne le dit pas")
        parser.add_argument("--source", default="", help="source et licence des limites apportées")
        parser.add_argument(
            "--vintage", type=int, default=timezone.localdate().year, help="millésime des limites apportées"
        )
        parser.add_argument(
            "--valid-from", type=date.fromisoformat, default=timezone.localdate(), help="AAAA-MM-JJ"
        )
        parser.add_argument("--draft", action="store_true", help="ne pas rendre la nouvelle édition courante")
        parser.add_argument(
            "--accept-holes", action="store_true", help="accepter des trous entre les limites"
        )
        parser.add_argument(
            "--crosswalk", type=Path, action="append", default=[], help="CSV de codes Rokhas ou GID"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        try:
            done = self._operator(options) if options["limits"] or options["names"] else self._packaged()
            codes = crosswalk.load([*sorted(CROSSWALK.glob("*.csv")), *options["crosswalk"]])
        except TerritoryFileError as error:
            raise CommandError(f"[{error.code}] {error}") from error
        self.stdout.write(
            f"{done} ; codes d’autres systèmes modifiés : {codes} ({time.monotonic() - begun:.1f} s)"
        )

    def _packaged(self) -> str:
        wanted = cache.digest()
        stored = {slug: store.stored_hash(slug) for slug in ("2024", "2014")}
        if all(found and found.split("+")[0] == wanted for found in stored.values()):
            return "Territoire déjà à jour"
        if any(found and "+" in found for found in stored.values()):
            return "Limites ou noms d’un opérateur en place : le référentiel des paquets n’est pas rechargé"
        limits = cache.limits(Path(settings.LOCAL_DIR) / "cache")
        written = store.apply(editions.packaged(limits, wanted, is_current=not store.operator_is_current()))
        return f"Territoire chargé : {written['versions']} unités et {written['limits']} limites écrites"

    def _operator(self, options: dict[str, Any]) -> str:
        request = operator.Request(
            edition=options["edition"],
            limits=options["limits"],
            names=options["names"],
            code_column=options["code_column"],
            crs=options["crs"],
            source=options["source"],
            vintage=options["vintage"],
            valid_from=options["valid_from"],
            current=not options["draft"],
            accept_holes=options["accept_holes"],
        )
        content, base = operator.prepare(request)
        if store.stored_hash(content.slug) == content.content_hash:
            return f"Édition {content.slug} déjà à jour"
        written = store.apply([content], key_edition=base)
        return f"Édition {content.slug} : {written['versions']} unités et {written['limits']} limites écrites"
