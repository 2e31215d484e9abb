"""In which coordinates is this file? Declared, recognised by where its points would fall, or asked for.

A reading is one way to understand the numbers: a system, perhaps with axes swapped, perhaps after undoing a second
projection. One that puts the points in the Kingdom (better: in the communes the rows declare) is taken when no other
does; when several do, the person is asked. A displaced file is named and left where it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely

from etl.errors import Fault, FileUnreadable, Note
from etl.ground import Floats, Ground, within
from layers import projections
from layers.projections import MERCHICH, UTM, WEB_MERCATOR, WGS84, from_wgs84, name, srid_of, to_wgs84

# A reading that was not declared must place this share of the points; a declared one may hold more bad rows.
FITS, BELIEVED = 0.8, 0.5
FAMILIES = (frozenset(MERCHICH), frozenset(UTM))
# Degrees projected as if they were metres all fall on one spot this wide.
SPOT_DEGREES = 0.001
LARGEST_DEGREES = 360
SHIFTS_KM = np.arange(-60.0, 61.0, 2.0)
KM_PER_DEGREE = 111.2
MIN_COMMUNES = 3
_WINDS = (
    ("l’est", "الشرق"), ("le nord-est", "الشمال الشرقي"), ("le nord", "الشمال"), ("le nord-ouest", "الشمال الغربي"),
    ("l’ouest", "الغرب"), ("le sud-ouest", "الجنوب الغربي"), ("le sud", "الجنوب"), ("le sud-est", "الجنوب الشرقي"),
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    srid: int
    swapped: bool = False
    undone: int = 0

    def lonlat(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        first, second = (y, x) if self.swapped else (x, y)
        if self.undone:
            first, second = from_wgs84(first, second, self.undone)
        return to_wgs84(first, second, self.srid)

    def shapes(self, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """Geometries of the file in WGS84."""
        if not self.swapped and not self.undone:
            return projections.shapes_to_wgs84(shapes, self.srid)
        return np.asarray(shapely.transform(shapes, self.lonlat, interleaved=False))

    @property
    def title(self) -> str:
        return f"{name(self.undone)} → {name(self.srid)}" if self.undone else name(self.srid)


PLAIN = tuple(Reading(srid) for srid in projections.KNOWN)
SWAPPED = tuple(Reading(srid, swapped=True) for srid in projections.KNOWN)
DOUBLE = tuple(
    Reading(srid, undone=undone)
    for undone in projections.KNOWN[1:]
    for srid in ((WGS84, WEB_MERCATOR) if undone in MERCHICH else (WGS84,))
)


@dataclass(frozen=True)
class Verdict:
    """How to read the file. With a `FileUnreadable` among the faults there is no reading: the person is asked."""

    reading: Reading | None
    confidence: float
    faults: tuple[Fault, ...] = ()

    @property
    def srid(self) -> int | None:
        return self.reading.srid if self.reading else None


@dataclass(frozen=True)
class Sample:
    """Points of the file and, where rows declare one, the box of their commune."""

    x: Floats
    y: Floats
    ground: Ground
    boxes: Floats = field(default_factory=lambda: np.empty((0, 4)))
    communes: int = 0

    @property
    def declares(self) -> bool:
        return self.communes > 0

    def share(self, reading: Reading) -> float:
        """The part of the points this reading puts where they should be."""
        if not self._possible(reading):
            return 0.0
        lon, lat = reading.lonlat(self.x, self.y)
        if not self.declares:
            return float(self.ground.inside(lon, lat).mean())
        told = ~np.isnan(self.boxes[:, 0])
        return float(within(lon[told], lat[told], self.boxes[told]).mean())

    def _possible(self, reading: Reading) -> bool:
        """Degrees are small, metres are not: else any degree would lie near the origin of some zone."""
        small = bool(np.median(np.abs(self.x)) <= LARGEST_DEGREES and np.median(np.abs(self.y)) <= LARGEST_DEGREES)
        return small == (reading.undone > 0 or reading.srid == WGS84)

    def on_one_spot(self) -> bool:
        return bool(len(self.x) > 1 and max(np.ptp(self.x), np.ptp(self.y)) < SPOT_DEGREES)


def judge(
    points: npt.ArrayLike,
    declared: int | None,
    declared_by_file: str | None,
    ground: Ground,
    codes: Sequence[str] | None = None,
) -> Verdict:
    """`points`: a sample, n × 2, as the file writes them. `declared`: chosen by the person, who is believed before the
    file. `codes`: current HCP codes of the communes the same rows declare, empty where unknown."""
    sample = _sample(points, ground, codes)
    told = declared or (srid_of(declared_by_file) if declared_by_file else None)
    if declared_by_file and told is None:
        return Verdict(None, 0.0, (FileUnreadable("crs_unsupported", value=declared_by_file.split(",")[0]),))
    if not len(sample.x):
        return Verdict(Reading(told or WGS84), 0.0)
    if found := _projected_twice(sample):
        return found
    if told is None:
        return _recognised(sample)
    given = Reading(told)
    share = sample.share(given)
    if share >= BELIEVED:
        return Verdict(given, share)
    return _otherwise(sample, given)


def _sample(points: npt.ArrayLike, ground: Ground, codes: Sequence[str] | None) -> Sample:
    pairs = np.asarray(points, dtype=float).reshape(-1, 2)
    sound = np.isfinite(pairs).all(axis=1)
    kept = pairs[sound]
    if codes is None:
        return Sample(kept[:, 0], kept[:, 1], ground)
    boxes = ground.boxes_of(codes)[sound]
    known = {code for code, here in zip(codes, sound, strict=True) if here and code in ground.boxes}
    # A few codes in a file say nothing of the rest.
    enough = bool(len(boxes)) and float((~np.isnan(boxes[:, 0])).mean()) >= BELIEVED
    return Sample(kept[:, 0], kept[:, 1], ground, boxes, len(known) if enough else 0)


def _projected_twice(sample: Sample) -> Verdict | None:
    if not sample.on_one_spot():
        return None
    fitting = [reading for reading in DOUBLE if sample.share(reading) >= FITS]
    if len(fitting) != 1:
        return None
    return Verdict(fitting[0], 0.9, (Note("crs_double_projection", read=fitting[0].title),))


def _recognised(sample: Sample) -> Verdict:
    """Nothing was declared: one system fits, or the person is asked."""
    fitting = [reading for reading in PLAIN if sample.share(reading) >= FITS]
    if len(fitting) == 1:
        return Verdict(fitting[0], 0.9, (Note("crs_detected", read=fitting[0].title),))
    if fitting:
        return _asked(fitting)
    turned = [reading for reading in SWAPPED if sample.share(reading) >= FITS]
    if len(turned) == 1:
        return Verdict(turned[0], 0.8, (Note("axes_swapped_file", read=turned[0].title),))
    if turned:
        return _asked(turned)
    first = f"{sample.x[0]:.6g}, {sample.y[0]:.6g}"
    return Verdict(None, 0.0, (FileUnreadable("crs_unknown", value=first),))


def _otherwise(sample: Sample, given: Reading) -> Verdict:
    """The declared system puts the points nowhere: what does, if one thing only does?"""
    others = [reading for reading in PLAIN if reading != given and sample.share(reading) >= FITS]
    kin = [r for r in others if any({r.srid, given.srid} <= family for family in FAMILIES)]
    chosen = kin if len(kin) == 1 else others
    if len(chosen) == 1:
        code = "crs_wrong_zone" if kin else "crs_mislabelled"
        return Verdict(chosen[0], 0.8, (Note(code, value=name(given.srid), read=chosen[0].title),))
    if others:
        return _asked(others)
    for readings, code in (((Reading(given.srid, swapped=True), *SWAPPED), "axes_swapped_file"), (DOUBLE, "")):
        fitting = list(dict.fromkeys(reading for reading in readings if sample.share(reading) >= FITS))
        if fitting and (len(fitting) == 1 or fitting[0].srid == given.srid):
            note = Note(code or "crs_double_projection", read=fitting[0].title)
            return Verdict(fitting[0], 0.8, (note,))
    return _displaced(sample, given)


def _asked(readings: list[Reading]) -> Verdict:
    candidates = ", ".join(reading.title for reading in readings)
    return Verdict(None, 0.0, (FileUnreadable("crs_missing", candidates=candidates),))


def _displaced(sample: Sample, given: Reading) -> Verdict:
    """Every point off by the same vector. It takes several communes to tell this from one wrong code."""
    if not sample._possible(given):
        first = f"{sample.x[0]:.6g}, {sample.y[0]:.6g}"
        return Verdict(None, 0.0, (FileUnreadable("crs_unknown", value=first),))
    if sample.communes < MIN_COMMUNES:
        return Verdict(given, 0.3)
    lon, lat = given.lonlat(sample.x, sample.y)
    told = ~np.isnan(sample.boxes[:, 0]) & np.isfinite(lon) & np.isfinite(lat)
    lon, lat, boxes = lon[told], lat[told], sample.boxes[told]
    east, north = (grid.ravel() for grid in np.meshgrid(SHIFTS_KM, SHIFTS_KM))
    shares = _shares_after(lon, lat, boxes, east, north)
    if not len(lon) or shares.max() < FITS:
        return Verdict(given, 0.3)
    best = shares == shares.max()
    # The file lies where the repair would come from.
    away_east, away_north = -east[best].mean(), -north[best].mean()
    wind = _WINDS[round(float(np.degrees(np.arctan2(away_north, away_east))) / 45) % 8]
    km = max(1, round(float(np.hypot(away_east, away_north))))
    return Verdict(given, 0.5, (Note("file_displaced", km=km, direction=wind[0], direction_ar=wind[1]),))


def _shares_after(lon: Floats, lat: Floats, boxes: Floats, east: Floats, north: Floats) -> Floats:
    """The part of the points in their commune after each shift (km)."""
    per_km = 1 / KM_PER_DEGREE
    moved_lat = lat[None, :] + north[:, None] * per_km
    moved_lon = lon[None, :] + east[:, None] * per_km / np.cos(np.radians(lat))[None, :]
    return np.asarray(within(moved_lon, moved_lat, boxes).mean(axis=1), dtype=float)
