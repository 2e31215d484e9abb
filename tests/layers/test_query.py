"""LayerQuery over the real Kingdom: one relation whatever the path, and named refusals."""

from __future__ import annotations

import pytest

from layers import registry
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
