"""Where the Kingdom and its communes lie, coarse and in memory: enough to judge a whole file, not one point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from layers import sql

Floats = npt.NDArray[np.float64]
# Degrees: the outline is generalised, and a parcel may lie on a commune's limit.
SLACK = 0.02


@dataclass(frozen=True)
class Ground:
    """The Kingdom's outline and the box of each commune by HCP code: west, south, east, north."""

    outline: shapely.Geometry
    boxes: dict[str, tuple[float, float, float, float]]

    @classmethod
    def read(cls) -> Ground:
        parts = [shapely.from_wkb(bytes(row["outline"])) for row in sql.rows("location/outline.sql", {})]
        outline = shapely.union_all(shapely.make_valid(parts)).buffer(SLACK)
        shapely.prepare(outline)
        boxes = {
            row["code"]: (row["west"], row["south"], row["east"], row["north"])
            for row in sql.rows("location/boxes.sql", {})
        }
        return cls(outline, boxes)

    def inside(self, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
        sound = np.isfinite(lon) & np.isfinite(lat)
        return sound & shapely.contains_xy(self.outline, np.where(sound, lon, 0.0), np.where(sound, lat, 0.0))

    def boxes_of(self, codes: Sequence[str]) -> Floats:
        """One row a code; not-a-number where the code is unknown."""
        unknown = (np.nan,) * 4
        return np.array([self.boxes.get(code, unknown) for code in codes], dtype=float).reshape(-1, 4)


def within(lon: Floats, lat: Floats, boxes: Floats) -> npt.NDArray[np.bool_]:
    """Is each point in its own box? Comparisons with not-a-number are false."""
    west, south, east, north = boxes.T
    return (
        (lon >= west - SLACK) & (lon <= east + SLACK) & (lat >= south - SLACK) & (lat <= north + SLACK)
    )
