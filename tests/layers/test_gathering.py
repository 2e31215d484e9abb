"""Tiles of records: each is drawn or counted at every zoom, no tile is heavy, a place is told to who may know it."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest
from django.contrib.gis.geos import Point
from django.core.cache import caches
from django.db import connection

from layers import registry
from layers.access import Grant, Viewer
from layers.models import Equipment, Permit, TerritoryVersion
from layers.query import LayerQuery
from layers.services import dense, gathering, tiles
from tests.layers.pyramid import features, over, tile_of, told

pytestmark = pytest.mark.django_db
LON, LAT = -6.35, 32.34
NATION = Viewer(7, (Grant("dgct"),))
RECORDS = [slug for slug, layer in registry.layers().items() if not layer.is_level]


def ask(slug: str, viewer: Viewer = NATION, **params: str) -> LayerQuery:
    return LayerQuery.from_params(registry.get(slug), {name: [text] for name, text in params.items()}, viewer)


def territory(code: str) -> int:
    return int(TerritoryVersion.objects.get(code=code, edition__is_current=True).territory_id)


@pytest.mark.parametrize("slug", RECORDS)
@pytest.mark.parametrize("zoom", [0, 4, 6])
def test_every_record_with_a_territory_is_drawn_or_counted(slug: str, zoom: int) -> None:
    layer = registry.get(slug)
    query = ask(slug)
    placed = query.where(f"{layer.territory_column} is not null", {}).count()
    assert placed > 0
    assert told(query, zoom) == placed


@pytest.mark.parametrize("slug", RECORDS)
def test_levels_of_gathering_agree_under_a_filter(slug: str) -> None:
    query = ask(slug, territory="05")
    assert 0 < told(query, 3) == told(query, 5) == told(query, 7)


def test_near_a_permit_lies_where_it_is_and_one_known_to_its_commune_only_is_counted() -> None:
    Permit.objects.all().delete()
    place = territory("05.091.01.01")
    for n, precision in enumerate(("exact", "parcel", "commune", "commune")):
        Permit.objects.create(
            reference=f"P{n}",
            type_code="PC",
            territory_id=place,
            row_hash=n,
            location_precision=precision,
            geom=Point(LON + n / 10_000, LAT, srid=4326) if precision != "commune" else None,
        )
    label = gathering.places("2024", "test").by_id[place]
    point = Point(label.x, label.y, srid=3857).transform(4326, clone=True)
    for zoom in (12, 14, 16):
        drawn = {
            f["properties"]["reference"]
            for f in features(ask("permits"), tile_of(LON, LAT, zoom))
            if "n" not in f["properties"]
        }
        assert drawn == {"P0", "P1"}
        counts = [
            f["properties"]
            for f in features(ask("permits"), tile_of(point.x, point.y, zoom))
            if "n" in f["properties"]
        ]
        assert [(p["code"], p["n"], p["level"]) for p in counts] == [("05.091.01.01", 2, "commune")]


def test_what_a_commune_gathers_is_counted_once_for_all_tiles_that_hold_its_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query, known = ask("permits"), gathering.places("2024", "test")
    label = known.by_id[territory("05.091.01.01")]
    point = Point(label.x, label.y, srid=3857).transform(4326, clone=True)
    asked: list[object] = []
    count = gathering.count
    monkeypatch.setattr(gathering, "count", lambda *args: asked.append(args[1:]) or count(*args))

    def near(key: str) -> list[list[int]]:
        boxes = (tiles._box(*tile_of(point.x, point.y, zoom)) for zoom in (14, 15, 16))
        return [[row["n"] for row in gathering.gathered(query, key, known, 14, box)] for box in boxes]

    by_commune = near("by-commune")
    assert by_commune[0] and len(asked) == len({*map(str, asked)}) > 0
    asked.clear()
    gathering.gathered(query, "whole", known, 6, tiles._box(0, 0, 0))
    assert near("whole") == by_commune and asked == [()]


def test_who_may_not_know_the_place_of_a_permit_gets_counts_and_finds_nothing_by_its_place() -> None:
    planner = Viewer(8, (Grant("region"),))
    permit = Permit.objects.filter(location_precision="exact", geom__isnull=False).first()
    assert permit is not None and permit.geom is not None
    lon, lat = permit.geom.coords
    for zoom in (12, 16):
        assert any("n" not in f["properties"] for f in features(ask("permits"), tile_of(lon, lat, zoom)))
        assert all("n" in f["properties"] for f in features(ask("permits", planner), tile_of(lon, lat, zoom)))
    around = f"{lon - 1e-4},{lat - 1e-4},{lon + 1e-4},{lat + 1e-4}"
    assert ask("permits", bbox=around).count() >= 1
    assert ask("permits", planner, bbox=around).count() == 0
    scope, params = ask("permits", planner).scope()
    with connection.cursor() as cursor:
        cursor.execute(f"select count(geom), bool_or(lies) from ({scope}) s", params)
        assert cursor.fetchone() == (0, False)
    assert ask("permits", planner).fingerprint != ask("permits").fingerprint


def test_too_many_records_become_counts_by_cell_that_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    query = ask("equipment")
    busy = max(over((-8, 33, -7, 34), 10), key=lambda tile: len(features(query, tile)))
    before = [f for f in features(query, busy) if "n" not in f["properties"]]
    box = tiles._degrees(*busy)
    scope, params = query.scope()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select count(*) from ({scope}) s where s.lies
                and ST_X(s.geom) >= %(tile_west)s and ST_X(s.geom) < %(tile_east)s
                and ST_Y(s.geom) >= %(tile_south)s and ST_Y(s.geom) < %(tile_north)s""",
            {**params, **box},
        )
        (inside,) = cursor.fetchone()
    assert inside > 20
    monkeypatch.setattr(tiles, "_FULL", 5)
    monkeypatch.setattr(tiles, "_BARE", 10)
    tiles._recipe.cache_clear()
    cells = [f["properties"] for f in features(query, busy) if f["properties"].get("level") == "cell"]
    assert 1 < len(cells) <= 64
    assert sum(c["n"] for c in cells) == inside
    monkeypatch.setattr(tiles, "_BARE", 10_000)
    tiles._recipe.cache_clear()
    bare = [f for f in features(query, busy) if "n" not in f["properties"]]
    assert {f["id"] for f in bare} == {f["id"] for f in before}
    assert not any("name_fr" in f["properties"] for f in bare) and any("sector_of" in f["properties"] for f in bare)
    tiles._recipe.cache_clear()


