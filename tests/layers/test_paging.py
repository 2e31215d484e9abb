"""Pages by key: every row once, in any order, nulls last, while rows come and go."""

from __future__ import annotations

from typing import Any

import pytest

from layers import registry
from layers.access import ANONYMOUS, Grant, Viewer
from layers.errors import BadParameter
from layers.models import Equipment
from layers.query import LayerQuery
from tests.etl.civic import load_good

pytestmark = pytest.mark.django_db

STEWARD = Viewer(1, (Grant("steward", None, frozenset()),))


def asked(layer: str, who: Viewer = STEWARD, **params: str) -> LayerQuery:
    return LayerQuery.from_params(registry.get(layer), {name: [value] for name, value in params.items()}, who)


def walked(query: LayerQuery, size: int) -> list[dict[str, Any]]:
    rows, token = [], ""
    while True:
        page = query.page(size, token)
        assert len(page.rows) <= size
        rows += page.rows
        token = page.next
        if not token:
            return rows


@pytest.fixture
def _equipment() -> None:
    load_good("equipment")


@pytest.mark.usefixtures("_equipment")
@pytest.mark.parametrize(
    "sortby",
    ["", "category", "-category", "capacity", "-capacity,name_fr", "observed_on,-plot_area_m2", "-has_water,status"],
)
def test_pages_hold_every_row_once_in_the_order_of_the_whole(sortby: str) -> None:
    query = asked("equipment", sortby=sortby)
    whole = query.rows()
    assert len(whole) > 20 and any(row["capacity"] is None for row in whole)
    assert walked(query, 7) == whole


@pytest.mark.usefixtures("_equipment")
@pytest.mark.parametrize("sortby", ["capacity", "-capacity"])
def test_nulls_come_last_in_both_directions(sortby: str) -> None:
    values = [row["capacity"] for row in asked("equipment", sortby=sortby).rows()]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=sortby.startswith("-"))
    assert values[len(known) :] == [None] * (len(values) - len(known)) != []


@pytest.mark.usefixtures("_equipment")
def test_rows_that_come_and_go_move_no_other() -> None:
    query = asked("equipment", sortby="reference")
    before = [row["id"] for row in query.rows()]
    first = query.page(10)
    Equipment.objects.filter(id=first.rows[3]["id"]).delete()
    model = Equipment.objects.get(id=first.rows[0]["id"])
    model.pk, model.reference = None, " first of all"
    model.save()
    rest, token = [], first.next
    while token:
        page = query.page(10, token)
        rest += [row["id"] for row in page.rows]
        token = page.next
    assert rest == before[10:]


def test_only_asked_properties_are_answered_with_the_id() -> None:
    page = asked("communes", ANONYMOUS, properties="name_fr", sortby="-area_m2").page(3)
    assert [set(row) for row in page.rows] == [{"id", "name_fr"}] * 3 and page.next


def test_a_token_is_of_one_question_and_one_viewer() -> None:
    token = asked("communes", ANONYMOUS, sortby="name_fr").page(3).next
    assert asked("communes", ANONYMOUS, sortby="name_fr", limit="5").page(after=token).rows
    others = [
        asked("communes", ANONYMOUS, sortby="-name_fr"),
        asked("communes", ANONYMOUS, sortby="name_fr", kind="urban"),
        asked("provinces", ANONYMOUS, sortby="name_fr"),
        asked("communes", ANONYMOUS, sortby="name_fr", next=token[:-2] + "xx"),
    ]
    for other in others:
        with pytest.raises(BadParameter) as refused:
            other.page(after=other.after or token)
        assert refused.value.context["parameter"] == "next"


def test_one_question_is_one_whatever_the_order_of_its_parameters() -> None:
    layer = registry.get("communes")
    one = {"kind": ["urban"], "bbox": ["-8,30,-4,34"], "territory": ["05"]}
    other = dict(reversed(one.items()))
    prints = {LayerQuery.from_params(layer, params, ANONYMOUS).fingerprint for params in (one, other)}
    assert len(prints) == 1


def test_a_count_is_new_when_rows_are() -> None:
    query = asked("equipment")
    before = query.count()
    load_good("equipment")
    assert query.count() > before
