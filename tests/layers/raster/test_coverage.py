"""Fractions of cells: against intersections computed one by one, against exactextract, and among themselves."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from affine import Affine
from exactextract import exact_extract
from exactextract.feature import JSONFeatureSource
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.indicators.zonal.coverage import Coverage, cover

# A cell is a unit square, north up: column x, row from y = 20 downwards.
SIDE = 20
TO_CELL = Affine(1, 0, 0, 0, -1, SIDE)


def fractions(coverage: Coverage, shape: int) -> np.ndarray:
    found = np.zeros(SIDE * SIDE)
    for start, length, owner in zip(coverage.start, coverage.length, coverage.shape, strict=True):
        if owner == shape:
            found[start : start + length] += 1
    mine = coverage.owner == shape
    np.add.at(found, coverage.cell[mine], coverage.fraction[mine])
    return found.reshape(SIDE, SIDE)


def by_hand(shape: shapely.Geometry) -> np.ndarray:
    column, row = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    cells = shapely.box(column, SIDE - row - 1, column + 1, SIDE - row)
    return shapely.area(shapely.intersection(cells, shape))


def star(
    seed: int, corners: int, centre: tuple[float, float] = (10, 10), reach: float = 9
) -> shapely.Geometry:
    random = np.random.default_rng(seed)
    angle = np.sort(random.uniform(0, 2 * np.pi, corners))
    length = random.uniform(0.2, 1, corners) * reach
    return shapely.Polygon(
        np.column_stack([centre[0] + length * np.cos(angle), centre[1] + length * np.sin(angle)])
    )


SHAPES = {
    "on the lines": shapely.box(3, 4, 9, 11),
    "inside one cell": shapely.box(5.2, 5.3, 5.4, 5.9),
    "half out to the west": shapely.box(-7.5, 3.25, 4.5, 9.75),
    "out to the east and north": shapely.box(15.5, 15.5, 40, 40),
    "around the grid": shapely.box(-5, -5, 30, 30),
    "beside the grid": shapely.box(30, 2, 35, 6),
    "with a hole": shapely.box(2, 2, 18, 18).difference(shapely.box(5.5, 5.5, 12.25, 9)),
    "of two parts": shapely.union_all([shapely.box(1.1, 1.1, 3.3, 8), shapely.box(10, 10, 10.5, 19.9)]),
    "a sliver": shapely.Polygon([(0.1, 0.1), (19.9, 19.8), (19.9, 19.9)]),
    "wound the other way": shapely.Polygon([(2, 2), (2, 9), (9, 9), (9, 2)]),
    "corners on corners": shapely.Polygon([(0, 0), (10, 20), (20, 0)]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_each_cell_counts_for_the_part_that_lies_inside(name: str) -> None:
    shape = SHAPES[name]
    found = fractions(cover([shape], TO_CELL, SIDE, SIDE), 0)
    np.testing.assert_allclose(found, by_hand(shape), atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 40), st.floats(-2, 22), st.floats(-2, 22), st.floats(0.05, 14))
def test_stars_anywhere(seed: int, corners: int, x: float, y: float, reach: float) -> None:
    shape = star(seed, corners, (x, y), reach)
    shape = shape if shape.is_valid else shapely.make_valid(shape)
    polygon = shapely.MultiPolygon([p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"])
    found = fractions(cover([polygon], TO_CELL, SIDE, SIDE), 0)
    np.testing.assert_allclose(found, by_hand(polygon), atol=1e-7)


def test_a_partition_covers_its_whole_once() -> None:
    parts = [
        shapely.box(x, y, x + 4.3, y + 3.7) for x in np.arange(1, 16, 4.3) for y in np.arange(1, 15, 3.7)
    ]
    whole = shapely.union_all(parts)
    found = cover([*parts, whole], TO_CELL, SIDE, SIDE)
    summed = sum(fractions(found, n) for n in range(len(parts)))
    np.testing.assert_allclose(summed, fractions(found, len(parts)), atol=1e-9)
    assert summed.max() <= 1 + 1e-9


def test_it_agrees_with_exactextract() -> None:
    shapes = [star(seed, 25) for seed in range(5)]
    shapes = [s if s.is_valid else s.buffer(0) for s in shapes]
    cells = np.arange(SIDE * SIDE, dtype=float).reshape(SIDE, SIDE)
    features = [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)} for shape in shapes
    ]
    told = exact_extract(
        NumPyRasterSource(cells, 0, 0, SIDE, SIDE), JSONFeatureSource(features), ["mean", "count"]
    )
    coverage = cover(shapes, TO_CELL, SIDE, SIDE)
    for number, feature in enumerate(told):
        weight = fractions(coverage, number)
        assert weight.sum() == pytest.approx(feature["properties"]["count"], rel=1e-6)
        assert (weight * cells).sum() / weight.sum() == pytest.approx(feature["properties"]["mean"], rel=1e-6)


def test_nothing_on_the_grid_is_told_as_nothing() -> None:
    found = cover([shapely.box(100, 100, 101, 101)], TO_CELL, SIDE, SIDE)
    assert len(found.start) == len(found.cell) == 0
    assert len(cover([], TO_CELL, SIDE, SIDE).start) == 0