@pytest.mark.parametrize("zoom", [12, 15])
def test_an_index_of_cells_counts_as_the_rows_do(zoom: int, monkeypatch: pytest.MonkeyPatch) -> None:
    point = Permit.objects.filter(location_precision="exact", territory__isnull=False).order_by("id")[3]
    query = ask("permits", Viewer(9, (Grant("wali", point.territory_id),)))
    assert query.layer.by_cell and point.geom is not None
    tile = tile_of(*point.geom.coords, zoom)
    monkeypatch.setattr(tiles, "_FULL", 0)
    monkeypatch.setattr(tiles, "_BARE", 0)
    tiles._recipe.cache_clear()

    def counted(asked: LayerQuery) -> list[tuple[int, str]]:
        found = (f for f in features(asked, tile) if f["properties"].get("level") == "cell")
        return sorted((f["properties"]["n"], str(f["geometry"])) for f in found)

    by_cell = counted(query)
    rows = replace(query, layer=replace(query.layer, by_cell=False))
    caches["tiles"].clear()
    assert by_cell and by_cell == counted(rows)
    tiles._recipe.cache_clear()


def test_a_tile_is_one_range_of_cells() -> None:
    with connection.cursor() as cursor:
        for zoom in (3, 9, 15, 16):
            first, last = dense.cells(*tile_of(LON, LAT, zoom)).values()
            cursor.execute("select layers_cell(%s, %s)", [LON, LAT])
            (cell,) = cursor.fetchone()
            assert first <= cell <= last and last - first + 1 == 4 ** (16 - zoom)
            beside = dense.cells(*(n + k for n, k in zip(tile_of(LON, LAT, zoom), (0, 1, 0), strict=True)))
            assert not beside["tile_first_cell"] <= cell <= beside["tile_last_cell"]


def test_a_stack_of_records_on_one_point_stays_light_and_complete() -> None:
    Equipment.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into layers_equipment (reference, category, name_fr, name_ar, douar, status, sector, manager,
                   ministry_code, capacity_unit, condition, land_reference, origin, flags, fictitious, row_hash,
                   declared_code, declared_name, declared_edition, location_precision, location_method,
                   location_evidence, location_confidence, territory_id, geom)
               select 'E' || n, 'ENS-1', repeat('x', 60) || n, '', '', '', '', '', '', '', '', '', '', '{}', false, n,
                   '', '', '', 'locality', '', '', 1, %s, ST_SetSRID(ST_MakePoint(%s, %s), 4326)
               from generate_series(1, 30000) n""",
            [territory("05.091.01.01"), LON, LAT],
        )
    query = ask("equipment")
    for zoom in (10, 14, 16, 18, 22):
        tile = tile_of(LON, LAT, zoom)
        body = gzip.decompress(tiles.tile(query, tiles.stamp(query), *tile))
        assert len(body) < tiles.MAX_BYTES
        assert sum(f["properties"].get("n", 1) for f in features(query, tile)) == 30_000


def test_a_tile_holds_what_was_asked_for_and_knows_it() -> None:
    plain, asked = ask("equipment"), ask("equipment", properties="capacity")
    names = {f.name for f in tiles.fields(asked)}
    assert names == {"capacity", "sector_of", "fictitious"}
    assert (
        "name_fr" in {f.name for f in tiles.fields(plain)}
        and "land_reference" not in registry.get("equipment").in_tiles
    )
    current = tiles.stamp(plain)
    assert current.etag(plain, 1, 0, 0) != current.etag(asked, 1, 0, 0)


def test_features_carry_the_records_own_ids() -> None:
    row = Equipment.objects.filter(location_precision="exact").first()
    assert row is not None and row.geom is not None
    lon, lat = row.geom.coords
    names = {f["id"]: f["properties"].get("name_fr") for f in features(ask("equipment"), tile_of(lon, lat, 16))}
    assert names[row.pk] == row.name_fr
