"""Records over time and over the ground: what a time band adds up to is what the layer counts."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from layers import registry
from layers.access import Grant, Viewer
from layers.errors import BadParameter
from layers.queries import spread
from layers.query import LayerQuery

pytestmark = pytest.mark.django_db
DGCT = Viewer(1, (Grant("dgct"),))
DATED = [layer.slug for layer in registry.layers().values() if layer.time_column]


def query(slug: str, **parameters: str) -> LayerQuery:
    return LayerQuery.from_params(registry.get(slug), {name: [v] for name, v in parameters.items()}, DGCT)


@pytest.mark.parametrize("slug", DATED)
@pytest.mark.parametrize("step", list(spread.MONTHS))
def test_steps_follow_each_other_and_add_up_to_the_count(slug: str, step: str) -> None:
    asked = query(slug, territory="05")
    found = spread.timeline(asked, step)
    assert sum(one["n"] for one in found["bins"]) + found["undated"] == found["total"] == asked.count() > 0
    for one, following in itertools.pairwise(found["bins"]):
        assert dt.date.fromisoformat(one["end"]) + dt.timedelta(days=1) == dt.date.fromisoformat(following["start"])
    assert found["bins"][0]["n"] and found["bins"][-1]["n"]


@pytest.mark.parametrize("slug", DATED)
def test_a_window_of_the_band_holds_the_records_it_shows(slug: str) -> None:
    found = spread.timeline(query(slug), "year")
    for one in found["bins"][-2:]:
        assert query(slug, datetime=f"{one['start']}/{one['end']}").count() == one["n"]


def test_a_layer_without_dates_and_an_unknown_step_are_refused_by_name() -> None:
    undated = next(slug for slug, layer in registry.layers().items() if not layer.time_column)
    with pytest.raises(BadParameter, match="date"):
        spread.timeline(query(undated), "month")
    answer = Client().get(f"/api/layers/{DATED[0]}/timeline.json?step=week", HTTP_ACCEPT="application/json")
    assert answer.status_code in {400, 401}
    answer = Client().get("/api/layers/equipment/timeline.json?step=week")
    assert answer.status_code == 400 and answer.json()["error"]["parameter"] == "step"


def test_an_answer_is_kept_by_whom_it_is_for() -> None:
    first = Client().get("/api/layers/equipment/timeline.json?step=year")
    again = Client().get("/api/layers/equipment/timeline.json?step=year", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and "public" in again["Cache-Control"]
    refused = Client().get("/api/layers/permits/timeline.json", HTTP_ACCEPT="application/json")
    assert refused.status_code == 401


@pytest.mark.parametrize("slug", ["equipment", "permits", "networks"])
def test_the_extent_of_a_filtered_layer_holds_what_lies_in_it(slug: str) -> None:
    asked = query(slug, territory="05")
    box = spread.extent(asked, _edition())
    whole = spread.extent(query(slug), _edition())
    assert box and whole
    assert whole[0] <= box[0] < box[2] <= whole[2] and whole[1] <= box[1] < box[3] <= whole[3]
    scope, params = asked.located().scope()
    with connection.cursor() as cursor:
        sides = "ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)"
        cursor.execute(f"select {sides} from (select ST_Extent(geom) e from ({scope}) s) x", params)
        own: Any = cursor.fetchone()
    if own[0] is not None:
        assert box[0] <= own[0] and box[1] <= own[1] and box[2] >= own[2] and box[3] >= own[3]


def _edition() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select slug from layers_edition where is_current")
        return str(cursor.fetchone()[0])
