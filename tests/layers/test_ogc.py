"""OGC API – Features: what it advertises it does, and what a caller may not read is not there."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from geo_platform.accounts import tokens
from geo_platform.accounts.models import LoginAttempt, RoleGrant, User
from layers import projections, registry
from tests.etl.civic import load_good

pytestmark = pytest.mark.django_db
PASSWORD = "un-mot-de-passe-1"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@pytest.fixture
def user() -> User:
    found = User.objects.create_user("intendant", password=PASSWORD)
    RoleGrant.objects.create(user=found, role="steward")
    return found


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def asked(path: str, status: int = 200, headers: dict[str, str] | None = None, **params: Any) -> dict[str, Any]:
    response = Client().get(f"/ogc/{path}", params, headers=headers)
    assert response.status_code == status, response.content
    found: dict[str, Any] = json.loads(response.content)
    return found


def link(body: dict[str, Any], rel: str) -> str:
    return next((each["href"] for each in body["links"] if each["rel"] == rel), "")


def followed(path: str, headers: dict[str, str] | None = None, **params: Any) -> list[dict[str, Any]]:
    body = asked(path, headers=headers, **params)
    found = body["features"]
    while address := link(body, "next"):
        body = json.loads(Client().get(address.removeprefix("http://testserver"), headers=headers).content)
        found += body["features"]
    assert body["numberMatched"] == len(found)
    return found


def test_links_lead_everywhere_a_client_looks() -> None:
    home = asked("")
    for rel in ("self", "alternate", "service-desc", "service-doc", "conformance", "data"):
        address = link(home, rel).removeprefix("http://testserver")
        assert Client().get(address).status_code == 200, rel
    found = asked("collections")["collections"]
    assert {c["id"] for c in found} == {slug for slug, layer in registry.layers().items() if not layer.sensitivity}
    communes = next(c for c in found if c["id"] == "communes")
    assert communes["storageCrs"] in communes["crs"] and communes["itemType"] == "feature"
    west, south, east, north = communes["extent"]["spatial"]["bbox"][0]
    assert west < -16 and south < 22 and east > -2 and north > 35


def test_every_page_is_there_for_people_in_both_languages() -> None:
    load_good("equipment")
    one = asked("collections/equipment/items", limit=1)["features"][0]["id"]
    base = "collections/equipment"
    pages = ["", "conformance", "collections", "api", base]
    pages += [f"{base}/{end}" for end in ("queryables", "items", f"items/{one}")]
    for page in pages:
        for language, direction in (("fr", "ltr"), ("ar", "rtl")):
            html = Client().get(f"/ogc/{page}", {"f": "html", "lang": language})
            assert html.status_code == 200 and f'dir="{direction}"' in html.content.decode(), page
    assert Client().get("/ogc/", headers={"Accept": "image/png"}).status_code == 406
    assert Client().head("/ogc/collections/communes/items").status_code == 200


def test_items_over_all_pages_are_the_table() -> None:
    found = followed("collections/communes/items", limit=400, sortby="-area_m2", properties="code")
    assert len({f["id"] for f in found}) == 1503
    assert set(found[0]["properties"]) == {"code"}


@pytest.mark.parametrize("srid", [3857, *projections.MERCHICH])
def test_geometries_come_in_the_system_asked_for(srid: int) -> None:
    load_good("equipment")
    params = {"location_precision": "exact", "limit": "200"}
    plain = asked("collections/equipment/items", **params)["features"]
    response = Client().get("/ogc/collections/equipment/items", {**params, "crs": f"{EPSG}{srid}"})
    assert response["Content-Crs"] == f"<{EPSG}{srid}>" and len(plain) > 5
    for one, other in zip(plain, json.loads(response.content)["features"], strict=True):
        x, y = projections.from_wgs84(*one["geometry"]["coordinates"], srid)
        assert other["geometry"]["coordinates"] == pytest.approx([float(x), float(y)], abs=0.02)


def test_latitude_comes_first_where_its_authority_says_so() -> None:
    load_good("equipment")
    params = {"location_precision": "exact", "limit": 1}
    plain = asked("collections/equipment/items", **params)["features"][0]["geometry"]["coordinates"]
    flipped = asked("collections/equipment/items", crs=f"{EPSG}4326", **params)["features"][0]["geometry"]
    assert flipped["coordinates"] == plain[::-1]


def test_a_record_known_to_its_commune_only_has_no_geometry() -> None:
    load_good("equipment")
    for precision, has_none in (("exact", False), ("commune", True)):
        found = asked("collections/equipment/items", location_precision=precision)["features"]
        assert found and {f["geometry"] is None for f in found} == {has_none}


def test_text_of_any_kind_stays_json() -> None:
    load_good("equipment")
    from layers.models import Equipment

    awkward = 'a"b\\c\n\u2028</script>é مدرسة %s {0}'
    one = Equipment.objects.first()
    assert one
    Equipment.objects.filter(pk=one.pk).update(name_fr=awkward)
    assert asked(f"collections/equipment/items/{one.pk}")["properties"]["name_fr"] == awkward
    assert asked("collections/equipment/items", name_fr=awkward)["features"][0]["id"] == one.pk


@pytest.mark.parametrize(
    ("params", "named"),
    [({"bbox": "a"}, "bbox"), ({"crs": "moon"}, "crs"), ({"filter": "x ="}, "filter"), ({"limit": "-1"}, "limit"),
     ({"couleur": "1"}, "couleur"), ({"f": "xml"}, "f"), ({"lang": "en"}, "lang"), ({"next": "abc"}, "next"),
     ({"datetime": "hier"}, "datetime"), ({"filter": "1=1", "filter-lang": "sql"}, "filter-lang")],
)  # fmt: skip
def test_refusals_name_parameter_and_value(params: dict[str, str], named: str) -> None:
    error = asked("collections/equipment/items", 400, **params)["error"]
    assert error["parameter"] == named and error["value"] == params[named]


def test_what_a_caller_may_not_read_asks_for_a_login(user: User) -> None:
    response = Client().get("/ogc/collections/permits/items")
    assert response.status_code == 401 and response["WWW-Authenticate"].startswith("Basic")
    headers = basic("intendant", PASSWORD)
    assert asked("collections/permits/items", headers=headers)["type"] == "FeatureCollection"
    assert "permits" in {c["id"] for c in asked("collections", headers=headers)["collections"]}
    RoleGrant.objects.update(revoked_at=timezone.now())
    assert asked("collections/permits/items", 403, headers=headers)["error"]["code"] == "forbidden"


def test_a_wrong_password_is_slowed_down_and_never_served_as_a_stranger(user: User) -> None:
    for _ in range(5):
        assert asked("collections", 401, headers=basic("intendant", "faux"))["error"]["code"] == "bad_credentials"
    refused = Client().get("/ogc/collections", headers=basic("intendant", "faux"))
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0
    assert LoginAttempt.objects.filter(username="intendant", succeeded=False).count() == 5
    for header in ("Basic !!!", "Basic " + base64.b64encode(b"sans").decode(), "Digest x", "Bearer gtk_x"):
        assert asked("", 401, headers={"Authorization": header})["error"]["code"] == "bad_credentials"


def test_a_right_password_is_hashed_once_and_dropped_when_changed(user: User) -> None:
    headers = basic("intendant", PASSWORD)
    for _ in range(3):
        asked("", headers=headers)
    assert LoginAttempt.objects.filter(username="intendant").count() == 1
    user.set_password("un-autre-mot-de-passe-2")
    user.save()
    asked("", 401, headers=headers)


def test_a_token_opens_what_it_names_until_its_end(user: User) -> None:
    token, text = tokens.create(user, "QGIS", 30, ["permits"])
    assert text not in str(tokens.ApiToken.objects.values_list().get())
    for headers in ({"Authorization": f"Bearer {text}"}, basic("intendant", text)):
        asked("collections/permits/items", headers=headers)
        asked("collections/projects/items", 403, headers=headers)
        # Of a public layer it does not name, the token is the public: no field for officers.
        assert "flags" not in asked("collections/equipment/queryables", headers=headers)["properties"]
        assert Client().post("/api/permits/by-commune/", headers=headers).status_code == 403
    asked("", 401, headers=basic("autre", text))
    assert tokens.ApiToken.objects.get().last_used_on == timezone.localdate()
    for change in ({"expires_at": timezone.now()}, {"expires_at": token.expires_at, "revoked_at": timezone.now()}):
        tokens.ApiToken.objects.update(**change)
        asked("", 401, headers={"Authorization": f"Bearer {text}"})


def test_a_token_is_made_shown_once_and_revoked_in_the_account(user: User, client: Client) -> None:
    client.force_login(user)
    made = client.post("/account/tokens/", {"name": "Bureau", "days": "90", "layers": ["permits"]})
    parts = made.content.decode().split("<bdi dir=\"ltr\">")
    text = next(part for part in parts if part.startswith("gtk_")).split("<")[0]
    asked("collections/permits/items", headers={"Authorization": f"Bearer {text}"})
    page = client.get("/account/tokens/").content.decode()
    assert "Bureau" in page and text not in page
    client.post(f"/account/tokens/{tokens.ApiToken.objects.get().pk}/revoke/")
    asked("", 401, headers={"Authorization": f"Bearer {text}"})
    assert client.post("/account/tokens/", {"name": "x", "days": "9999"}).status_code == 400


def test_the_document_tells_each_caller_of_his_own_collections(user: User) -> None:
    stranger, steward = asked("api"), asked("api", headers=basic("intendant", PASSWORD))
    assert stranger["openapi"].startswith("3.0") and "/collections/permits/items" not in stranger["paths"]
    told = steward["paths"]["/collections/permits/items"]["get"]
    assert {"400", "401", "403"} <= set(told["responses"])
    names = {p.get("name") or p["$ref"].rsplit("/", 1)[1] for p in told["parameters"]}
    assert {"bbox", "filter", "as_of", "datetime", "next", "reference", "address"} <= names


def test_any_site_reads_what_everyone_may() -> None:
    response = Client().get("/ogc/collections/communes/items", {"limit": 1})
    assert response["Access-Control-Allow-Origin"] == "*" and response["Cache-Control"] == "public, max-age=300"
    again = Client().get("/ogc/collections/communes/items?limit=1", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_nothing_private_is_open_to_other_sites(user: User) -> None:
    response = Client().get("/ogc/collections/permits/items", headers=basic("intendant", PASSWORD))
    assert "Access-Control-Allow-Origin" not in response and response["Cache-Control"] == "private, no-cache"
