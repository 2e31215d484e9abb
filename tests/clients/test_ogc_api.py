"""GDAL, QGIS and OWSLib over the served OGC API: the rows they count are the table's, with and without a login."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from owslib.ogcapi.features import Features
from owslib.util import Authentication

from layers import registry
from layers.access import Grant, Viewer
from layers.query import LayerQuery
from tests.etl.civic import load_good
from tests.harness import server as gunicorn

pytestmark = pytest.mark.full
NAME, PASSWORD = "intendant.clients", "un-mot-de-passe-de-client-1"
STEWARD = Viewer(1, (Grant("steward", None, frozenset()),))
OPEN, RESERVED = ("communes", "equipment", "networks"), ("permits", "parcels", "complaints")


class Served(NamedTuple):
    url: str
    counts: dict[str, int]
    token: str


@pytest.fixture(scope="module")
def served(server: gunicorn.Server, django_db_blocker: Any) -> Iterator[Served]:
    from geo_platform.accounts import tokens
    from geo_platform.accounts.models import RoleGrant, User

    with django_db_blocker.unblock(), server.orm():
        for source in ("equipment", "networks", "rokhas", "parcels", "chikaya"):
            load_good(source)
        user = User.objects.create_user(NAME, password=PASSWORD)
        RoleGrant.objects.create(user=user, role="steward")
        _token, text = tokens.create(user, "clients", 30, [])
        counts = {slug: LayerQuery.of(layer, STEWARD).count() for slug, layer in registry.layers().items()}
    yield Served(f"{server.url}/ogc/", counts, text)


def gdal(tool: str, *arguments: str, **options: str) -> str:
    config = {"CPL_DEBUG": "OFF", **options}
    command = [tool, *(part for name, value in config.items() for part in ("--config", name, value)), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0 and "ERROR" not in done.stderr, done.stderr[-2000:]
    return done.stdout


def source(served: Served) -> str:
    return f"OAPIF:{served.url}"


@pytest.mark.parametrize("slug", OPEN)
def test_ogrinfo_counts_as_the_table(served: Served, slug: str) -> None:
    assert f"Feature Count: {served.counts[slug]}" in gdal("ogrinfo", "-so", "-ro", source(served), slug)


def test_ogr2ogr_walks_every_page(served: Served, tmp_path: Path) -> None:
    target = tmp_path / "communes.geojson"
    gdal("ogr2ogr", "-f", "GeoJSON", str(target), source(served), "communes", "-oo", "PAGE_SIZE=200")
    found = json.loads(target.read_text())["features"]
    assert len({f["properties"]["code"] for f in found}) == served.counts["communes"]


def test_ogr2ogr_has_the_filter_done_here(served: Served, tmp_path: Path) -> None:
    target = tmp_path / "urban.geojson"
    where = ["-where", "kind = 'urban'", "-spat", "-8", "31", "-5", "34"]
    gdal("ogr2ogr", "-f", "GeoJSON", str(target), *where, source(served), "communes")
    found = {f["properties"]["code"] for f in json.loads(target.read_text())["features"]}
    params = {"kind": ["urban"], "bbox": ["-8,31,-5,34"]}
    wanted = LayerQuery.from_params(registry.get("communes"), params, STEWARD).rows()
    assert found == {row["code"] for row in wanted} != set()


@pytest.mark.parametrize("slug", RESERVED)
def test_gdal_signs_in_with_a_password_or_a_token(served: Served, slug: str) -> None:
    logins: list[dict[str, str]] = [
        {"GDAL_HTTP_USERPWD": f"{NAME}:{PASSWORD}"},
        {"GDAL_HTTP_USERPWD": f"{NAME}:{served.token}"},
        {"GDAL_HTTP_HEADERS": f"Authorization: Bearer {served.token}"},
    ]
    for login in logins:
        assert f"Feature Count: {served.counts[slug]}" in gdal("ogrinfo", "-so", "-ro", source(served), slug, **login)
    command = ["ogrinfo", "-so", "-ro", source(served), slug]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Feature Count" not in refused.stdout


def test_owslib_finds_everything(served: Served) -> None:
    client = Features(served.url)
    assert {"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"} <= set(client.conformance()["conformsTo"])
    assert set(OPEN) <= set(client.feature_collections()) and not set(RESERVED) & set(client.feature_collections())
    assert "kind" in client.collection_queryables("communes")["properties"]
    found = client.collection_items("communes", limit=7, filter="kind = 'urban'", sortby=("name_fr", "asc"))
    assert found["numberReturned"] == 7 and found["numberMatched"] == 242
    one = client.collection_item("communes", str(found["features"][0]["id"]))
    assert one["properties"] == found["features"][0]["properties"]
    assert client.api()["openapi"].startswith("3.0")


def test_owslib_signs_in(served: Served) -> None:
    client = Features(served.url, auth=Authentication(NAME, PASSWORD))
    assert set(RESERVED) <= set(client.feature_collections())
    assert client.collection_items("permits", limit=1)["numberMatched"] == served.counts["permits"]


@pytest.mark.parametrize("slug", [*OPEN, *RESERVED])
def test_qgis_counts_as_the_table(served: Served, slug: str, qgis: Callable[..., Any]) -> None:
    login = {"username": NAME, "password": served.token} if slug in RESERVED else {}
    found = qgis("features", url=served.url, collection=slug, **login)
    assert found["valid"], found
    assert found["count"] == found["walked"] == served.counts[slug]


def test_qgis_without_a_login_gets_nothing_reserved(served: Served, qgis: Callable[..., Any]) -> None:
    assert not qgis("features", url=served.url, collection="permits")["valid"]
