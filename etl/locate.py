"""Where is this record? Coordinates, then declared code, then name; each step keeps its evidence and its doubts.

Nothing is moved: a point outside its declared commune is kept and flagged; swapped axes are named with the repaired
pair as a suggestion, and the record stays at its commune until someone confirms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from etl.errors import Fault, ValueDoubtful
from etl.gazetteer import PLACES, Coded, Gazetteer, Place, agrees
from etl.source import Record
from layers import sql

WEST, SOUTH, EAST, NORTH = -17.3, 20.6, -0.9, 36.1
_LETTERS = re.compile(r"^[A-Z]+(?:-A[NP])?-([A-Z]{4})-([A-Z]{4})-")


@dataclass
class Where:
    """The answer for one record, in the columns every located table has."""

    territory: Place | None = None
    lon: float | None = None
    lat: float | None = None
    edition: str = ""
    method: str = ""
    evidence: str = ""
    confidence: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    def doubt(self, code: str, **context: Any) -> None:
        self.faults.append(ValueDoubtful(code, **context))

    def columns(self, record: Record) -> Record:
        place = self.territory
        exact = self.lon is not None
        return {
            "territory_id": place.territory_id if place else None,
            "arrondissement_id": place.territory_id if place and place.level == "arrondissement" else None,
            "declared_code": record.get("_arrondissement_code") or record.get("_place_code") or "",
            "declared_name": record.get("_place_name") or "",
            "declared_edition": self.edition,
            "geom": f"SRID=4326;POINT({self.lon} {self.lat})" if exact else None,
            "location_precision": "exact" if exact else ("commune" if place else "none"),
            "location_method": "coordinates" if exact else self.method,
            "location_evidence": self.evidence,
            "location_confidence": round(self.confidence, 3),
        }


class Locator:
    def __init__(self) -> None:
        self.gazetteer = Gazetteer()

    def locate(self, records: list[Record]) -> list[Where]:
        """One answer a record, points looked up together."""
        answers = [self._declared(record) for record in records]
        for record, where in zip(records, answers, strict=True):
            _coordinates(record, where)
        points = [(n, w.lon, w.lat) for n, w in enumerate(answers) if w.lon is not None]
        numbers, lons, lats = ([list(column) for column in zip(*points, strict=True)] if points else [[], [], []])
        for row in sql.rows("location/points.sql", {"numbers": numbers, "lons": lons, "lats": lats}):
            self._check_point(answers[row["number"]], row)
        for where in answers:
            if where.territory is None and not where.faults:
                where.doubt("place_missing", column="_place_code")
        return answers

    # -- the declared place

    def _declared(self, record: Record) -> Where:
        where = Where()
        declared = record.get("_arrondissement_code") or record.get("_place_code")
        coded = self._by_code(declared, where) if declared else None
        method = "code"
        if coded is None and (letters := _LETTERS.match(record.get("reference") or "")):
            coded, method = self.gazetteer.by_code(letters[2], "rokhas"), "rokhas"
        name = record.get("_place_name")
        if coded is not None:
            where.territory, where.edition, where.method = coded.place, coded.edition, method
            where.evidence, where.confidence = f"{method} {declared or record.get('reference')}", 1.0
            if name and not agrees(coded.place, name):
                where.confidence = 0.6
                where.doubt("code_name_disagree", value=name, column="_place_name", place=coded.place.code,
                            read=coded.place.name_fr)  # fmt: skip
        elif name:
            self._by_name(name, record.get("_province"), where)
        return where

    def _by_code(self, declared: str, where: Where) -> Coded | None:
        coded = self.gazetteer.by_code(declared)
        if coded is None:
            where.doubt("place_unknown", value=declared, column="_place_code")
            return None
        place = coded.place
        if place.level not in PLACES:
            above = self.gazetteer.by_id.get(place.commune_id) if place.commune_id else None
            if above is None:
                where.doubt("code_level", value=declared, column="_place_code", read=place.name_fr)
                return None
            coded = Coded(above, coded.edition, coded.current)
        elif not coded.current:
            where.doubt("code_superseded", value=declared, column="_place_code", read=place.code)
        return coded

    def _by_name(self, name: str, province: str | None, where: Where) -> None:
        above = self.gazetteer.province(province) if province else None
        found, sure = self.gazetteer.named(name, above.province_id if above else None)
        if not found:
            where.doubt("place_unknown", value=name, column="_place_name")
        elif len(found) > 1:
            candidates = ", ".join(f"{place.code} {place.name_fr}" for place in found[:6])
            where.evidence = f"candidats : {candidates}"
            where.doubt("place_homonym", value=name, column="_place_name", candidates=candidates)
        else:
            place = found[0]
            where.territory, where.method = place, "name" if sure >= 0.9 else "fuzzy_name"
            where.evidence, where.confidence = f"nom {name}", sure
            if where.method == "fuzzy_name":
                where.doubt("place_guessed", value=name, column="_place_name", read=f"{place.code} {place.name_fr}")

    # -- the point

    def _check_point(self, where: Where, row: dict[str, Any]) -> None:
        pair = f"{where.lon}, {where.lat}"
        inside = self.gazetteer.by_id.get(row["arrondissement_id"] or row["commune_id"])
        if inside is None:
            where.lon = where.lat = None
            where.doubt("point_at_sea" if row["at_sea"] else "point_outside", value=pair, column="_lon")
            return
        declared = where.territory
        if declared is None:
            where.territory, where.evidence, where.confidence = inside, f"point {pair}", 0.95
        elif declared.commune_id != inside.commune_id:
            where.confidence = 0.5
            where.doubt("point_outside_commune", value=pair, column="_lon", read=f"{inside.code} {inside.name_fr}",
                        place=f"{declared.code} {declared.name_fr}")  # fmt: skip
        else:
            # The point refines a city to its arrondissement, so that its own pilots see the file.
            where.territory = inside if declared.level == "commune" else declared


def _coordinates(record: Record, where: Where) -> None:
    """Keeps a pair that can be in the Kingdom; names the others."""
    given = [float(record[name]) if record.get(name) is not None else None for name in ("_lon", "_lat")]
    lon, lat = given
    if lon is None and lat is None:
        return
    pair = f"{lon}, {lat}"
    if lon is None or lat is None:
        where.doubt("coordinates_incomplete", value=pair, column="_lon")
    elif lon == 0 and lat == 0:
        where.doubt("coordinates_zero", value=pair, column="_lon")
    elif _inside(lon, lat):
        where.lon, where.lat = round(lon, 7), round(lat, 7)
    elif _inside(lat, lon):
        where.doubt("axes_swapped", value=pair, column="_lon", lon=lat, lat=lon)
    elif abs(lon) > 360 and abs(lat) > 360:
        where.doubt("not_degrees", value=pair, column="_lon")
    else:
        where.doubt("point_outside", value=pair, column="_lon")


def _inside(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH
