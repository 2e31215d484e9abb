"""The demonstration raster and its indicators, where its data package is installed. Idempotent by a content hash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from etl.rasters import koppen, register
from layers.indicators.zonal import coverage, run, sums
from layers.models import LoadStamp, Raster

STAMP = "raster-koppen"


class Command(BaseCommand):
    help = "Climat de Köppen–Geiger : raster et parts par territoire (sans effet si le paquet de données est absent)."

    def handle(self, *args: Any, **options: Any) -> None:
        file = koppen.file()
        if file is None:
            self.stdout.write("Köppen–Geiger : paquet de données absent, raster non chargé.")
            return
        wanted = _hash(file)
        raster = Raster.objects.filter(name=koppen.NAME).select_related("current").first()
        known = LoadStamp.objects.filter(name=STAMP, content_hash=wanted).exists()
        if known and raster and raster.current and (settings.RASTER_DIR / raster.current.folder).exists():
            self.stdout.write("Köppen–Geiger : à jour.")
            return
        version = register.register(file, koppen.declaration())
        told = run.compute(version.raster)
        LoadStamp.objects.update_or_create(name=STAMP, defaults={"content_hash": wanted})
        self.stdout.write(
            f"Köppen–Geiger : {version.width} × {version.height} cellules, {len(told['indicators'])} indicateurs, "
            f"{told['with_value']} territoires renseignés sur {told['territories']}."
        )


def _hash(file: Path) -> str:
    digest = hashlib.sha256(f"{file.stat().st_size}".encode())
    for module in (koppen, register, coverage, run, sums):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()
