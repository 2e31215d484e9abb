"""Rasters on paper: the cells that are there, in the colours of the legend, with their source."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from geo_platform.accounts.models import ExportLog, RoleGrant, User
from geo_platform.portal.printing import drawing, legend, sheet
from layers.models import RasterVersion
from layers.services import pdf, svg_map
from tests.layers.raster import made
from tests.layers.raster.conftest import registered  # noqa: F401
from tests.portal.test_print import asked, in_order, text_of

pytestmark = pytest.mark.django_db
WEST, EAST = "#B5462F", "#2A6FB0"
CLASSES = [
    {"code": 1, "fr": "Couchant", "ar": "غرب", "color": WEST},
    {"code": 2, "fr": "Levant", "ar": "شرق", "color": EAST},
]
FRAME = ",".join(map(str, made.BOX))
Put = Callable[..., RasterVersion]


@pytest.fixture
def halves(registered: Put) -> RasterVersion:  # noqa: F811
    """West of −6.5° one class, east of it another, and nothing in the southern third."""
    cells = np.ones((90, 120), np.uint8)
    cells[:, 60:] = 2
    cells[60:] = 0
    return registered(cells, name="moities", kind="classes", classes=CLASSES, profile={"nodata": 0})


def pixel(made_: drawing.Map, lon: float, lat: float) -> tuple[int, ...]:
    image = Image.open(io.BytesIO(made_.pictures["raster-moities.png"])).convert("RGBA")
    place = svg_map.metres((lon, lat, lon, lat))
    x, y = made_.frame.at(place["west"], place["north"])
    across, down = image.width / made_.frame.width, image.height / made_.frame.height
    return tuple(image.getpixel((round(x * across), round(y * down))))


def rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))


@pytest.mark.usefixtures("halves")
def test_each_cell_is_printed_where_it_lies() -> None:
    page = sheet.compose(asked(layer="moities", frame=FRAME)).map
    for lon, lat in ((-7.4, 32.9), (-6.52, 32.1), (-7.0, 32.5)):
        assert pixel(page, lon, lat)[:3] == rgb(WEST)
    for lon, lat in ((-6.48, 32.9), (-5.6, 32.1)):
        assert pixel(page, lon, lat)[:3] == rgb(EAST)
    for lon, lat in ((-7.0, 31.9), (-6.0, 31.6)):
        assert pixel(page, lon, lat)[3] == 0, "nothing is known there"


@pytest.mark.usefixtures("halves")
def test_the_page_shows_them_with_legend_and_source() -> None:
    document = sheet.document(asked(layer="moities", frame=FRAME))
    in_order(text_of(document), "Essai", "Couchant", "Levant", "Source")
    assert "Essai : Fait pour l’essai, situation au 30/06/2020, Apache-2.0" in text_of(document).replace("\n", " ")
    printed = np.asarray(Image.open(io.BytesIO(pdf.picture(document, 60))).convert("RGB"))
    for color in (WEST, EAST):
        assert (np.abs(printed.astype(int) - rgb(color)).max(axis=2) < 6).sum() > 5000


@pytest.mark.usefixtures("halves")
def test_without_colour_classes_are_told_apart() -> None:
    wanted = asked(layer="moities;0.5", frame=FRAME, grey="1")
    page = sheet.compose(wanted).map
    west, east = pixel(page, -7.0, 32.5), pixel(page, -6.0, 32.5)
    assert len(set(west[:3])) == len(set(east[:3])) == 1 and abs(west[0] - east[0]) > 100
    assert 'opacity="0.50"' in str(page.svg)
    assert WEST not in str([row.swatch for row in legend.raster(wanted.rasters[0], grey=True).rows])


def test_a_ramp_is_told_by_its_ends(registered: Put) -> None:  # noqa: F811
    version = registered(made.smooth(), name="pente", ramp="relief")
    shown = asked(layer="pente", frame=FRAME)
    part = legend.raster(shown.rasters[0], grey=False)
    assert len(part.rows) == 3 and part.subtitle == "m"
    assert str(version.resolution_m)  # a version in service
    assert sheet.compose(shown).map.pictures["raster-pente.png"].startswith(b"\x89PNG")


def test_a_reserved_raster_is_printed_to_those_who_see_it_and_written_down(client: Client, registered: Put) -> None:  # noqa: F811
    registered(made.smooth(), name="reserve", sensitivity="internal")
    question = {"indicator": "amenities_running_water", "territory": "05", "layer": "reserve", "frame": FRAME}
    assert client.get("/map/print.pdf", question, HTTP_ACCEPT="application/json").status_code in {302, 401}
    user = User.objects.create_user("dgct-print", password="un-mot-de-passe-1")
    RoleGrant.objects.create(user=user, role="dgct")
    client.force_login(user)
    answer = client.get("/map/print.pdf", question)
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-cache"
    assert ExportLog.objects.filter(username="dgct-print", layer="reserve").count() == 1


def test_a_raster_takes_no_parameters(client: Client) -> None:
    assert client.get("/map/print.json", {"layer": "essai?territory=05"}).status_code == 404
