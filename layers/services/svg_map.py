"""Maps drawn on the server as inline SVG: no script, no tile, no request; they print and reach weak lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from layers import sql
from layers.bands import band_of

WORLD_M = 2 * math.pi * 6378137
TILE = 512
CLIP_MARGIN = 12  # units beyond the frame, so that a clipped edge is never drawn inside it
RADIUS_M = 6378137


@dataclass(frozen=True)
class Frame:
    """A drawing of `width` × `height` units over a rectangle of the EPSG:3857 plane."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    @property
    def band(self) -> int:
        return band_of(int(math.log2(WORLD_M * self.scale / TILE)))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Drawing units of a point in metres."""
        return round((x - self.left) * self.scale, 1), round((self.top - y) * self.scale, 1)

    def inside(self, x: float, y: float, margin: float = 0) -> bool:
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    def degrees(self) -> dict[str, float]:
        """The rectangle drawn, in degrees WGS84."""
        right, bottom = self.left + self.width / self.scale, self.top - self.height / self.scale
        west, east = (math.degrees(x / RADIUS_M) for x in (self.left, right))
        south, north = (math.degrees(math.atan(math.sinh(y / RADIUS_M))) for y in (bottom, self.top))
        return {"west": west, "south": south, "east": east, "north": north}

    def ground_m(self) -> float:
        """Metres on the ground of one unit at the middle of the drawing: Mercator stretches away from the equator."""
        middle = self.top - self.height / self.scale / 2
        return 1 / (self.scale * math.cosh(middle / RADIUS_M))

    def box(self) -> dict[str, float]:
        margin = CLIP_MARGIN / self.scale
        return {
            "west": self.left - margin,
            "east": self.left + self.width / self.scale + margin,
            "north": self.top + margin,
            "south": self.top - self.height / self.scale - margin,
        }


def metres(bbox: tuple[float, float, float, float]) -> dict[str, float]:
    """West, south, east, north in degrees as an extent of the EPSG:3857 plane."""
    west, south, east, north = bbox
    up = [RADIUS_M * math.asinh(math.tan(math.radians(lat))) for lat in (south, north)]
    return {
        "west": RADIUS_M * math.radians(west),
        "south": up[0],
        "east": RADIUS_M * math.radians(east),
        "north": up[1],
    }


def frame_around(extent: dict[str, float], width: float, height: float, margin: float) -> Frame:
    """The frame that shows an extent whole, centred, `margin` units from the edges."""
    wide, tall = extent["east"] - extent["west"], extent["north"] - extent["south"]
    scale = min((width - 2 * margin) / max(wide, 1), (height - 2 * margin) / max(tall, 1))
    centre_x, centre_y = (extent["east"] + extent["west"]) / 2, (extent["north"] + extent["south"]) / 2
    return Frame(centre_x - width / scale / 2, centre_y + height / scale / 2, scale, width, height)


# Denominators that cartographers use, one decade of them.
_ROUND = (1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10)


def at_round_scale(frame: Frame) -> tuple[Frame, int]:
    """The same middle at the next round scale that still shows all of it; drawing units are millimetres. Also its
    denominator, which holds at the middle of the drawing: Mercator grows towards the north."""
    wanted = frame.ground_m() * 1000
    power = 10 ** math.floor(math.log10(wanted))
    denominator = round(next(step for step in _ROUND if step * power >= wanted * (1 - 1e-9)) * power)
    scale = frame.scale * wanted / denominator
    centre_x = frame.left + frame.width / frame.scale / 2
    centre_y = frame.top - frame.height / frame.scale / 2
    left, top = centre_x - frame.width / scale / 2, centre_y + frame.height / scale / 2
    return Frame(left, top, scale, frame.width, frame.height), denominator


def frame_of(code: str, width: float, height: float, margin: float) -> Frame | None:
    """None for a territory without a limit."""
    extent = sql.one("territory/svg_extent.sql", {"code": code})
    return frame_around(extent, width, height, margin) if extent else None


def shapes(
    frame: Frame,
    level: str,
    codes: Sequence[str] | None = None,
    *,
    band: int | None = None,
    step: float = 0.1,
) -> list[dict[str, Any]]:
    """Territories of a level inside the frame, each with its path data on a grid of `step` units."""
    params = {
        **frame.box(),
        "left": frame.left,
        "top": frame.top,
        "scale": frame.scale,
        "level": level,
        "codes": list(codes) if codes is not None else None,
        "band": band or frame.band,
        "step": step,
    }
    return [row for row in sql.rows("territory/svg_shapes.sql", params) if row["path"]]


def labels(
    frame: Frame, codes: Iterable[str], within: str | None = None, towns: int = 0
) -> list[dict[str, Any]]:
    """Places to write, in drawing units; those outside the frame are left out."""
    rows = sql.rows("territory/svg_labels.sql", {"codes": list(codes), "within": within, "towns": towns})
    placed = []
    for row in rows:
        row["x"], row["y"] = frame.at(row["x"], row["y"])
        if frame.inside(row["x"], row["y"], margin=8):
            placed.append(row)
    return placed


def scale_bar(frame: Frame, most: float = 90) -> dict[str, float]:
    """The longest round distance that fits `most` units: {"km", "width"}."""
    longest_km = most * frame.ground_m() / 1000
    power = 10 ** math.floor(math.log10(longest_km))
    km = max(step * power for step in (1, 2, 5) if step * power <= longest_km)
    return {"km": km, "width": round(km * 1000 / frame.ground_m(), 1)}


def class_of(value: float | None, breaks: Sequence[float]) -> int:
    """Class of a value, 1 to n, each class holding its lower limit and the last one both; 0 = no data."""
    if value is None:
        return 0
    return next((n for n, upper in enumerate(breaks[1:], 1) if value < upper), len(breaks) - 1)
