"""The printed map: what is on paper is what was asked, its text reads in both languages, its scale is true."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pypdf
import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import translation

from geo_platform.accounts.models import ExportLog, RoleGrant, User
from geo_platform.portal.printing import drawing, legend, paper, sheet, wanted
from layers.access import ANONYMOUS, Grant, Viewer
from layers.services import pdf, svg_map
from tests.harness.browser import serious_violations

pytestmark = pytest.mark.django_db
WATER = {"indicator": "amenities_running_water", "year": "2024", "method": "round", "territory": "05"}
WATER |= {"level": "commune"}
REGION = Viewer(2, (Grant("region"),))
DGCT = Viewer(1, (Grant("dgct"),))
ARABIC_LIGATURE = str.maketrans({"ﻻ": "لا", "\u200f": "", "\u200e": "", "\u202b": "", "\u202c": "", "\u202a": ""})


def asked(viewer: Viewer = ANONYMOUS, **parameters: Any) -> wanted.Wanted:
    request = RequestFactory().get("/map/print.pdf", WATER | parameters)
    request.viewer = viewer
    return wanted.read(request)


def text_of(document: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    return "\n".join(page.extract_text() for page in pages)


def in_order(text: str, *words: str) -> None:
    places = [text.find(word) for word in words]
    assert -1 not in places, dict(zip(words, places, strict=True))
    assert places == sorted(places)


def test_the_page_tells_title_filter_legend_and_source_in_reading_order() -> None:
    found = asked(layer="equipment?territory=05&sector_of=SAN", title="Santé et eau courante")
    text = text_of(sheet.document(found)).replace("\u202f", " ")
    in_order(text, "ROYAUME DU MAROC", "Santé et eau courante", "Béni Mellal-Khénifra (05)", "Équipements collectifs")
    assert "Domaine = Santé" in text  # the filter in words: its field's title, its value's
    in_order(text, "Équipements collectifs", "Sans donnée", "Échelle", "HCP, RGPH 2024", "DONNÉES FICTIVES")
    assert re.search(r"1 : \d[\d ]+", text) and "01/09/2024" in text and "1 / 1" in text


def test_the_arabic_page_reads_from_right_to_left() -> None:
    with translation.override("ar"):
        document = sheet.document(asked())
    text = text_of(document).translate(ARABIC_LIGATURE)
    assert "المملكة المغربية" in text and "ROYAUME DU MAROC" in text
    assert "خنيفرة" in text and "بدون معطيات" in text  # a name on the map, and the legend's words


def test_what_is_printed_is_what_is_filtered() -> None:
    every = sheet.compose(asked(layer="equipment?territory=05")).map.records[0]
    health = sheet.compose(asked(layer="equipment?territory=05&sector_of=SAN")).map.records[0]
    query = health.shown.query
    assert 0 < health.apart + health.counted <= query.count() < every.apart + every.counted
    assert health.apart <= query.located().count()


def test_what_a_viewer_may_not_see_is_not_printed() -> None:
    client = Client()
    answer = client.get("/map/print.json", WATER | {"layer": "permits?territory=05"}, HTTP_ACCEPT="application/json")
    assert answer.status_code in {302, 401}
    page = sheet.compose(asked(DGCT, layer="permits?territory=05"))
    (known,) = page.map.records
    assert 0 < known.apart + known.counted <= known.shown.query.count()
    (counted,) = sheet.compose(asked(REGION, layer="permits?territory=05")).map.records
    assert counted.counted > 0 and counted.apart == 0  # who may not know where they lie gets counts


@pytest.mark.parametrize("name", ["a4", "a3"])
@pytest.mark.parametrize("turn", ["landscape", "portrait"])
def test_the_scale_bar_is_true_on_paper(name: str, turn: str) -> None:
    made = sheet.compose(asked(paper=name, turn=turn)).map
    told = svg_map.scale_bar(made.frame, drawing.BAR)
    bar = re.search(r'<rect id="scale-bar"[^>]* width="([\d.]+)"', str(made.svg))
    assert bar and float(bar[1]) == pytest.approx(told["width"], abs=0.05)
    middle = made.frame.degrees()
    lat = (middle["south"] + middle["north"]) / 2
    degrees = (middle["east"] - middle["west"]) / made.frame.width * told["width"]
    with connection.cursor() as cursor:
        cursor.execute(
            "select ST_Distance(ST_Point(0, %s, 4326)::geography, ST_Point(%s, %s, 4326)::geography)",
            [lat, degrees, lat],
        )
        (metres,) = cursor.fetchone()
    # The sphere of Mercator against the ellipsoid: two thousandths at most.
    assert metres == pytest.approx(told["km"] * 1000, rel=3e-3)
    assert told["km"] * 1e6 / told["width"] == pytest.approx(made.denominator, rel=3e-3)


def test_black_and_white_has_five_greys_signs_and_shapes() -> None:
    page = sheet.compose(asked(grey="1", classes="7", layer="equipment?territory=05"))
    svg = str(page.map.svg)
    part = legend.classes(asked(grey="1"), {**_figures(), "counts": [1] * 5}, "", "")
    assert len(part.rows) == 6  # five classes and no data
    fills = set(re.findall(r'(?:fill|stroke)="(#[0-9A-Fa-f]{6})"', svg)) - {drawing.ink.DARK}
    assert all(color[1:3] == color[3:5] == color[5:7] for color in fills), fills
    change = sheet.compose(asked(grey="1", year="change"))
    assert ">+</text>" in str(change.map.svg)


def _figures() -> dict[str, Any]:
    colors = ["#EFF4BA", "#7CD1A5", "#069FA6", "#006890", "#123560"]
    indicator = {"decimals": 1}
    breaks = [0, 1, 2, 3, 4, 5]
    return {"breaks": breaks, "colors": colors, "nodata": 0, "ramp": "acces", "indicator": indicator}


@pytest.mark.parametrize(
    ("name", "value"),
    [("paper", "a9"), ("turn", "round"), ("frame", "1,2,3"), ("limits", "moon"), ("layer", "moon"), ("colour", "1")],
)
def test_a_wrong_choice_is_refused_by_its_name(name: str, value: str) -> None:
    answer = Client().get("/map/print.json", WATER | {name: value})
    assert answer.status_code in {400, 404}
    assert name in answer.content.decode() or value in answer.content.decode()


def test_a_document_fetches_nothing_it_was_not_given(tmp_path: Any) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    for address in (secret.as_uri(), "http://127.0.0.1:9/x.png", "https://example.org/x.png"):
        with pytest.raises(ValueError, match="may not read"):
            pdf.written(f'<html><body><img src="{address}"></body></html>')


def test_places_of_a_page_never_touch() -> None:
    for name in paper.SIZES:
        for turn in paper.TURNS:
            where = paper.places(paper.Paper.named(name, turn), ["x"] * 3, 70, rtl=False)
            width, height = paper.Paper.named(name, turn).inner
            for box in (where.title, where.map, where.legend, where.foot):
                assert box.left >= 0 and box.left + box.width <= width + 0.01
                assert box.top + box.height <= height + 0.01
            assert where.map.top >= where.title.top + where.title.height
            assert where.foot.top >= max(where.map.top + where.map.height, where.legend.top + where.legend.height)


@pytest.mark.parametrize("lang", ["fr", "ar"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["wide", "phone"])
def test_the_composer_shows_the_page_it_gives(
    new_page: Callable[..., Any], server: Any, screenshots: Any, lang: str, size: tuple[int, int]
) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{server.url}/map/print/?{urlencode(WATER | {'layers': 'region,equipment', 'lang': lang})}")
    page.wait_for_selector("#composer[data-ready]:not([aria-busy])")
    assert "5" in page.inner_text("[data-facts]")
    href = page.get_attribute("[data-pdf]", "href")
    answer = page.request.get(server.url + href)
    assert answer.headers["content-type"] == "application/pdf" and answer.body().startswith(b"%PDF")
    page.screenshot(path=screenshots / f"composer-{'wide' if size[0] > 900 else 'phone'}-{lang}.png")
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_a_picture_with_reserved_records_is_written_down_as_its_pdf_is(client: Client) -> None:
    user = User.objects.create_user("dgct-print", password="un-mot-de-passe-1")
    RoleGrant.objects.create(user=user, role="dgct")
    client.force_login(user)
    asked = WATER | {"territory": "05.091", "layer": "permits?territory=05.091"}
    for dpi, logged in (("40", 0), ("200", 1)):
        assert client.get("/map/print.png", asked | {"dpi": dpi}).status_code == 200
        assert ExportLog.objects.filter(username="dgct-print", layer="permits").count() == logged
