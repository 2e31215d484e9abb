"""Tiles of the territory: decoded as a client would, small, revalidated, honest about filters and errors."""

from __future__ import annotations

import gzip

import mapbox_vector_tile
import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

KINGDOM = "/tiles/{}/5/15/13.pbf"


def features(body: bytes, layer: str) -> list[dict[str, str]]:
    decoded = mapbox_vector_tile.decode(gzip.decompress(body))
    return [f["properties"] for f in decoded[layer]["features"]] if decoded else []


def test_a_tile_holds_codes_and_both_names(client: Client) -> None:
    answer = client.get(KINGDOM.format("communes"))
    assert answer.status_code == 200
    assert len(answer.content) < 250_000
    found = features(answer.content, "communes")
    anergui = next(f for f in found if f["code"] == "05.081.09.09")
    assert anergui["name_ar"] and anergui["province"] == "05.081" and anergui["region"] == "05"


def test_a_known_tile_is_not_sent_again(client: Client) -> None:
    first = client.get(KINGDOM.format("communes"))
    again = client.get(KINGDOM.format("communes"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_filtered_tile_holds_only_what_the_table_holds(client: Client) -> None:
    answer = client.get(KINGDOM.format("communes") + "?territory=05.081&kind=urban")
    assert {f["code"] for f in features(answer.content, "communes")} == {"05.081.01.01", "05.081.01.03"}


def test_casablanca_is_one_commune_and_its_arrondissements_are_apart(client: Client) -> None:
    communes = {f["code"] for f in features(client.get("/tiles/communes/7/61/51.pbf").content, "communes")}
    inside = {
        f["code"]
        for f in features(client.get("/tiles/arrondissements/7/61/51.pbf").content, "arrondissements")
    }
    assert "06.141.01.0" in communes
    assert len({code for code in inside if code.startswith("06.141.")}) == 16
    assert not communes & inside


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/tiles/unknown/5/15/13.pbf", 404, "not_found"),
        ("/tiles/communes/5/99/13.pbf", 404, "not_found"),
        ("/tiles/communes/5/15/13.pbf?colour=red", 400, "unknown_parameter"),
    ],
)
def test_errors_are_named_json(client: Client, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message_ar"]


def test_style_and_tilejson_lead_to_the_tiles(client: Client) -> None:
    style = client.get("/styles/communes.json").json()
    tilejson = client.get(style["sources"]["communes"]["url"].replace("http://testserver", "")).json()
    assert tilejson["tiles"] == ["http://testserver/tiles/communes/{z}/{x}/{y}.pbf"]
