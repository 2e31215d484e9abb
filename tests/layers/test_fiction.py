"""Rows invented for a demonstration: marked where a demonstration is held, nobody's to see anywhere else."""

from __future__ import annotations

import gzip
from typing import Any

import mapbox_vector_tile
import pytest
from django.test import Client

from layers import registry
from layers.access import Grant, Viewer
from layers.models import Equipment
from layers.query import LayerQuery

pytestmark = pytest.mark.django_db
STEWARD = Viewer(1, (Grant("steward"),))
INVENTED = [layer.slug for layer in registry.layers().values() if layer.fictitious_column]
PUBLIC = ("equipment", "networks", "zoning")


def listed(client: Client) -> dict[str, dict[str, Any]]:
    return {layer["slug"]: layer for layer in client.get("/api/layers/").json()["layers"]}


def tile(client: Client, slug: str) -> list[dict[str, Any]]:
    body = gzip.decompress(client.get(f"/tiles/{slug}/8/123/103.pbf").content)
    decoded = mapbox_vector_tile.decode(body)
    return [feature["properties"] for feature in decoded[slug]["features"]] if decoded else []


def test_public_layers_show_a_demonstration_as_one(client: Client) -> None:
    found = listed(client)
    for slug in PUBLIC:
        assert found[slug]["allowed"] and found[slug]["fictitious"] and found[slug]["count"] > 0
    assert tile(client, "equipment") and all(f["fictitious"] for f in tile(client, "equipment"))


def test_outside_a_demonstration_the_public_sees_what_is_real_only(client: Client, settings: Any) -> None:
    tile(client, "equipment")  # cached before the setting changes: the key must tell the two apart
    settings.FICTITIOUS_DATA = False
    real = Equipment.objects.exclude(location_precision="none").first()
    assert real
    Equipment.objects.filter(pk=real.pk).update(fictitious=False)
    found = listed(client)
    assert {slug: found[slug]["count"] for slug in PUBLIC} == {"equipment": 1, "networks": 0, "zoning": 0}
    assert not any(layer["fictitious"] for layer in found.values())
    assert tile(client, "networks") == tile(client, "zoning") == []
    assert not any(f["fictitious"] for f in tile(client, "equipment"))


@pytest.mark.parametrize("slug", INVENTED)
def test_no_path_of_any_layer_leads_to_them(slug: str, settings: Any) -> None:
    query = LayerQuery.from_params(registry.get(slug), {}, STEWARD)
    assert query.count() > 0 and query.has_fiction()
    seen, before = query.count(), query.fingerprint
    settings.FICTITIOUS_DATA = False
    assert query.is_filtered and not query.has_fiction() and query.fingerprint != before
    assert query.count() < seen and not query.where("r.fictitious", {}).rows(limit=1)
    if registry.get(slug).history:
        past = LayerQuery.from_params(registry.get(slug), {"as_of": ["2100-01-01"]}, STEWARD)
        assert past.count() == query.count()


def test_counts_of_the_list_are_new_after_a_change(client: Client) -> None:
    before = listed(client)["equipment"]["count"]
    first = Equipment.objects.first()
    assert first
    first.delete()
    assert listed(client)["equipment"]["count"] == before - 1


def test_the_list_says_how_each_layer_is_drawn_and_what_its_colours_mean(client: Client) -> None:
    for lang, motorway in (("fr", "Autoroute"), ("ar", "طريق سيار")):
        found = {layer["slug"]: layer for layer in client.get(f"/api/layers/?lang={lang}").json()["layers"]}
        assert found["networks"]["legend"]["key"][0] == {"color": "#F08A24", "title": motorway}
        assert [part["type"] for part in found["networks"]["drawn"]] == ["line", "line", "circle"]
        assert found["equipment"]["label"] == [f"name_{lang}", "name_fr", "reference"]
    assert found["parcels"]["drawn"] == [] and found["parcels"]["count"] is None  # a lock, for the public
    for layer in registry.layers().values():
        names = {field.name for field in layer.fields}
        assert layer.style.kind in {"limits", "aggregate"} or {n.format(lang="ar") for n in layer.label} <= names
