"""What is taken for surely sound is sound to the geometry library too, and measures the same."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import shapely

from etl import area, rings

SEED = 20


def column(shapes: np.ndarray) -> pa.Array:
    return pa.array(shapely.to_wkb(shapes, byte_order=1), pa.binary())


def around(rng: np.random.Generator, count: int, corners: int, shake: float) -> np.ndarray:
    """Regular outlines somewhere in the Kingdom, each corner moved: turning one way, bent in, crossing."""
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    centre = rng.uniform([-10, 28], [-2, 35], (count, 1, 2))
    regular = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    moved = regular + rng.normal(0, shake, (count, corners, 2))
    return shapely.polygons(centre + 2e-4 * moved[:, :: rng.choice([-1, 1])])


@pytest.mark.parametrize("corners", [3, 4, 5, 8, 12])
@pytest.mark.parametrize("shake", [0.0, 0.1, 0.6])
def test_the_sure_are_sound_and_measured_alike(corners: int, shake: float) -> None:
    shapes = around(np.random.default_rng(SEED), 2_000, corners, shake)
    found = rings.read(column(shapes))
    sure = found.mask
    assert shapely.is_valid(shapes[sure]).all()
    # A triangle can only turn one way; so do nearly all slightly shaken outlines of few corners.
    assert sure.mean() > 0.95 if corners == 3 or shake == 0.0 or (shake < 0.5 and corners < 6) else sure.mean() < 1.0
    np.testing.assert_allclose(found.boxes()[sure], shapely.bounds(shapes[sure]), rtol=0, atol=0)
    np.testing.assert_allclose(found.areas_m2()[sure], area.area_m2(shapes[sure]), rtol=1e-9)


def test_a_star_turns_one_way_twice_around_and_is_no_ring() -> None:
    turns = 2 * 2 * np.pi / 5 * np.arange(5)
    star = shapely.polygons(np.stack([np.cos(turns), np.sin(turns)], axis=1) - [7, -33])
    assert not shapely.is_valid(star)
    assert not rings.read(column(np.array([star] * 100))).mask.any()


@pytest.mark.parametrize(
    "wkt",
    [
        "POLYGON ((-7 33, -6 33, -6 34, -7 34, -7 33), (-6.6 33.4, -6.5 33.4, -6.5 33.5, -6.6 33.4))",
        "POLYGON ((-7 33, -6.5 33, -6 33, -6 34, -7 34, -7 33))",
        "POLYGON ((-7 33, -6 34, -6 33, -7 34, -7 33))",
        "POLYGON ((-7 33, -6 33, -5 33, -7 33))",
        "POLYGON ((-7 33, -7 33, -6 34, -6 33, -7 33))",
        "POLYGON Z ((-7 33 1, -6 33 1, -6 34 1, -7 34 1, -7 33 1))",
        "MULTIPOLYGON (((-7 33, -6 33, -6 34, -7 34, -7 33)))",
        "LINESTRING (-7 33, -6 33, -6 34, -7 34, -7 33)",
    ],
)
def test_what_is_not_surely_sound_is_left_to_the_library(wkt: str) -> None:
    assert not rings.read(column(np.array([shapely.from_wkt(wkt)] * 100))).mask.any()


def test_bytes_of_no_ring_are_left_too() -> None:
    sound = shapely.to_wkb(shapely.box(-7, 33, -6, 34), byte_order=1)
    far = np.frombuffer(sound, np.uint8).copy()
    far[13:21] = np.frombuffer(np.float64(np.nan).tobytes(), np.uint8)
    open_ring = sound[:-16] + np.array([-7.5, 33.5]).tobytes()
    wrong_count = sound[:9] + (4).to_bytes(4, "little") + sound[13:]
    for content in (far.tobytes(), open_ring, wrong_count, b"\x00" + sound[1:], b"", b"\x01\x03"):
        assert not rings.read(pa.array([content] * 100, pa.binary())).mask.any()
    mixed = rings.read(pa.array([sound, None, open_ring] * 100, pa.binary())[1:])
    assert mixed.mask.tolist() == ([True, False, False] * 100)[1:]
    assert not rings.read(pa.nulls(5, pa.binary())).mask.any()
