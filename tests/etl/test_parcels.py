"""Points and parcels: the pairs PostGIS finds, each square of ground read once; and what permits make of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection

from etl import parcels, runner, source
from etl.errors import StorageFailed
from etl.parcels import Parcels
from etl.report import Report
from fixtures import faulty
from fixtures.rokhas import corpus
from layers import sql
from layers.models import Parcel, Permit, TerritoryVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]
TRUTH = """
select p.n - 1, l.reference from unnest(%s::float8[], %s::float8[]) with ordinality p (x, y, n)
join layers_parcel l on ST_Intersects(l.geom, ST_SetSRID(ST_MakePoint(p.x, p.y), 4326))
"""
WEST, SOUTH = -6.45, 32.30
ROKHAS = source.get("rokhas")
PERMITS = faulty.Maker([*corpus.HEADER, "references_foncieres"], corpus.row)


def store(shapes: list[shapely.Geometry]) -> None:
    Parcel.objects.bulk_create(
        Parcel(reference=f"T{n}/10", row_hash=n, geom=_multi(shape)) for n, shape in enumerate(shapes, 1)
    )


def _multi(shape: shapely.Geometry) -> MultiPolygon:
    found = GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326)
    return found if isinstance(found, MultiPolygon) else MultiPolygon(found, srid=4326)


def ground(rng: np.random.Generator) -> list[shapely.Geometry]:
    """Blocks of neighbours that share corners, hulls that overlap them, a forest over all, rings in rings, islands."""
    found = []
    for east, north in rng.uniform(0, 0.3, (6, 2)):
        x = WEST + east + 0.0003 * np.arange(7)[:, None] + rng.uniform(0, 0.0001, (7, 7))
        y = SOUTH + north + 0.0003 * np.arange(7)[None, :] + rng.uniform(0, 0.0001, (7, 7))
        corner = np.stack([x, y], axis=2).round(7)
        for i, j in np.ndindex(6, 6):
            quad = [corner[i, j], corner[i + 1, j], corner[i + 1, j + 1], corner[i, j + 1]]
            found.append(shapely.Polygon(quad if rng.random() < 0.5 else quad[::-1]))
        centre = corner[3, 3]
        hull = shapely.MultiPoint(centre + rng.normal(0, 0.002, (9, 2))).convex_hull
        spot = shapely.Point(centre)
        found += [hull, spot.buffer(0.001).difference(spot.buffer(0.0004)), spot.buffer(0.0002)]
        found.append(shapely.union_all([spot.buffer(0.0001), shapely.Point(centre + 0.004).buffer(0.0003)]))
    return [*found, shapely.box(WEST, SOUTH, WEST + 0.25, SOUTH + 0.31)]


def spots(shapes: list[shapely.Geometry], rng: np.random.Generator) -> np.ndarray:
    """Anywhere, on corners, on the middles of edges, and a hair beside both."""
    corners = shapely.get_coordinates(shapes)
    edges = (corners[:-1] + corners[1:]) / 2
    limits = np.concatenate([corners, edges[rng.permutation(len(edges))[:1_500]]])
    beside = limits + rng.choice([-1, 0, 1], limits.shape) * rng.choice([1e-9, 1e-13], (len(limits), 1))
    anywhere = rng.uniform((WEST - 0.05, SOUTH - 0.05), (WEST + 0.35, SOUTH + 0.35), (4_000, 2))
    return rng.permutation(np.concatenate([limits, beside, anywhere, corners + rng.normal(0, 1e-4, corners.shape)]))


def truth(points: np.ndarray) -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(TRUTH, [points[:, 0].tolist(), points[:, 1].tolist()])
        return set(cursor.fetchall())


def pairs(known: Parcels, points: np.ndarray) -> list[tuple[int, str]]:
    rows, references = known.at(points[:, 0], points[:, 1])
    return list(zip(rows.tolist(), references.to_pylist(), strict=True))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_pairs_are_those_of_postgis(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    shapes = ground(rng)
    store(shapes)
    points = spots(shapes, rng)
    found = pairs(Parcels(), points)
    assert len(set(found)) == len(found) > len(points)
    odd = set(found) ^ truth(points)
    assert not odd, [(points[n].tolist(), reference) for n, reference in list(odd)[:3]]
    monkeypatch.setattr(parcels, "_TOGETHER", 50)
    monkeypatch.setattr(parcels, "_AT_ONCE", 1_000)
    assert set(pairs(Parcels(), points)) == set(found)


def test_each_square_of_ground_is_read_once_whatever_the_batches() -> None:
    rng = np.random.default_rng(4)
    shapes = ground(rng)
    store(shapes)
    points = spots(shapes, rng)
    asked: list[tuple[float, float]] = []

    def copy(file: str, params: dict[str, Any], to: sql.Writable) -> None:
        asked.extend(zip(params["west"], params["south"], strict=True))
        sql.copied(file, params, to)

    known = Parcels(copy)
    found: set[tuple[int, str]] = set()
    for start in range(0, len(points), 700):
        part = points[start : start + 700]
        found |= {(start + row, reference) for row, reference in pairs(known, part)}
    assert found == truth(points)
    assert len(asked) == len(set(asked)) > 10


def test_where_no_parcel_is_loaded_nothing_is_found() -> None:
    assert pairs(Parcels(), np.array([[WEST, SOUTH], [WEST + 1, SOUTH]])) == []
    assert pairs(Parcels(), np.empty((0, 2))) == []


def test_where_outlines_find_no_room_the_fault_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    store([shapely.box(WEST, SOUTH, WEST + 0.001, SOUTH + 0.001)])
    with Path("/dev/full").open("r+b", buffering=0) as full:
        monkeypatch.setattr(Parcels, "_file", full)
        with pytest.raises(StorageFailed):
            pairs(Parcels(), np.array([[WEST, SOUTH]]))


LON, LAT = -6.3673, 32.3357
PLACE = {"longitude": str(LON).replace(".", ","), "latitude": str(LAT).replace(".", ",")}


def load(tmp_path: Path, *rows: dict[str, str]) -> Report:
    file = tmp_path / "permis.csv"
    file.write_text(PERMITS.text(*rows), encoding="utf-8")
    return runner.run(ROKHAS, file)


def known() -> dict[str, tuple[str, str]]:
    told = Permit.objects.values_list("reference", "parcel_reference", "parcel_method")
    return {reference.split("-")[3].split("/")[0]: (parcel, method) for reference, parcel, method in told}


def around(east: float = 0.0) -> shapely.Geometry:
    return shapely.box(LON - 1e-4 + east, LAT - 1e-4, LON + 1e-4 + east, LAT + 1e-4)


def test_a_permit_is_linked_to_what_it_names_else_to_where_it_lies(tmp_path: Path) -> None:
    store([around(), around(), around(0.01)])  # T1 and T2 lie upon each other, T3 a kilometre east
    here = TerritoryVersion.objects.get(code=corpus.SOUND["commune_hcp"], edition__is_current=True)
    Parcel.objects.update(territory=here.territory_id)
    report = load(
        tmp_path,
        corpus.row(1, **PLACE, references_foncieres=""),
        corpus.row(2, **PLACE, references_foncieres="illisible"),
        corpus.row(3, **PLACE, references_foncieres="TF 2/10"),
        corpus.row(4, **PLACE, references_foncieres="T77/10, T3/10"),
        corpus.row(5, **PLACE, references_foncieres="T77/10"),
        corpus.row(6, longitude="", latitude="", references_foncieres="T77/10 + TF 0003 / 10"),
        corpus.row(7, longitude="-6,3000", latitude="32,4000", references_foncieres=""),
    )
    assert known() == {
        "1": ("T1/10", "position"), "2": ("T1/10", "position"), "3": ("T2/10", "declared"),
        "4": ("T3/10", "declared"), "5": ("T1/10", "position"), "6": ("T3/10", "declared"), "7": ("", ""),
    }  # fmt: skip
    [fault] = [finding for finding in report.doubts if finding.fault.code == "point_outside_parcel"]
    assert (fault.line, fault.fault.value) == (5, "T3/10")
    assert "T1/10" in fault.fault.text("fr") and "T3/10" in fault.fault.text("ar")
    assert 900 < float(fault.fault.context["metres"]) < 960
    moved = Permit.objects.get(parcel_reference="T3/10", parcel_method="declared", location_method="coordinates")
    assert (moved.geom.x, moved.geom.y) == (LON, LAT) and moved.flags == ["point_outside_parcel"]


def test_a_point_a_few_metres_beside_its_parcel_is_not_doubted(tmp_path: Path) -> None:
    store([around(0.000_15)])
    report = load(tmp_path, corpus.row(1, **PLACE, references_foncieres="T1/10"))
    assert known() == {"1": ("T1/10", "declared")} and not report.doubts


def test_parcels_loaded_later_are_found_by_the_next_import_and_the_link_before_is_kept(tmp_path: Path) -> None:
    rows = [corpus.row(n, **PLACE, references_foncieres="") for n in (1, 2)]
    assert load(tmp_path, *rows).counts["created"] == 2 and known()["1"] == ("", "")
    with connection.cursor() as cursor:
        # History tells moments apart; one test is one transaction, hence one moment.
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table layers_permit disable trigger layers_permit_keep_history")
        cursor.execute("update layers_permit set recorded_from = now() - interval '1 day'")
        cursor.execute("alter table layers_permit enable trigger layers_permit_keep_history")
    store([around()])
    assert load(tmp_path, *rows).counts["updated"] == 2 and known()["1"] == ("T1/10", "position")
    assert load(tmp_path, *rows).counts["unchanged"] == 2
    Permit.objects.filter(reference__contains="-1/").delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "select parcel_reference, recorded_from < now(), recorded_to = now() from layers_permit_history"
        )
        assert cursor.fetchall() == [("", True, True)] * 2
