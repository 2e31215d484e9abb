"""QGIS opens the project of a viewer: every layer valid, his language, his filters, the explorer's own colours."""

from __future__ import annotations

import base64
import io
import json
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo_platform.accounts.models import RoleGrant, User
from layers import registry
from layers.layer import Sensitivity
from layers.services import qgis_project
from layers.services.gathering import places

pytestmark = pytest.mark.full
PUBLIC = {slug for slug, layer in registry.layers().items() if layer.sensitivity == Sensitivity.PUBLIC}
PASSWORD = "un-mot-de-passe-1"
Ask = Callable[..., Any]


def fetch(server: Any, path: str) -> bytes:
    with urllib.request.urlopen(f"{server.url}{path}", timeout=120) as answer:
        body: bytes = answer.read()
        return body


@pytest.fixture
def saved(server: Any, tmp_path: Path) -> Callable[[str], str]:
    """Downloads the project of a question; its path."""

    def save(question: str) -> str:
        path = tmp_path / "project.qgz"
        path.write_bytes(fetch(server, f"/export/project.qgz?{question}"))
        return str(path)

    return save


def test_the_public_project_opens_with_every_layer_valid(saved: Callable[[str], str], qgis: Ask) -> None:
    found = qgis("project", path=saved("indicator=population_legal&lang=ar"))
    assert found["loaded"] and found["crs"] == "EPSG:3857" and found["title"] == "المنصة الترابية"
    layers = found["layers"]
    assert set(layers) == {qgis_project.identifier(name) for name in {*PUBLIC, "population_legal"}}
    assert {name for name, layer in layers.items() if not layer["valid"]} == set()
    networks = layers[qgis_project.identifier("networks")]
    assert (networks["name"], networks["group"]) == ("الشبكات", "الشبكات")
    assert [registry.get("networks").licence] == networks["license"]
    shown = {name for name, layer in layers.items() if layer["shown"]}
    assert shown == {qgis_project.identifier(name) for name in ("regions", "provinces", "population_legal")}
    west, south, east, north = found["extent"]
    assert west < -1_800_000 and east > -200_000 and south < 2_500_000 and north > 4_200_000


def test_what_was_filtered_is_what_qgis_gets(saved: Callable[[str], str], server: Any, qgis: Ask) -> None:
    asked = urllib.parse.urlencode({"territory": "05.091", "filter": "status='EXISTANT'"})
    opened = qgis("project", path=saved(f"layers=equipment&{asked}"), count=True)
    found = opened["layers"][qgis_project.identifier("equipment")]
    told = json.loads(fetch(server, f"/api/layers/equipment/records.json?{asked}&limit=1"))
    assert found["valid"] and found["shown"] and found["provider"] == "OAPIF"
    assert found["count"] == told["matched"] > 0
    assert found["look"]["attribute"] == "sector_of"


@pytest.mark.parametrize("question", ["population_legal", "labour_unemployment_rate&year=change"])
def test_a_choropleth_drawn_by_qgis_has_the_explorers_colours(
    question: str, saved: Callable[[str], str], server: Any, qgis: Ask
) -> None:
    told = json.loads(fetch(server, f"/api/choropleth/?indicator={question}"))
    code = question.split("&", maxsplit=1)[0]
    path = saved(f"layers=communes&indicator={question}")
    box = [-830_000.0, 3_700_000.0, -530_000.0, 4_000_000.0]
    with server.orm():
        known = [p for p in places("2024", "clients").by_id.values() if p.level == "commune"]
    inside = [p for p in known if box[0] < p.x < box[2] and box[1] < p.y < box[3] and told["classes"][p.code] >= 0]
    assert len(inside) > 100
    expected = [told["colors"][told["classes"][p.code]].lower() for p in inside]
    assert len(set(expected)) >= 5
    points = [[p.x, p.y] for p in inside]
    layer = qgis_project.identifier(code)
    assert qgis("colours", path=path, layer=layer, points=points, box=box, size=[2000, 2000]) == expected


def test_qgis_draws_vector_tiles_with_their_own_style(server: Any, qgis: Ask, tmp_path: Path) -> None:
    picture = tmp_path / "networks.png"
    style = json.loads(fetch(server, "/styles/networks.json"))
    found = qgis(
        "tiles",
        url=f"{server.url}/tiles/networks/{{z}}/{{x}}/{{y}}.pbf",
        style_url=f"{server.url}/styles/networks.json",
        box=[-900_000.0, 3_800_000.0, -600_000.0, 4_100_000.0],
        size=[600, 600],
        picture=str(picture),
    )
    assert found["valid"] and found["loaded"], found["message"]
    assert [rule[0] for rule in found["rules"]] == [part["id"] for part in style["layers"]]
    reds = {rule[2] for rule in found["rules"] if "'RN'" in rule[1] and "NOT IN" not in rule[1].upper()}
    assert reds == {"#d7263d"}
    from PIL import Image

    colours = {rgb for _, rgb in Image.open(picture).convert("RGB").getcolors(1 << 24) or ()}
    assert len(colours) > 3


def test_restricted_layers_open_with_a_login_that_the_project_does_not_hold(
    server: Any, qgis: Ask, tmp_path: Path
) -> None:
    with server.orm():
        user = User.objects.create_user("planificateur", password=PASSWORD)
        RoleGrant.objects.create(user=user, role="dgct")
    login = base64.b64encode(f"planificateur:{PASSWORD}".encode()).decode()
    request = urllib.request.Request(f"{server.url}/export/project.qgz", headers={"Authorization": f"Basic {login}"})
    path = tmp_path / "project.qgz"
    with urllib.request.urlopen(request, timeout=120) as answer:
        path.write_bytes(answer.read())
    with zipfile.ZipFile(path) as archive:
        text = archive.read("project.qgs").decode()
    assert f"authcfg='{qgis_project.AUTHCFG}'" in text and PASSWORD not in text
    layers = qgis("project", path=str(path), login=["planificateur", PASSWORD])["layers"]
    assert set(layers) == {qgis_project.identifier(slug) for slug in registry.layers()}
    assert {name for name, layer in layers.items() if not layer["valid"]} == set()


def test_no_secret_is_in_a_project(server: Any, saved: Callable[[str], str]) -> None:
    with zipfile.ZipFile(io.BytesIO(Path(saved("")).read_bytes())) as archive:
        text = archive.read("project.qgs").decode()
    assert archive.namelist() == ["project.qgs"]
    assert "password" not in text.lower().replace("mot de passe", "") and "authcfg=" not in text
