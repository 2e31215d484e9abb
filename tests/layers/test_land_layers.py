"""Land on the map: real outlines near, counts far, nothing for whoever may not see parcels, zones for everyone."""

from __future__ import annotations

import gzip

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client
from shapely.geometry import shape

from layers import registry
from layers.access import ANONYMOUS, Grant, Viewer
from layers.errors import LoginNeeded
from layers.models import Parcel, TerritoryVersion, Zoning
from layers.query import LayerQuery
from layers.services import style, tiles

pytestmark = pytest.mark.django_db
LON, LAT = -6.35, 32.34
_WIDE = ((-0.01, -0.006), (0.008, 0), (0, 0.009), (-0.01, -0.006))


def territory(code: str) -> int:
    return int(TerritoryVersion.objects.get(code=code, edition__is_current=True).territory_id)


def square(n: int, side: float) -> MultiPolygon:
    west = LON + 1.5 * side * n
    return MultiPolygon(Polygon.from_bbox((west, LAT, west + side, LAT + side)), srid=4326)


@pytest.fixture(autouse=True)
def land() -> None:
    place = territory("05.091.01.01")
    Parcel.objects.all().delete()
    Zoning.objects.all().delete()
    for n in range(5):
        Parcel.objects.create(
            reference=f"T{n}/10", nature="TF", territory_id=place, geom=square(n, 0.0004), row_hash=n,
            fictitious=n == 4, location_precision="exact",
        )
    Parcel.objects.create(reference="T99/10", nature="TF", territory_id=place, row_hash=99)
    Zoning.objects.create(
        reference="PA 1/D/1", plan_reference="PA 1", zone_code_local="D", zone_number="1", zone_class="D",
        territory_id=place, geom=square(0, 0.01), row_hash=1, location_precision="exact",
    )  # fmt: skip


def tile(slug: str, who: Viewer, z: int) -> list[dict[str, object]]:
    query = LayerQuery.from_params(registry.get(slug), {}, who)
    x = int((LON + 0.001 + 180) / 360 * 2**z)
    y = next(row for row in range(2**z) if _north_of(row + 1, z) < LAT + 0.0002)
    body = gzip.decompress(tiles.tile(query, tiles.stamp(query), z, x, y))
    decoded = mapbox_vector_tile.decode(body)
    return list(decoded[slug]["features"]) if decoded else []


def _north_of(row: int, z: int) -> float:
    import math

    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**z))))


def viewer(code: str) -> Viewer:
    return Viewer(7, (Grant("governor", territory(code), frozenset()),))


def test_near_a_tile_holds_outlines_with_their_reference() -> None:
    found = tile("parcels", viewer("05"), 16)
    assert {f["properties"]["reference"] for f in found} >= {"T0/10"}
    assert all(f["geometry"]["type"] in {"Polygon", "MultiPolygon"} and "n" not in f["properties"] for f in found)


@pytest.mark.parametrize("z", [14, 15, 16, 18])
def test_a_tile_made_in_degrees_is_the_one_of_the_plane(z: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the wide zone too, which leaves the tile: no corner is further than one of the tile's 4,096 units."""
    place = territory("05.091.01.01")
    Parcel.objects.create(
        reference="LARGE", nature="TF", territory_id=place, row_hash=7, location_precision="exact",
        geom=MultiPolygon(Polygon([(LON + x, LAT + y) for x, y in _WIDE])),
    )  # fmt: skip
    flat = tile("parcels", viewer("05"), z)
    monkeypatch.setattr(tiles, "_FLAT_ZOOM", 99)
    tiles._recipe.cache_clear()
    plane = tile("parcels", viewer("05"), z)
    tiles._recipe.cache_clear()
    assert [f["id"] for f in flat] == [f["id"] for f in plane] and len(flat) >= 2
    for one, other in zip(flat, plane, strict=True):
        assert one["properties"] == other["properties"]
        assert shape(one["geometry"]).hausdorff_distance(shape(other["geometry"])) < 1.5


def test_far_a_tile_holds_one_count_a_commune() -> None:
    found = [f["properties"] for z in (3, 5, 12) for f in tile("parcels", viewer("05"), z)]
    codes = ["05", "05.091", "05.091.01.01"]
    assert [(p["code"], p["n"]) for p in found] == [(code, 6) for code in codes[: len(found)]] and len(found) >= 2
    assert tile("parcels", viewer("02"), 5) == tile("parcels", viewer("02"), 16) == []


def test_parcels_ask_for_a_login_and_zones_do_not(client: Client) -> None:
    with pytest.raises(LoginNeeded):
        LayerQuery.from_params(registry.get("parcels"), {}, ANONYMOUS)
    assert client.get("/tiles/parcels/14/7903/6600.pbf").status_code == 401
    (zone,) = [f["properties"] for f in tile("zoning", ANONYMOUS, 12)]
    assert (zone["zone_code_local"], zone["zone_class"]) == ("D", "D")


def test_no_column_can_hold_an_owner() -> None:
    words = ("owner", "holder", "name", "person", "proprietaire")
    columns = {f.name for f in Parcel._meta.local_concrete_fields} - {"declared_name"}
    assert not [column for column in columns if any(word in column for word in words)]


def test_the_style_draws_surfaces_and_keeps_circles_for_counts() -> None:
    parts = style.drawn(registry.get("parcels"))
    assert [part["type"] for part in parts] == ["fill", "line", "circle"]
    assert parts[2]["filter"] == ["has", "n"] and len({part["id"] for part in parts}) == 3
