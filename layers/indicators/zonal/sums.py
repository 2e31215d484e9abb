"""What a raster's cells add up to in each shape of a coverage, weighed by their true surface; strip by strip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rasterio.windows import Window

from layers.indicators.zonal.coverage import Coverage
from layers.services.raster.grid import Grid
from layers.services.raster.prepare import valid

# Cells of a strip: a few hundred megabytes at most with all that is derived from them.
_STRIP_CELLS = 2_000_000


@dataclass
class Sums:
    """One row a shape. `area` (m²) of valid cells, `weighted` value × area, `total` value × fraction, extremes;
    `classes`: area by code."""

    area: np.ndarray
    weighted: np.ndarray
    total: np.ndarray
    low: np.ndarray
    high: np.ndarray
    classes: dict[int, np.ndarray] = field(default_factory=dict)

    @classmethod
    def none(cls, shapes: int) -> Sums:
        zero = np.zeros(shapes)
        return cls(zero, zero.copy(), zero.copy(), np.full(shapes, np.inf), np.full(shapes, -np.inf))

    def gathered(self, groups: np.ndarray, members: np.ndarray, count: int) -> Sums:
        """Sums of groups of shapes: pairs (group, member)."""
        found = Sums.none(count)
        for name in ("area", "weighted", "total"):
            np.add.at(getattr(found, name), groups, getattr(self, name)[members])
        np.minimum.at(found.low, groups, self.low[members])
        np.maximum.at(found.high, groups, self.high[members])
        for code, area in self.classes.items():
            found.classes[code] = np.bincount(groups, area[members], count)
        return found


def _silent(share: float) -> None:
    """Nobody waits."""


def add_up(
    file: Any,
    grid: Grid,
    coverage: Coverage,
    shapes: int,
    *,
    classes: bool,
    progress: Callable[[float], None] = _silent,
) -> Sums:
    """`file`: an open dataset on `grid`. Memory follows the strip, not the raster."""
    sums = Sums.none(shapes)
    rows = max(1, _STRIP_CELLS // grid.width)
    # Whole blocks: none is decoded twice.
    block = file.block_shapes[0][0]
    rows = max(block, rows // block * block)
    for first in range(0, grid.height, rows):
        last = min(first + rows, grid.height)
        part = _within(coverage, first * grid.width, last * grid.width)
        if part is not None:
            cells = file.read(1, window=Window(0, first, grid.width, last - first))
            _add(sums, cells, grid, (first, last), part, classes)
        progress(last / grid.height)
    return sums


def _within(coverage: Coverage, begin: int, end: int) -> Coverage | None:
    """The runs and cut cells of some rows, numbered from the first of them; a run never crosses a row."""
    a, b = np.searchsorted(coverage.start, [begin, end])
    c, d = np.searchsorted(coverage.cell, [begin, end])
    if a == b and c == d:
        return None
    return Coverage(
        coverage.start[a:b] - begin,
        coverage.length[a:b],
        coverage.shape[a:b],
        coverage.cell[c:d] - begin,
        coverage.fraction[c:d],
        coverage.owner[c:d],
    )


def _add(
    sums: Sums, cells: np.ndarray, grid: Grid, rows: tuple[int, int], part: Coverage, classes: bool
) -> None:
    count = len(sums.area)
    flat = cells.ravel()
    known = valid(flat, grid.nodata)
    values = flat if known.all() else np.where(known, flat, flat.dtype.type(0))
    row_area = grid.row_areas()
    areas = None if row_area is not None else grid.areas(*rows).ravel()
    run_area = None if row_area is None else row_area[rows[0] + part.start // grid.width]
    cut_area = areas[part.cell] if areas is not None else row_area[rows[0] + part.cell // grid.width]  # type: ignore[index]
    weight = part.fraction * cut_area * known[part.cell]
    if classes:
        _add_classes(sums, values, known, part, (run_area, areas, weight))
        return
    cut = values[part.cell].astype(np.float64)
    sums.area += np.bincount(part.owner, weight, count)
    sums.weighted += np.bincount(part.owner, weight * cut, count)
    sums.total += np.bincount(part.owner, part.fraction * known[part.cell] * cut, count)
    seen = known[part.cell]
    np.minimum.at(sums.low, part.owner[seen], cut[seen])
    np.maximum.at(sums.high, part.owner[seen], cut[seen])
    if len(part.start):
        _add_runs(sums, values, known, part, run_area, areas)


def _add_runs(
    sums: Sums, values: np.ndarray, known: np.ndarray, part: Coverage, run_area: Any, areas: Any
) -> None:
    """Whole cells: one pass of the array, a sum a run."""
    count, shape = len(sums.area), part.shape
    all_known = bool(known.all())
    # Pairs of bounds; what lies between two runs is summed too, and skipped.
    bounds = np.column_stack([part.start, part.start + part.length]).ravel()
    bounds = bounds[:-1] if bounds[-1] >= len(values) else bounds

    def runs(array: np.ndarray, how: Any = np.add, **more: Any) -> np.ndarray:
        return how.reduceat(array, bounds, **more)[::2]

    total = runs(values, dtype=np.float64)
    number = part.length.astype(np.float64) if all_known else runs(known, dtype=np.int64)
    if run_area is not None:
        area, weighted = number * run_area, total * run_area
    else:
        area = runs(areas if all_known else areas * known)
        weighted = runs(areas * values)
    sums.area += np.bincount(shape, area, count)
    sums.weighted += np.bincount(shape, weighted, count)
    sums.total += np.bincount(shape, total, count)
    np.minimum.at(sums.low, shape, runs(values if all_known else np.where(known, values, np.inf), np.minimum))
    np.maximum.at(sums.high, shape, runs(values if all_known else np.where(known, values, -np.inf), np.maximum))


def _add_classes(
    sums: Sums, values: np.ndarray, known: np.ndarray, part: Coverage, weights: tuple[Any, Any, Any]
) -> None:
    """Area by shape and code: whole cells laid out beside the cut ones, then one count."""
    count = len(sums.area)
    run_area, areas, cut_weight = weights
    inside = np.repeat(part.start - (np.cumsum(part.length) - part.length), part.length) + np.arange(part.length.sum())
    cell = np.concatenate([inside, part.cell])
    owner = np.concatenate([np.repeat(part.shape, part.length), part.owner])
    whole = np.repeat(run_area, part.length) if run_area is not None else areas[inside]
    weight = np.concatenate([whole * known[inside], cut_weight])
    codes, place = np.unique(values[cell], return_inverse=True)
    table = np.bincount(owner * len(codes) + place, weight, count * len(codes)).reshape(count, len(codes))
    sums.area += table.sum(axis=1)
    for code, area in zip(codes.tolist(), table.T, strict=True):
        if area.any():
            sums.classes[int(code)] = sums.classes.get(int(code), 0) + area
