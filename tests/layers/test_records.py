"""The records API: one shape for every layer, what a viewer may read and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from geo_platform.accounts.models import RoleGrant, User
from layers import registry
from tests.etl.civic import load_good

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(client: Client) -> Client:
    user = User.objects.create_user("intendant", password="un-mot-de-passe-1")
    RoleGrant.objects.create(user=user, role="steward")
    client.force_login(user)
    return client


def asked(client: Client, path: str, status: int = 200, **params: Any) -> dict[str, Any]:
    response = client.get(f"/api/layers/{path}", params)
    assert response.status_code == status, response.content
    found: dict[str, Any] = response.json()
    return found


def test_every_layer_answers_in_one_shape(steward: Client) -> None:
    for slug, layer in registry.layers().items():
        found = asked(steward, f"{slug}/records.json", limit=2)
        assert found["layer"] == slug and found["matched"] == found["total"] >= found["located"]
        assert [c["name"] for c in found["columns"]] == [f.name for f in layer.fields]
        fields = asked(steward, f"{slug}/fields.json")
        assert [f["name"] for f in fields["fields"]] == [f.name for f in layer.fields]
        assert (fields["time"] is not None) == bool(layer.time_column) and fields["history"] == layer.history


def test_a_page_says_what_it_is_part_of(client: Client) -> None:
    load_good("equipment")
    found = asked(client, "equipment/records.json", sortby="-capacity", limit=3, properties="capacity,status")
    assert len(found["rows"]) == 3 and set(found["rows"][0]) == {"id", "capacity", "status"} and found["next"]
    assert found["matched"] == found["total"] > found["located"] > 0
    following = asked(
        client, "equipment/records.json", sortby="-capacity", limit=3, properties="capacity,status", next=found["next"]
    )
    assert not {r["id"] for r in following["rows"]} & {r["id"] for r in found["rows"]}
    boxed = asked(client, "equipment/records.json", bbox="-6.5,32,-6,32.6")
    assert 0 < boxed["matched"] < boxed["total"] == found["total"]


def test_a_record_is_whole_and_placed(client: Client) -> None:
    load_good("equipment")
    row = asked(client, "equipment/records.json", location_precision="exact", limit=1)["rows"][0]
    record = asked(client, f"equipment/records/{row['id']}.json")
    assert record["values"] == row and record["located"] and len(record["bbox"]) == 4
    assert next(step["level"] for step in record["territory"]) == "region"
    assert record["provenance"]["source"] and record["provenance"]["recorded_from"]
    unplaced = asked(client, "equipment/records.json", location_precision="commune", limit=1)["rows"][0]
    gathered = asked(client, f"equipment/records/{unplaced['id']}.json")
    west, south, east, north = gathered["bbox"]
    assert not gathered["located"] and west < east and south < north
    codes = asked(client, "equipment/locate.json", id=unplaced["id"])["codes"]
    path = [step["code"] for step in gathered["territory"] if step["level"] in {"region", "province", "commune"}]
    assert len(codes) == 3 and set(path) <= set(codes)
    assert asked(client, "equipment/locate.json", id=row["id"])["codes"] == []


def test_locate_frames_records_or_a_whole_question(client: Client) -> None:
    load_good("equipment")
    ids = [r["id"] for r in asked(client, "equipment/records.json", location_precision="exact", limit=2)["rows"]]
    assert asked(client, "equipment/locate.json", id=ids)["located"] == 2
    assert asked(client, "equipment/locate.json", id=",".join(map(str, ids)))["located"] == 2
    whole = asked(client, "equipment/locate.json")
    assert whole["located"] + whole["gathered"] >= 2
    assert asked(client, "equipment/locate.json", id=0)["bbox"] is None
    assert asked(client, "equipment/locate.json", 400, id="x")["error"]["parameter"] == "id"


def test_what_a_viewer_may_not_read_is_not_there(client: Client) -> None:
    load_good("equipment")
    assert asked(client, "permits/records.json", 401)["error"]["code"] == "login_needed"
    names = {c["name"] for c in asked(client, "equipment/records.json")["columns"]}
    assert not names & {"land_reference", "flags"}
    for name in ("land_reference", "flags"):
        assert asked(client, "equipment/records.json", 400, **{name: "x"})["error"]["parameter"] == name
        assert asked(client, "equipment/records.json", 400, filter=f"{name} = 'x'")["error"]["parameter"] == "filter"


def test_an_answer_is_kept_by_whom_it_is_for(client: Client, steward: Client) -> None:
    load_good("equipment")
    public = Client().get("/api/layers/equipment/records.json")
    assert public["Cache-Control"] == "public, max-age=300"
    again = Client().get("/api/layers/equipment/records.json", headers={"If-None-Match": public["ETag"]})
    assert again.status_code == 304
    # A steward reads more fields of the same public layer: his answer is his alone.
    own = steward.get("/api/layers/equipment/records.json")
    assert own["Cache-Control"] == "private, no-cache" and own["ETag"] != public["ETag"]
    assert "Authorization" in own["Vary"] and "Cookie" in own["Vary"]


def test_filters_are_built_from_what_is_there(client: Client) -> None:
    load_good("equipment")
    fields = {f["name"]: f for f in asked(client, "equipment/fields.json")["fields"]}
    sectors = fields["sector_of"]["values"]
    assert {"Enseignement", "Santé"} <= {s["title"] for s in sectors} and sum(s["count"] for s in sectors) > 0
    capacity = fields["capacity"]
    assert capacity["min"] < capacity["max"] and not fields["reference"]["values"]
    arabic = {f["name"]: f for f in asked(client, "equipment/fields.json", lang="ar")["fields"]}
    assert arabic["sector_of"]["title"] == "المجال"
