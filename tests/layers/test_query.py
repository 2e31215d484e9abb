"""LayerQuery over the real Kingdom: one relation whatever the path, and named refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from layers import projections, registry
from layers.access import ANONYMOUS
from layers.errors import BadParameter, UnknownParameter
from layers.query import LayerQuery

pytestmark = pytest.mark.django_db

BENI_MELLAL_KHENIFRA = "05"
AZILAL = "05.081"


def communes(**params: list[str]) -> LayerQuery:
    return LayerQuery.from_params(registry.get("communes"), params, ANONYMOUS)


def test_the_kingdom_counts() -> None:
    expected = {"regions": 12, "provinces": 75, "cercles": 213, "communes": 1503, "arrondissements": 41}
    found = {slug: LayerQuery.from_params(registry.get(slug), {}, ANONYMOUS).count() for slug in expected}
    assert found == expected


def test_a_territory_covers_what_lies_under_it() -> None:
    assert communes(territory=[BENI_MELLAL_KHENIFRA]).count() == 135
    assert communes(territory=[AZILAL]).count() == 44
    assert communes(territory=[AZILAL, "05.091"]).count() == 44 + 22


def test_table_and_count_come_from_the_same_relation() -> None:
    query = communes(territory=[AZILAL], sortby=["-area_m2"], properties=["code,area_m2"])
    rows = query.rows()
    assert len(rows) == query.count() == 44
    areas = [row["area_m2"] for row in rows]
    assert areas == sorted(areas, reverse=True)
    assert set(rows[0]) == {"id", "code", "area_m2"}


def test_a_field_a_box_and_a_filter_narrow() -> None:
    assert communes(kind=["urban"]).count() == 242
    assert communes(bbox=["-6.4,32.3,-6.3,32.4"]).count() >= 1
    assert communes(filter=["name_fr LIKE 'Anergu%'"]).rows()[0]["code"] == "05.081.09.09"


def test_a_superseded_code_still_finds_its_commune() -> None:
    assert communes(territory=["01.051.05.01"]).rows()[0]["code"] == "01.051.11.01"


@pytest.mark.parametrize(
    ("params", "error", "named"),
    [
        ({"couleur": ["rouge"]}, UnknownParameter, "couleur"),
        ({"territory": ["99.999"]}, BadParameter, "99.999"),
        ({"bbox": ["1,2,3"]}, BadParameter, "1,2,3"),
        ({"bbox": ["5,0,-5,1"]}, BadParameter, "bbox"),
        ({"as_of": ["2020-01-01"]}, BadParameter, "as_of"),
        ({"sortby": ["secret"]}, BadParameter, "secret"),
        ({"properties": ["secret"]}, BadParameter, "secret"),
        ({"area_m2": ["grand"]}, BadParameter, "grand"),
        ({"filter": ["secret = 1"]}, BadParameter, "secret"),
        ({"bbox": ["170,20,-170,30"]}, BadParameter, "antiméridien"),
        ({"bbox": ["-8,30,-4,34"], "bbox-crs": ["EPSG:2154"]}, BadParameter, "EPSG:2154"),
        ({"bbox-crs": ["lune"]}, BadParameter, "lune"),
        ({"bbox": ["0,0,1e300,1"], "bbox-crs": ["26191"]}, BadParameter, "1e300"),
        ({"bbox": ["nan,0,1,1"]}, BadParameter, "nan"),
        ({"bbox": ["0,0,1,1", "0,0,2,2"]}, BadParameter, "deux fois"),
        ({"limit": ["-1"]}, BadParameter, "-1"),
        ({"limit": ["0"]}, BadParameter, "limit"),
        ({"crs": ["EPSG:9999"]}, BadParameter, "EPSG:9999"),
        ({"lang": ["tlh"]}, BadParameter, "tlh"),
        ({"filter": ["name_fr = 'a'"], "filter-lang": ["sql"]}, BadParameter, "sql"),
        ({"filter": ["name_fr = 'a'"], "filter-lang": ["cql2-json"]}, BadParameter, "illisible"),
        ({"filter": ["name_fr = 'a'"], "filter-crs": ["26193"]}, BadParameter, "26193"),
        ({"datetime": ["2024-01-01"]}, BadParameter, "datetime"),
        ({"vintage": ["99999999999999999999"]}, BadParameter, "vintage"),
        ({"couleur": [""]}, UnknownParameter, "couleur"),
    ],
)
def test_refusals_name_parameter_or_value(
    params: dict[str, list[str]], error: type[Exception], named: str
) -> None:
    with pytest.raises(error) as refused:
        LayerQuery.from_params(registry.get("communes"), params, ANONYMOUS)
    assert named in str(refused.value)


def test_two_questions_never_share_a_cache_identity() -> None:
    prints = {
        communes().fingerprint,
        communes(territory=[AZILAL]).fingerprint,
        communes(kind=["urban"]).fingerprint,
    }
    assert len(prints) == 3


def mercator(west: float, south: float, east: float, north: float) -> str:
    xs, ys = projections.from_wgs84([west, east], [south, north], 3857)
    return f"{xs[0]},{ys[0]},{xs[1]},{ys[1]}"


# One box around Béni Mellal, in every system; a projected one covers the same ground within its curvature.
@pytest.mark.parametrize(
    ("system", "box"),
    [
        ("", "-6.5,32.2,-6.2,32.5"),
        ("CRS84", "-6.5,32.2,-6.2,32.5"),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "-6.5,32.2,0,-6.2,32.5,9"),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", "32.2,-6.5,32.5,-6.2"),
        ("http://www.opengis.net/def/crs/EPSG/0/3857", mercator(-6.5, 32.2, -6.2, 32.5)),
    ],
)
def test_a_box_is_the_same_ground_in_every_system(system: str, box: str) -> None:
    wanted = {row["code"] for row in communes(bbox=["-6.5,32.2,-6.2,32.5"]).rows()}
    params = {"bbox": [box]} | ({"bbox-crs": [system]} if system else {})
    found = {row["code"] for row in communes(**params).rows()}
    assert found == wanted != set()


@pytest.mark.parametrize("srid", list(projections.MERCHICH))
def test_a_box_in_merchich_has_its_shift(srid: int) -> None:
    """A box of 200 m around a commune's label point touches that commune, though the shift alone is 250 m or more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select v.code, ST_X(l.label_point), ST_Y(l.label_point) from layers_territoryversion v "
            "join layers_territorylimit l on l.id = v.limit_id join layers_edition e on e.slug = v.edition_id "
            "where e.is_current and v.level = 'commune' order by v.code limit 40"
        )
        places = cursor.fetchall()
    for code, lon, lat in places:
        x, y = projections.from_wgs84(lon, lat, srid)
        box = f"{x - 0.5},{y - 0.5},{x + 0.5},{y + 0.5}"
        found = communes(bbox=[box], **{"bbox-crs": [f"EPSG:{srid}"]}).rows()
        assert [row["code"] for row in found] == [code]


