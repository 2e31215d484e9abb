"""How a raster is drawn and what its legend says: one table of colours for both."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from layers.indicators import classify
from layers.models import Raster

STEPS = 240
# Heights, as atlases draw them; in the look's muted tones.
RELIEF = ("#5E8C6A", "#9DB77F", "#D9D3A0", "#CFAE77", "#AB7E55", "#8A6552", "#EDE9E4")
RAMPS = {name: steps[7] for name, steps in classify.RAMPS.items()} | {"relief": RELIEF}


def _mix(ramp: tuple[str, ...], share: float) -> str:
    place = share * (len(ramp) - 1)
    at = min(int(place), len(ramp) - 2)
    low, high = (bytes.fromhex(colour[1:]) for colour in ramp[at : at + 2])
    mixed = (round(a + (b - a) * (place - at)) for a, b in zip(low, high, strict=True))
    return "#{:02X}{:02X}{:02X}".format(*mixed)


@lru_cache(maxsize=16)
def _gradient(name: str) -> tuple[str, ...]:
    return tuple(_mix(RAMPS[name], i / (STEPS - 1)) for i in range(STEPS))


def span(raster: Raster) -> tuple[float, float]:
    """The values at the two ends of the ramp: nearly all cells lie between; round numbers, so that they can be said."""
    stats = raster.current.stats if raster.current else {}
    low, high = stats.get("p2", 0.0), stats.get("p98", 1.0)
    if low >= high:
        low, high = stats.get("min", 0.0), stats.get("max", 1.0)
    if low >= high:
        return low, low + 1
    step = 10.0 ** math.floor(math.log10(high - low)) / 2
    return math.floor(low / step) * step, math.ceil(high / step) * step


def colours(raster: Raster) -> list[str]:
    if raster.kind == Raster.Kind.CLASSES:
        return [entry["color"] for entry in raster.classes]
    return list(_gradient(raster.ramp))


def indexes(raster: Raster, cells: np.ndarray, known: np.ndarray) -> np.ndarray:
    """For each cell the number of its colour (1…), 0 where it has no value or no class."""
    if raster.kind == Raster.Kind.CLASSES:
        found = _of_class(raster, cells)
    else:
        low, high = span(raster)
        share = (np.where(known, cells, low).astype(np.float64) - low) / (high - low)
        found = (np.clip(share, 0, 1) * (STEPS - 1)).round() + 1
    return np.where(known, found, 0).astype(np.uint8)


def _of_class(raster: Raster, cells: np.ndarray) -> np.ndarray:
    codes = np.array([entry["code"] for entry in raster.classes], np.int64)
    order = np.argsort(codes)
    with np.errstate(invalid="ignore"):
        whole = cells.astype(np.int64)
    at = np.clip(np.searchsorted(codes, whole, sorter=order), 0, len(codes) - 1)
    return np.where(codes[order[at]] == whole, order[at] + 1, 0)


def legend(raster: Raster, language: str) -> dict[str, Any]:
    """`key`: a colour and its words each; `ramp`: colours with the values at both ends and half-way."""
    base: dict[str, Any] = {"kind": "raster", "color": "#262E2D", "fill": "", "opacity": 1.0, "gathers": False}
    if raster.kind == Raster.Kind.CLASSES:
        present = (raster.current.stats.get("codes") if raster.current else None) or {}
        shown = [e for e in raster.classes if not present or str(e["code"]) in present]
        key = [{"color": e["color"], "title": class_title(e, language), "code": e["code"]} for e in shown]
        return {**base, "key": key, "unit": ""}
    low, high = span(raster)
    values = [low, (low + high) / 2, high]
    ramp = {"colors": list(RAMPS[raster.ramp]), "values": values}
    ends = [(RAMPS[raster.ramp][i], v) for i, v in zip((0, 3, 6), values, strict=True)]
    said = [{"color": colour, "title": f"{value:g} {raster.unit}".strip(), "code": None} for colour, value in ends]
    return {**base, "key": said, "ramp": ramp, "unit": raster.unit}


def class_title(entry: dict[str, Any], language: str) -> str:
    return (entry.get("ar") if language == "ar" else "") or str(entry["fr"])
