"""Which coordinate system is this file in? Asked once a sheet, of a sample of its first points (etl.crs judges)."""

from __future__ import annotations

import numpy as np

from etl.batch import Batch
from etl.crs import Reading, judge
from etl.errors import FileUnreadable
from etl.geometry import SAMPLE
from etl.ground import Ground
from etl.sheets import Headed
from layers.projections import WGS84

# Under this many points a table's bad coordinates are faults of their rows, not the system of the file.
ENOUGH = 5
_FAMILIAR = "EPSG:4326"


class Surveyor:
    def __init__(self) -> None:
        self._ground = Ground.read()

    def reading(self, rows: np.ndarray, batch: Batch, headed: Headed, declared: int | None) -> Reading:
        """`rows`: positions in the batch, x, y. A table's coordinates are degrees unless they cannot be."""
        vector = headed.raw.kind == "vector"
        if not vector and declared is None and len(rows) < ENOUGH:
            return Reading(WGS84)
        chosen = rows[np.linspace(0, len(rows) - 1, min(len(rows), SAMPLE)).astype(int)]
        at = chosen[:, 0].astype(int)
        codes = batch.text("_place_code").take(at).to_pylist()
        by_file = (headed.raw.crs_wkt or None) if vector else (None if declared else _FAMILIAR)
        verdict = judge(chosen[:, 1:], declared, by_file, self._ground, codes if any(codes) else None)
        for fault in verdict.faults:
            if isinstance(fault, FileUnreadable):
                if vector or fault.code == "crs_missing":
                    raise fault
                return Reading(WGS84)
            headed.notes.append(fault)  # type: ignore[arg-type]
        return verdict.reading or Reading(WGS84)
