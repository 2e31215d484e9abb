"""Coordinates: the table of control points, the wrong answers PROJ gives by itself, and files judged as a whole."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.crs import Verdict, judge, sample
from etl.errors import FileUnreadable
from etl.ground import Ground
from etl.shapes import outlines
from layers.errors import BadParameter
from layers.projections import MERCHICH, from_wgs84, shapes_to_wgs84, srid_of, to_wgs84

ROOT = Path(__file__).resolve().parents[2] / "fixtures"
# lon, lat, EPSG, east, north, metres lost when the datum shift is dropped
POINTS = [
    (-6.8226, 34.0241, 26191, 368504.132, 381472.736, 328),
    (-2.3198, 34.9218, 26191, 781273.767, 484299.216, 337),
    (-6.3498, 32.3373, 26191, 410453.831, 193966.748, 320),
    (-5.6685, 32.9395, 26191, 474751.229, 260355.218, 324),
    (-1.2269, 32.1083, 26191, 893552.117, 176043.223, 324),
    (-9.5981, 30.4278, 26192, 96748.692, 388236.573, 306),
    (-13.2023, 27.1536, 26194, 427110.349, 540094.230, 283),
    (-15.9370, 23.6848, 26195, 426154.230, 569178.767, 257),
]
GEOD = pyproj.Geod(ellps="WGS84")


@pytest.mark.parametrize(("lon", "lat", "srid", "east", "north", "lost"), POINTS)
def test_control_points_within_a_centimetre(
    lon: float, lat: float, srid: int, east: float, north: float, lost: int
) -> None:
    x, y = from_wgs84([lon], [lat], srid)
    assert (float(x[0]), float(y[0])) == pytest.approx((east, north), abs=0.01)
    back = to_wgs84([east], [north], srid)
    assert (float(back[0][0]), float(back[1][0])) == pytest.approx((lon, lat), abs=1e-7)
    # The same point without the shift: what a careless pipeline answers.
    unshifted = pyproj.Transformer.from_pipeline(
        f"+proj=pipeline +step +inv +proj=lcc +lat_1={MERCHICH[srid].lat_0} +lat_0={MERCHICH[srid].lat_0} +lon_0=-5.4 "
        f"+k_0={MERCHICH[srid].scale} +x_0={MERCHICH[srid].x_0} +y_0={MERCHICH[srid].y_0} +ellps=clrk80ign "
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
    ).transform(east, north)
    assert GEOD.inv(lon, lat, *unshifted)[2] == pytest.approx(lost, abs=2)


@pytest.mark.parametrize(("srid", "east", "north"), [p[2:5] for p in POINTS if p[2] in {26194, 26195}])
def test_what_proj_answers_by_itself_in_the_sahara_is_refused(srid: int, east: float, north: float) -> None:
    careless = pyproj.Transformer.from_crs(srid, 4326, always_xy=True).transform(east, north)
    ours = [float(values[0]) for values in to_wgs84([east], [north], srid)]
    assert GEOD.inv(*careless, *ours)[2] > 249


@pytest.mark.parametrize(
    ("east", "north", "lon", "lat"),
    [
        (567623.931, 256422.787, -4.6753456, 32.9021990),
        (370918, 383649, -6.796774, 34.044017),
        (299478.418, 318692.571, -7.555981, 33.447310),
        (819721.9, 458828.3, -1.9086, 34.6814),
    ],
)
def test_points_published_elsewhere_within_a_metre(east: float, north: float, lon: float, lat: float) -> None:
    ours = to_wgs84([east], [north], 26191)
    assert GEOD.inv(float(ours[0][0]), float(ours[1][0]), lon, lat)[2] < 1


def test_reading_a_point_in_the_next_zone_is_four_hundred_kilometres_off() -> None:
    lon, lat, _, east, north, _ = POINTS[0]
    wrong = to_wgs84([east], [north], 26192)
    assert GEOD.inv(lon, lat, float(wrong[0][0]), float(wrong[1][0]))[2] == pytest.approx(399_000, abs=1500)


def test_shapes_move_as_their_corners_do() -> None:
    square = shapely.box(368500, 381470, 368520, 381490)
    moved = shapes_to_wgs84(np.array([square, None], dtype=object), 26191)
    corners = shapely.get_coordinates(square)
    lon, lat = to_wgs84(corners[:, 0], corners[:, 1], 26191)
    assert np.allclose(shapely.get_coordinates(moved[:1]), np.column_stack([lon, lat]), atol=1e-12)
    assert moved[1] is None


def test_a_system_without_a_known_shift_has_no_answer() -> None:
    with pytest.raises(BadParameter):
        to_wgs84([1.0], [1.0], 999999)


@pytest.mark.parametrize("srid", [26191, 26192, 26194, 26195, 4326, 3857, 32629])
def test_systems_are_known_by_code_by_wkt_and_by_esri_prj(srid: int) -> None:
    crs = pyproj.CRS.from_epsg(srid)
    assert srid_of(f"EPSG:{srid}") == srid_of(crs.to_wkt()) == srid_of(crs.to_wkt("WKT1_ESRI")) == srid
    assert srid_of("a system") is None


NORTH_2SP = (
    'PROJCS["Maroc_Zone_1",GEOGCS["Merchich",DATUM["D_Merchich",SPHEROID["Clarke_1880_IGN",6378249.2,293.46602]],'
    'PRIMEM["Greenwich",0],UNIT["Degree",0.017453292519943295]],PROJECTION["Lambert_Conformal_Conic"],'
    'PARAMETER["False_Easting",500000],PARAMETER["False_Northing",300000],PARAMETER["Central_Meridian",-5.4],'
    'PARAMETER["Standard_Parallel_1",31.73],PARAMETER["Standard_Parallel_2",34.87],'
    'PARAMETER["Latitude_Of_Origin",33.3],UNIT["Meter",1]]'
)


def test_a_zone_is_known_by_its_parameters_but_not_on_another_ellipsoid() -> None:
    assert srid_of(NORTH_2SP) == 26191
    on_wgs84 = NORTH_2SP.replace("Clarke_1880_IGN", "WGS_1984").replace("6378249.2,293.46602", "6378137,298.257223563")
    assert srid_of(on_wgs84) is None


@settings(deadline=None, max_examples=40)  # PROJ looks a name up in its whole database
@given(text=st.text(max_size=80))
def test_any_text_says_a_system_or_none(text: str) -> None:
    assert srid_of(text) is None or isinstance(srid_of(text), int)


@given(
    lon=st.floats(-17.1, -1.0), lat=st.floats(20.8, 35.9), srid=st.sampled_from([*MERCHICH, 3857, 32628, 32629, 32630])
)
def test_there_and_back_is_the_same_place(lon: float, lat: float, srid: int) -> None:
    back = to_wgs84(*from_wgs84([lon], [lat], srid), srid)
    assert (float(back[0][0]), float(back[1][0])) == pytest.approx((lon, lat), abs=1e-7)


# -- whole files

RABAT_NORTH = [(368504.1 + 300 * n, 381472.7 + 200 * n) for n in range(20)]
AGADIR_SOUTH = [(96748.7 + 900 * n, 388236.6 - 400 * n) for n in range(20)]


@cache
def _ground() -> Ground:
    return Ground.read()


@pytest.fixture
def ground(db: None) -> Ground:
    return _ground()


def codes(verdict: Verdict) -> list[str]:
    return [fault.code for fault in verdict.faults]


def test_a_declared_system_that_fits_is_taken_without_a_word(ground: Ground) -> None:
    verdict = judge(RABAT_NORTH, 26191, None, ground)
    assert (verdict.srid, codes(verdict), verdict.confidence) == (26191, [], 1.0)
    assert judge(RABAT_NORTH, None, pyproj.CRS.from_epsg(26191).to_wkt("WKT1_ESRI"), ground).srid == 26191


def test_the_person_is_believed_before_the_file(ground: Ground) -> None:
    verdict = judge(RABAT_NORTH, 26191, "EPSG:26192", ground)
    assert (verdict.srid, codes(verdict)) == (26191, [])


def test_nothing_declared_and_two_zones_fit_is_asked(ground: Ground) -> None:
    verdict = judge(RABAT_NORTH, None, None, ground)
    assert verdict.reading is None and codes(verdict) == ["crs_missing"]
    assert "26191" in verdict.faults[0].text("fr") and "26192" in verdict.faults[0].text("ar")


def test_the_communes_the_rows_declare_settle_it(ground: Ground) -> None:
    verdict = judge(RABAT_NORTH, None, None, ground, ["04.421.01.0"] * len(RABAT_NORTH))
    assert (verdict.srid, codes(verdict)) == (26191, ["crs_detected"])


def test_a_zone_declared_for_another_is_named(ground: Ground) -> None:
    verdict = judge(AGADIR_SOUTH, 26191, None, ground)
    assert (verdict.srid, codes(verdict)) == (26192, ["crs_wrong_zone"])
    told = ["04.421.01.0"] * len(RABAT_NORTH)
    assert codes(judge(RABAT_NORTH, 26192, None, ground, told)) == ["crs_wrong_zone"]


def test_what_lies_nowhere_is_asked_for(ground: Ground) -> None:
    far = [(5_000_000.0 + n, 9_000_000.0) for n in range(5)]
    verdict = judge(far, None, None, ground)
    assert verdict.reading is None and codes(verdict) == ["crs_unknown"]
    assert codes(judge(RABAT_NORTH, None, "LOCAL_CS[whatever]", ground)) == ["crs_unsupported"]
    assert codes(judge(RABAT_NORTH, 999999, None, ground)) == ["crs_unsupported"]


def test_no_point_at_all_judges_nothing(ground: Ground) -> None:
    assert judge([], None, None, ground).srid == 4326
    assert judge([(np.nan, np.nan)], 26191, None, ground).srid == 26191


def test_a_few_bad_points_do_not_change_the_verdict(ground: Ground) -> None:
    mixed = [*RABAT_NORTH, (0.0, 0.0), (1e9, 1e9), (np.inf, 1.0)]
    assert (judge(mixed, 26191, None, ground).srid, codes(judge(mixed, 26191, None, ground))) == (26191, [])


def vector(slug: str) -> dict[str, frozenset[str]]:
    expected: dict[str, frozenset[str]] = import_module(f"fixtures.{slug}.vector.expected").EXPECTED
    return expected


FILE_FAULTS = frozenset(
    {"crs_missing", "crs_detected", "crs_mislabelled", "crs_wrong_zone", "axes_swapped_file", "crs_double_projection"}
    | {"file_displaced"}
)
# A cut file, and one whose name lies about its format: the reader's part.
UNREAD = frozenset({"cut.gpkg", "misnamed.kml"})
OUTLINE_FAULTS = frozenset(
    {"geometry_empty", "geometry_type", "geometry_repaired", "geometry_flat", "geometry_closed", "geometry_3d"}
)
JUDGED = [
    (slug, name)
    for slug in ("parcels", "zoning")
    for name in vector(slug)
    if name not in {*UNREAD, "drawing.dxf", "tracks.gpx", "elsewhere.geojson"}
]


def read(slug: str, name: str) -> tuple[dict[str, Any], np.ndarray, dict[str, Any]]:
    path = ROOT / slug / "vector" / name
    source: Any = f"/vsizip/{path}" if path.suffix == ".zip" else path
    layer = "tracks" if path.suffix == ".gpx" else None
    meta, _, geometry, columns = pyogrio.raw.read(source, layer=layer)
    return meta, shapely.from_wkb(geometry), dict(zip(meta["fields"], columns, strict=True))


@pytest.mark.parametrize(("slug", "name"), JUDGED)
def test_a_vector_file_is_judged_as_its_table_says(slug: str, name: str, ground: Ground) -> None:
    meta, shapes, fields = read(slug, name)
    kept = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    points, taken = sample(shapes)
    told = [str(code) for code in fields["code_hcp"][taken]] if "code_hcp" in fields else None
    assert len(points) == len(taken) == kept.sum()
    verdict = judge(points, None, meta["crs"], ground, told)
    assert set(codes(verdict)) == vector(slug)[name] & FILE_FAULTS
    if verdict.reading is None:
        assert all(isinstance(fault, FileUnreadable) for fault in verdict.faults)
        return
    back = shapely.get_coordinates(verdict.reading.shapes(shapes[kept]))
    away = 20 / 110.9 if name == "displaced.fgb" else 0
    assert np.abs(back[:, 1] - away - 32.41).max() < 0.1 and np.abs(back[:, 0] + 6.39).max() < 0.1


@pytest.mark.parametrize(
    ("slug", "name"), [(slug, name) for slug in ("parcels", "zoning") for name in vector(slug) if name not in UNREAD]
)
def test_outlines_of_a_vector_file_are_told_as_its_table_says(slug: str, name: str) -> None:
    found = outlines(read(slug, name)[1])
    told = {fault.code for _, fault in found.doubts} | {note.code for note in found.notes}
    if "column_missing" not in vector(slug)[name]:
        assert told == vector(slug)[name] & OUTLINE_FAULTS
    stored = [shape for shape in found.shapes if shape is not None]
    kinds = {shape.geom_type for shape in stored}
    assert kinds <= {"Polygon", "MultiPolygon"} and all(shape.is_valid and not shape.has_z for shape in stored)
    lost = sum(fault.code in {"geometry_empty", "geometry_type", "geometry_flat"} for _, fault in found.doubts)
    assert len(found.shapes) == 12 and len(stored) == 12 - lost - (name == "no_outline.geojson")


def test_a_sample_is_spread_over_the_file() -> None:
    shapes = np.array([shapely.box(n, 0, n + 1, 1) for n in range(1000)] + [None, shapely.Polygon()], dtype=object)
    points, taken = sample(shapes, most=10)
    assert len(points) == 10 and taken[0] == 0 and taken[-1] == 999
    assert list(np.floor(points[:, 0]) - taken) in ([0.0] * 10, [1.0] * 10)
    assert sample(np.array([None], dtype=object))[0].shape == (0, 2)


def test_a_displaced_file_says_how_far_and_where(ground: Ground) -> None:
    lon_lat = [(-6.3568, 32.3370), (-6.3341, 32.4253), (-6.4375, 32.3640), (-6.3906, 32.4845)] * 4
    told = ["05.091.01.01", "05.091.03.07", "05.091.03.09", "05.091.11.03"] * 4
    north = [(lon, lat + 20 / 110.9) for lon, lat in lon_lat]
    (note,) = judge(north, 4326, None, ground, told).faults
    assert note.context["direction"] == "le nord" and abs(note.context["km"] - 20) <= 4
    assert judge(lon_lat, 4326, None, ground, told).faults == ()
    # One wrong commune is a row's fault, not a file's.
    assert judge(north[::4], 4326, None, ground, told[::4]).faults == ()
