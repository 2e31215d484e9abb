"""One search box: places and records together, each person finding only what he may read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from geo_platform.accounts.models import RoleGrant, User
from layers import registry
from layers.models import Equipment, Permit
from layers.queries import search

pytestmark = pytest.mark.django_db


def found(client: Client, text: str, **more: str) -> list[dict[str, Any]]:
    answer = client.get("/api/search/", {"q": text, **more})
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-cache"
    return answer.json()["results"]


def officer() -> Client:
    user = User.objects.create_user("dgct-search", password="un-mot-de-passe-1")
    RoleGrant.objects.create(user=user, role="dgct")
    client = Client()
    client.force_login(user)
    return client


def test_a_place_comes_before_records_in_its_own_group(client: Client) -> None:
    results = found(client, "Azilal")
    assert results[0]["type"] == "territory" and results[0]["group"] == "Lieux"
    assert "05.081" in {one["code"] for one in results}


def test_a_record_is_found_by_the_beginning_of_its_key_in_any_case(client: Client) -> None:
    some = Equipment.objects.order_by("id").first()
    assert some is not None
    for text in (some.reference, some.reference.lower(), some.reference[:-1]):
        records = [one for one in found(client, text, limit="20") if one["type"] == "record"]
        assert some.reference in {one["code"] for one in records}
        assert len(records) <= 4


def test_a_title_is_found_by_any_part_without_accents_in_the_readers_language(client: Client) -> None:
    record = next(one for one in found(client, "ecole prim") if one["type"] == "record")
    assert record["layer"] == "equipment" and record["group"] == "Équipements collectifs"
    assert record["name"].startswith("École primaire") and record["place"]
    arabic = next(one for one in found(client, "مدرسة", lang="ar") if one["type"] == "record")
    assert arabic["name"].startswith("مدرسة") and arabic["group"] == "المرافق الجماعية"


def test_a_title_is_looked_up_in_an_index_at_any_size() -> None:
    layer = registry.get("equipment")
    text = f"explain select r.id from {layer.table} r where {search._condition(layer, layer.fields)}"
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(text, search._patterns("école prim"))
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "equipment_titles" in plan and "Seq Scan" not in plan


def test_a_restricted_layer_answers_only_who_may_read_it(client: Client) -> None:
    permit = Permit.objects.order_by("id").first()
    assert permit is not None
    assert not [one for one in found(client, permit.reference) if one.get("layer") == "permits"]
    records = [one for one in found(officer(), permit.reference) if one.get("layer") == "permits"]
    assert permit.id in {one["id"] for one in records}


def test_signs_of_a_pattern_are_letters(client: Client) -> None:
    assert [one for one in found(client, "%_%") if one["type"] == "record"] == []


@pytest.mark.parametrize("query", ["q=azilal&limit=x", "q=azilal&nonsense=1"])
def test_a_wrong_parameter_is_named(client: Client, query: str) -> None:
    answer = client.get(f"/api/search/?{query}")
    assert answer.status_code == 400 and answer.json()["error"]["parameter"] in {"limit", "nonsense"}
