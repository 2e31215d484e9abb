"""The recipe on shapes small enough to draw: carving, giving back, cleaning, names of centres."""

import numpy as np
import pytest
import shapely
from shapely import box

from etl.territory import coverage, kingdom, limits_file
from etl.territory.nomenclature import Unit


def test_a_polygon_gives_way_to_the_smaller_one_it_holds() -> None:
    large, inner, neighbour = coverage.carve(
        np.array([box(0, 0, 10, 10), box(4, 4, 5, 5), box(10, 0, 12, 10)])
    )
    assert large.area == 99
    assert inner.area == 1
    assert neighbour.area == 20


def test_an_overlap_of_less_than_half_is_left_to_the_cleaning() -> None:
    one, other = coverage.carve(np.array([box(0, 0, 10, 10), box(9, 0, 12, 10)]))
    assert one.area == 100
    assert other.area == 30


def test_a_hole_goes_to_the_commune_of_the_province_that_surrounds_it() -> None:
    near = "07.041.05.17"  # one of the communes known to have lost a part
    frame = shapely.difference(box(0, 0, 3, 3), box(1, 1, 2, 2))
    others = [code for code in coverage.MULTIPART if code != near]
    far = [box(20 + i, 0, 20.5 + i, 1) for i in range(len(others))]
    geometries = np.array([frame, box(5, 0, 6, 1), *far], dtype=object)
    codes = np.array(["07.041.01.01", near, *others])
    given, owners = coverage.give_back(geometries, codes)
    assert owners[-1] == near
    assert given[-1].equals(box(1, 1, 2, 2))


def test_cleaning_closes_slivers_and_refuses_nothing_left() -> None:
    left, right = box(0, 0, 1, 1), box(1.00001, 0, 2, 1)
    top, bottom = box(-1, 1, 3, 2), box(-1, -1, 3, 0)
    sides = [box(-1, 0, 0, 1), box(2, 0, 3, 1)]
    cleaned = coverage.clean(np.array([left, right, top, bottom, *sides]))
    outline = shapely.coverage_union_all(cleaned)
    assert len(outline.interiors) == 0
    assert outline.area == pytest.approx(12, abs=1e-6)


def _centre(code: str, name: str) -> Unit:
    return Unit(code, code, "urban_centre", "centre", name, "", "06.181.05.01")


def test_centres_are_matched_by_name_then_by_elimination() -> None:
    units = [_centre("a", "My Abdellah"), _centre("b", "Oulad Ghadbane"), _centre("c", "Sidi Bouzid")]
    spelled = {1: "Sidi Bouzid", 2: "Moulay Abdellah", 3: "Ouled Ghadbane El Markaz"}
    matched = kingdom.match_names(spelled, units)
    assert {index: unit.code for index, unit in matched.items()} == {1: "c", 2: "a", 3: "b"}


def test_two_centres_left_over_are_not_guessed() -> None:
    units = [_centre("a", "Un"), _centre("b", "Deux")]
    assert kingdom.match_names({1: "Trois", 2: "Quatre"}, units) == {}


@pytest.mark.parametrize(
    ("crs", "east", "north", "lon", "lat"),
    [
        (26191, 368504.132, 381472.736, -6.8226, 34.0241),
        (26192, 96748.692, 388236.573, -9.5981, 30.4278),
        (26194, 427110.349, 540094.230, -13.2023, 27.1536),
        (26195, 426154.230, 569178.767, -15.9370, 23.6848),
    ],
)
def test_merchich_zones_keep_their_datum_shift(
    crs: int, east: float, north: float, lon: float, lat: float
) -> None:
    import pyproj

    found = limits_file.to_wgs84(np.array([shapely.Point(east, north)]), pyproj.CRS.from_epsg(crs))
    assert shapely.get_coordinates(found)[0] == pytest.approx([lon, lat], abs=1e-6)
