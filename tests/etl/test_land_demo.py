"""Demonstration of land: same bytes twice, unique references, parcels inside their communes, planted faults."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from etl import runner, source
from etl.area import area_m2
from fixtures import land
from fixtures.parcels import demo as parcels_demo
from fixtures.zoning import demo as zoning_demo
from layers import sql
from layers.models import Parcel, Zoning

pytestmark = pytest.mark.django_db


def test_same_seed_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for module in (parcels_demo, zoning_demo):
        (first,) = module.write(tmp_path / "a", 0.1, 7)
        parcels_demo.parcels.cache_clear()
        (second,) = module.write(tmp_path / "b", 0.1, 7)
        (other,) = module.write(tmp_path / "c", 0.1, 8)
        assert first.read_bytes() == second.read_bytes() != other.read_bytes()


def test_parcels_are_unique_sound_and_in_their_commune(tmp_path: Path) -> None:
    made = parcels_demo.parcels(1.0, 2026)
    assert len(made.commune) == parcels_demo.AT_SCALE_1
    assert len(set(made.reference.to_pylist())) == len(made.commune)
    shapes = shapely.polygons(shapely.linearrings(made.corners))
    assert shapely.is_valid(shapes).all()
    assert np.abs(made.area_m2 / area_m2(shapes) - 1).max() < 0.01
    lon, lat = made.centre
    taken = np.arange(0, len(lon), 5)
    params = {"numbers": taken.tolist(), "lons": lon[taken].tolist(), "lats": lat[taken].tolist()}
    found = {row["number"]: row["commune_id"] for row in sql.rows("location/points.sql", params)}
    by_id = {row["territory_id"]: row["code"] for row in sql.rows("location/places.sql", {})}
    codes = land.communes().codes
    right = sum(by_id.get(found.get(int(n))) == codes[made.commune[n]] for n in taken)
    assert right == len(taken)
    regions = Counter(land.communes().regions[c] for c in made.commune)
    assert regions["02"] + regions["05"] > len(made.commune) / 2


def test_neighbours_do_not_overlap() -> None:
    made = parcels_demo.parcels(1.0, 2026)
    busiest = np.bincount(made.commune).argmax()
    shapes = shapely.polygons(shapely.linearrings(made.corners[made.commune == busiest]))
    # Corners are rounded to a centimetre.
    assert shapely.union_all(shapes).area == pytest.approx(shapely.area(shapes).sum(), rel=1e-4)


def test_the_file_holds_what_is_planted(tmp_path: Path) -> None:
    (path,) = parcels_demo.write(tmp_path, 1.0, 2026)
    meta, _, geometry, columns = pyogrio.raw.read(path)
    rows = dict(zip(meta["fields"], columns, strict=True))
    count = len(geometry)
    assert meta["crs"] == "EPSG:4326" and count == parcels_demo.AT_SCALE_1
    broken = ~shapely.is_valid(shapely.from_wkb(geometry))
    assert 0.001 * count < broken.sum() < 0.003 * count
    assert 0.001 * count < (rows["superficie_m2"] == 0).sum() < 0.005 * count
    assert 0 < count - len(set(rows["reference"])) < 0.002 * count
    assert sum(zone is not None for zone in rows["zone"]) > count / 10


@pytest.mark.usefixtures("nothing_imported")
def test_fictitious_plans_load_and_their_faults_are_the_planted_ones(tmp_path: Path) -> None:
    (path,) = zoning_demo.write(tmp_path, 1.0, 2026)
    report = runner.run(source.get("zoning"), path, fictitious=True)
    assert report.counts["read"] == report.counts["created"] == 9 * land.PLANS_AT_SCALE_1
    said = {finding.fault.code for finding in report.doubts}
    assert said <= {"bulletin_missing", "cus_in_percent", "cos_too_high", "word_unknown", "geometry_repaired"}
    assert said & {"cus_in_percent", "bulletin_missing"}
    assert Zoning.objects.filter(territory__isnull=True).count() == 0


@pytest.mark.usefixtures("nothing_imported")
def test_fictitious_parcels_load_and_their_faults_are_the_planted_ones(tmp_path: Path) -> None:
    (path,) = parcels_demo.write(tmp_path, 0.5, 2026)
    report = runner.run(source.get("parcels"), path, fictitious=True)
    assert report.counts["read"] == report.counts["created"] + report.counts["refused"] == 10_000
    assert {finding.fault.code for finding, _ in report.refused} == {"key_duplicated"}
    assert {finding.fault.code for finding in report.doubts} == {
        "point_outside_commune", "land_reference_unreadable", "area_zero", "geometry_repaired", "area_disagrees"
    }  # fmt: skip
    assert not Parcel.objects.filter(area_m2=None).exists()
    assert Parcel.objects.exclude(zone_code="").exists()
