"""Where are these records? Coordinates, parcel, locality, declared code, then name: each with its evidence.

Nothing is moved: a point outside its declared commune is kept and flagged; swapped axes are named with the repaired
pair as a suggestion, and the record stays at its commune until someone confirms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl import grid
from etl.batch import Batch
from etl.errors import Fault, RowRefused, ValueDoubtful
from etl.gazetteer import PLACES, Coded, Gazetteer, Place, agrees
from etl.land import Land

WEST, SOUTH, EAST, NORTH = -17.3, 20.6, -0.9, 36.1
_LETTERS = r"^[A-Z]+(?:-A[NP])?-[A-Z]{4}-(?P<commune>[A-Z]{4})-"
_LEVELS = {level: number for number, level in enumerate(sorted(PLACES), 1)}
_DECLARED = ("_arrondissement_code", "_place_code", "_place_name", "_province", "_letters")


@dataclass
class Declared:
    """What a combination of declared codes and names means; met once, it answers every row that repeats it."""

    territory: Place | None = None
    edition: str = ""
    method: str = ""
    evidence: str = ""
    confidence: float = 0.0
    faults: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def doubt(self, code: str, **context: Any) -> None:
        self.faults.append((code, context))


@dataclass
class Places:
    """The declared place of each row of a batch: `answers[number[row]]`, and its ids as arrays (0: none)."""

    answers: list[Declared]
    number: np.ndarray
    territory: np.ndarray

    def of(self, row: int) -> Place | None:
        return self.answers[self.number[row]].territory

    def told(self, name: str, kind: pa.DataType) -> pa.Array:
        return pa.array([getattr(answer, name) for answer in self.answers], kind).take(pa.array(self.number))


# What a position may rest on: how fine it is, by which method it was found.
_WAYS = (("exact", "coordinates"), ("exact", "geometry"), ("parcel", "parcel"), ("locality", "locality"))


@dataclass
class Points:
    """One position a row, NaN where there is none; `way` says what it rests on (a position in `_WAYS`)."""

    lon: np.ndarray
    lat: np.ndarray
    way: np.ndarray
    sure: np.ndarray

    @classmethod
    def none(cls, count: int) -> Points:
        return cls(np.full(count, np.nan), np.full(count, np.nan), np.zeros(count, np.int8), np.ones(count))

    def put(self, rows: Any, lon: Any, lat: Any, precision: str, method: str) -> None:
        self.lon[rows], self.lat[rows] = lon, lat
        self.way[rows] = _WAYS.index((precision, method))

    def drop(self, row: int) -> None:
        self.lon[row] = self.lat[row] = np.nan

    @property
    def known(self) -> np.ndarray:
        return ~np.isnan(self.lon)

    @property
    def exact(self) -> np.ndarray:
        """Rows whose position, if they have one, is their own."""
        return np.array([precision == "exact" for precision, _ in _WAYS])[self.way]


class Locator:
    """`free` returns when the connection may be used; what is known of declared places and land lasts a run."""

    def __init__(self, free: Callable[[], None] = lambda: None, any_level: bool = False) -> None:
        self.gazetteer, self._any_level = Gazetteer(), any_level
        self.grid = grid.current()
        self.land = Land(free)
        self._met: dict[tuple[str, ...], Declared] = {}
        places = self.gazetteer.by_id
        size = max(places, default=0) + 1
        self._commune_of, self._level = np.zeros(size, np.int64), np.zeros(size, np.int8)
        for number, place in places.items():
            self._commune_of[number], self._level[number] = place.commune_id or 0, _LEVELS.get(place.level, 0)

    def locate(self, batch: Batch, points: Points) -> None:
        """Adds the columns of the place to the batch. `points` may come with positions taken from a geometry."""
        declared = self._declared(batch)
        _coordinates(batch, points)
        self.land.place(batch, points, declared)
        self._localities(batch, points, declared)
        territory, elsewhere = self._settle(batch, points, declared)
        self.land.link(batch, points, elsewhere)
        batch.columns |= self._columns(batch, points, declared, territory, elsewhere)

    # -- the declared place

    def _declared(self, batch: Batch) -> Places:
        letters = pc.struct_field(pc.extract_regex(batch.text(batch.table.key), _LETTERS), "commune")
        batch.columns["_letters"] = pc.fill_null(letters, "")
        columns = [batch.text(name) for name in _DECLARED]
        coded = pc.binary_join_element_wise(*columns, "\x1f").dictionary_encode()
        answers = [self._meaning(tuple(text.split("\x1f"))) for text in coded.dictionary.to_pylist()]
        number = coded.indices.to_numpy()
        ids = np.array(
            [answer.territory.territory_id if answer.territory else 0 for answer in answers], np.int64
        )
        doubted = np.array([bool(answer.faults) for answer in answers])[number] & ~batch.refused
        for row in np.flatnonzero(doubted).tolist():
            for code, context in answers[number[row]].faults:
                batch.add(row, ValueDoubtful(code, **context))
        return Places(answers, number, ids[number])

    def _meaning(self, words: tuple[str, ...]) -> Declared:
        if words not in self._met:
            self._met[words] = self._look_up(dict(zip(_DECLARED, words, strict=True)))
        return self._met[words]

    def _look_up(self, words: dict[str, str]) -> Declared:
        where = Declared()
        declared, name = words["_arrondissement_code"] or words["_place_code"], words["_place_name"]
        coded, method = (self._by_code(declared, where) if declared else None), "code"
        if coded is None and words["_letters"]:
            coded, method = self.gazetteer.by_code(words["_letters"], "rokhas"), "rokhas"
        if coded is not None:
            where.territory, where.edition, where.method = coded.place, coded.edition, method
            where.evidence, where.confidence = f"{method} {declared or words['_letters']}", 1.0
            if name and not agrees(coded.place, name):
                where.confidence = 0.6
                where.doubt("code_name_disagree", value=name, column="_place_name", place=coded.place.code,
                            read=coded.place.name_fr)  # fmt: skip
        elif name:
            self._by_name(name, words["_province"], where)
        return where

    def _by_code(self, declared: str, where: Declared) -> Coded | None:
        coded = self.gazetteer.by_code(declared) or self.gazetteer.by_code(declared, "gid")
        if coded is None:
            where.doubt("place_unknown", value=declared, column="_place_code")
            return None
        place = coded.place
        if place.level not in PLACES and self._any_level:
            return coded
        if place.level not in PLACES:
            above = self.gazetteer.by_id.get(place.commune_id) if place.commune_id else None
            if above is None:
                where.doubt("code_level", value=declared, column="_place_code", read=place.name_fr)
                return None
            coded = Coded(above, coded.edition, coded.current)
        elif not coded.current:
            where.doubt("code_superseded", value=declared, column="_place_code", read=place.code)
        return coded

    def _by_name(self, name: str, province: str, where: Declared) -> None:
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
                where.doubt(
                    "place_guessed", value=name, column="_place_name", read=f"{place.code} {place.name_fr}"
                )

    # -- a locality instead of coordinates

    def _localities(self, batch: Batch, points: Points, declared: Places) -> None:
        """A douar or locality of the gazetteer, within the declared commune."""
        column = batch.columns.get("_locality")
        if column is None:
            return
        for row in np.flatnonzero(
            ~points.known & ~batch.refused & column.is_valid().to_numpy(False)
        ).tolist():
            place = declared.of(row)
            spots, sure = self.gazetteer.locality(column[row].as_py(), place.commune_id) if place else ([], 0.0)
            if len(spots) == 1:
                points.put(row, spots[0].lon, spots[0].lat, "locality", "locality")
                points.sure[row] = sure

    # -- the point against the declared place

    def _settle(self, batch: Batch, points: Points, declared: Places) -> tuple[np.ndarray, np.ndarray]:
        """The territory of each row (declared, found by the point, or declared and refined by it); and which differ."""
        own, inside = declared.territory, np.zeros(len(batch), np.int64)
        at = np.flatnonzero(points.known & ~batch.refused)
        commune, arrondissement = self.grid.locate(points.lon[at], points.lat[at])
        inside[at] = np.where(arrondissement > 0, arrondissement, commune)
        for row in at[inside[at] == 0].tolist():
            self._lost(batch, points, row)
        elsewhere = (own > 0) & (inside > 0) & (self._commune_of[own] != self._commune_of[inside])
        for row in np.flatnonzero(elsewhere).tolist():
            place, said = self.gazetteer.by_id[inside[row]], self.gazetteer.by_id[own[row]]
            batch.add(row, ValueDoubtful("point_outside_commune", value=_pair(points, row), column=_where(batch),
                      read=f"{place.code} {place.name_fr}", place=f"{said.code} {said.name_fr}"))  # fmt: skip
        # The point refines a city to its arrondissement, so that its own pilots see the file.
        refined = (inside > 0) & ~elsewhere & ((own == 0) | (self._level[own] == _LEVELS["commune"]))
        territory = np.where(refined, inside, own)
        for row in np.flatnonzero((territory == 0) & ~batch.refused).tolist():
            unknown = next((fault for fault in batch.faults.get(row, ()) if fault.code == "place_unknown"), None)
            if batch.table.needs_place and unknown is not None:
                batch.add(row, self._needed(batch, row, unknown))
            elif not batch.faults.get(row):
                batch.add(row, ValueDoubtful("place_missing", column="_place_code"))
        return territory, elsewhere

    def _needed(self, batch: Batch, row: int, unknown: Fault) -> RowRefused:
        """It waits, with the communes that its code or its name comes nearest to."""
        code, name = (batch.text(column)[row].as_py() or "" for column in ("_place_code", "_place_name"))
        near = ", ".join(f"{place.code} {place.name_fr}" for place in self.gazetteer.nearest(code, name))
        return RowRefused("place_needed", value=unknown.value, column=unknown.column, candidates=near)

    def _lost(self, batch: Batch, points: Points, row: int) -> None:
        code = "point_at_sea" if self.grid.at_sea(points.lon[row], points.lat[row]) else "point_outside"
        batch.add(row, ValueDoubtful(code, value=_pair(points, row), column=_where(batch)))
        points.drop(row)

    def _columns(
        self, batch: Batch, points: Points, declared: Places, territory: np.ndarray, elsewhere: np.ndarray
    ) -> dict[str, pa.Array]:
        drawn, placed = pa.array(points.known), territory > 0
        local = pa.array(self._level[territory] > 0)
        by_point = points.known & (declared.territory == 0)
        fine, found = (pa.array(part).take(pa.array(points.way)) for part in zip(*_WAYS, strict=True))
        precision = pc.if_else(drawn, fine, pc.if_else(local, "commune", "none"))
        method = pc.if_else(drawn, found, declared.told("method", pa.string()))
        told = declared.told("confidence", pa.float64()).to_numpy()
        sure = np.where(elsewhere, 0.5, np.minimum(points.sure, told))
        part = self._level[territory] == _LEVELS["arrondissement"]
        evidence = pc.if_else(pa.array(by_point), "point", declared.told("evidence", pa.string()))
        finer, coarser = batch.text("_arrondissement_code"), batch.text("_place_code")
        return {
            "territory_id": pa.array(territory, pa.int64(), mask=~placed),
            "arrondissement_id": pa.array(territory, pa.int64(), mask=~part),
            "declared_code": pc.if_else(pc.equal(finer, ""), coarser, finer),
            "declared_name": batch.text("_place_name"),
            "declared_edition": declared.told("edition", pa.string()),
            "location_precision": precision,
            "location_method": method,
            "location_evidence": evidence,
            "location_confidence": pa.array(np.round(np.where(by_point, 0.95, sure), 3), pa.float64()),
        }


def _where(batch: Batch) -> str:
    return next((name for name in ("_lon", "_wkt") if name in batch.columns), "geom")


def _pair(points: Points, row: int) -> str:
    return f"{points.lon[row]}, {points.lat[row]}"


def _coordinates(batch: Batch, points: Points) -> None:
    """Keeps a pair that can be in the Kingdom; names the others."""
    if "_lon" not in batch.columns and "_lat" not in batch.columns:
        return
    lon, lat = (_floats(batch, name) for name in ("_lon", "_lat"))
    inside = _inside(lon, lat)
    rows = np.flatnonzero(inside)
    points.put(rows, np.round(lon[rows], 7), np.round(lat[rows], 7), "exact", "coordinates")
    for row in np.flatnonzero(~inside & ~(np.isnan(lon) & np.isnan(lat)) & ~batch.refused).tolist():
        batch.add(row, _named(float(lon[row]), float(lat[row])))


def _named(lon: float, lat: float) -> ValueDoubtful:
    pair = ", ".join("None" if np.isnan(part) else str(part) for part in (lon, lat))
    if np.isnan(lon) or np.isnan(lat):
        return ValueDoubtful("coordinates_incomplete", value=pair, column="_lon")
    if lon == 0 and lat == 0:
        return ValueDoubtful("coordinates_zero", value=pair, column="_lon")
    if _inside(np.array([lat]), np.array([lon]))[0]:
        return ValueDoubtful("axes_swapped", value=pair, column="_lon", lon=lat, lat=lon)
    if abs(lon) > 360 and abs(lat) > 360:
        return ValueDoubtful("not_degrees", value=pair, column="_lon")
    return ValueDoubtful("point_outside", value=pair, column="_lon")


def _floats(batch: Batch, name: str) -> np.ndarray:
    found = batch.columns.get(name)
    if found is None:
        return np.full(len(batch), np.nan)
    return pc.fill_null(pc.cast(found, pa.float64()), np.nan).to_numpy()


def _inside(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)
