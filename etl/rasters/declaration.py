"""What must be said of a raster before its file is read; the console, the page and the loader say it alike."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from etl.errors import FileUnreadable
from layers import registry
from layers.indicators import catalog
from layers.layer import Sensitivity
from layers.models import Raster
from layers.services.raster.look import RAMPS
from layers.services.raster.prepare import MAX_CLASSES

_NAME = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
SENSITIVITIES = {level.name.lower(): level for level in Sensitivity}
COLUMNS = ("code", "fr", "ar", "color")


@dataclass(frozen=True)
class Declaration:
    """`crs`, `nodata` and `band` correct or complete what the file says of itself; `kingdom_only` leaves out the
    cells that no part of the Kingdom touches."""

    name: str
    title_fr: str
    source_fr: str
    licence: str
    title_ar: str = ""
    source_ar: str = ""
    theme: str = "environment"
    kind: str = "continuous"
    unit: str = ""
    additive: bool = False
    situation: str = ""
    sensitivity: str = "internal"
    ramp: str = "volume"
    classes: list[dict[str, Any]] = field(default_factory=list)
    crs: int | None = None
    nodata: float | None = None
    band: int | None = None
    kingdom_only: bool = False

    @classmethod
    def of(cls, said: dict[str, Any]) -> Declaration:
        """Checked; FileUnreadable names the first thing that is wrong."""
        found = cls(**said)
        for wrong, detail, value in found._doubts():
            if wrong:
                raise FileUnreadable("raster_declaration", value=value, detail=detail)
        return found

    def _doubts(self) -> list[tuple[bool, str, Any]]:
        return [
            (not _NAME.fullmatch(self.name), "nom : minuscules, chiffres et tirets", self.name),
            (self.name in registry.layers(), "nom déjà pris par une couche", self.name),
            (not self.title_fr.strip(), "titre français manquant", self.title_fr),
            (not self.source_fr.strip(), "source manquante", self.source_fr),
            (not self.licence.strip(), "licence manquante", self.licence),
            (self.theme not in catalog.THEMES, "thème", self.theme),
            (self.kind not in Raster.Kind.values, "genre", self.kind),
            (self.ramp not in RAMPS, "palette", self.ramp),
            (self.sensitivity not in SENSITIVITIES, "sensibilité", self.sensitivity),
            (bool(self.situation) and _day(self.situation) is None, "date de situation", self.situation),
            (self.nodata is not None and math.isinf(self.nodata), "valeur sans donnée", self.nodata),
            *self._class_doubts(),
        ]

    def _class_doubts(self) -> list[tuple[bool, str, Any]]:
        codes = [entry.get("code") for entry in self.classes]
        return [
            (len(codes) > MAX_CLASSES, "trop de classes", len(codes)),
            (len(set(codes)) != len(codes), "code de classe répété", codes),
            *((not isinstance(e.get("code"), int), "code de classe", e.get("code")) for e in self.classes),
            *((not str(e.get("fr", "")).strip(), "titre de classe", e.get("code")) for e in self.classes),
            *((not _COLOR.fullmatch(str(e.get("color"))), "couleur", e.get("color")) for e in self.classes),
        ]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def day(self) -> dt.date | None:
        return _day(self.situation) if self.situation else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def classes_of(text: str) -> list[dict[str, Any]]:
    """A table of classes, as CSV with the headings code, fr, ar, color (comma, semicolon or tab)."""
    head = text.lstrip("\ufeff").splitlines()[:1]
    separator = max(",;\t", key=(head or [""])[0].count)
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)
    if missing := {"code", "fr", "color"} - set(rows.fieldnames or ()):
        raise FileUnreadable("raster_declaration", value=", ".join(sorted(missing)), detail="colonnes de la table")
    found = []
    for row in rows:
        entry: dict[str, Any] = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not re.fullmatch(r"-?\d{1,9}", entry["code"]):
            raise FileUnreadable("raster_declaration", value=entry["code"], detail="code de classe")
        found.append(entry | {"code": int(entry["code"]), "color": entry["color"].upper()})
    return found