@pytest.mark.parametrize("box", ["-6.5,32.2,-6.5,32.2", "-6.5,32.2,-6.2,32.2"])
def test_a_flat_box_still_touches_what_it_crosses(box: str) -> None:
    assert communes(bbox=[box]).count() >= 1


def test_located_rows_are_those_that_have_a_place_of_their_own() -> None:
    query = communes()
    assert query.located().count() == len([r for r in scope_of(query) if r["lies"]]) <= query.count()


def scope_of(query: LayerQuery) -> list[dict[str, Any]]:
    text, params = query.scope()
    with connection.cursor() as cursor:
        cursor.execute(f"select id, lies, geom is not null as placed from ({text}) s", params)
        return [dict(zip(("id", "lies", "placed"), row, strict=True)) for row in cursor.fetchall()]


def test_codes_have_their_titles_in_both_languages() -> None:
    status = registry.get("parcels").field("status")
    assert status and ("domanial", "domaine privé de l’État", "الملك الخاص للدولة") in status.values
    drawn = registry.get("networks").field("drawn_as")
    assert drawn and ("RN", "Route nationale", "طريق وطنية") in drawn.values
    untitled = [
        (layer.slug, field.name, code)
        for layer in registry.layers().values()
        for field in layer.fields
        for code, fr, ar in field.values
        if not fr or not ar
    ]
    assert untitled == []
