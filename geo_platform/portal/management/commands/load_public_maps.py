"""load_public_maps: the maps an installation begins with; one that exists is left to its editors."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import transaction

from geo_platform.portal.models import PublicMap, PublicMapLayer

FILE = Path(__file__).resolve().parents[2] / "public_maps" / "maps.toml"


class Command(BaseCommand):
    help = "Crée les cartes publiques de départ ; une carte qui existe déjà n’est pas touchée."

    def handle(self, *args: Any, **options: Any) -> None:
        for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["map"]:
            invented = entry.pop("fictitious", False)
            if PublicMap.objects.filter(slug=entry["slug"]).exists() or (
                invented and not settings.FICTITIOUS_DATA
            ):
                continue
            try:
                self._make(entry)
            except ValidationError as error:
                # Without its figures (no census, no demonstration) a map has nothing to show yet.
                self.stdout.write(f"{entry['slug']} : pas créée. {'; '.join(error.messages)}")
            else:
                self.stdout.write(f"{entry['slug']} : créée")

    @staticmethod
    @transaction.atomic
    def _make(entry: dict[str, Any]) -> None:
        layers = entry.pop("layers", [])
        made = PublicMap(**entry)
        made.full_clean()
        made.save()
        for position, chosen in enumerate(layers):
            drawn = PublicMapLayer(map=made, position=position, **chosen)
            drawn.full_clean()
            drawn.save()
        made.record(None)
