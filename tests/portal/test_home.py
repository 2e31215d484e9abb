"""The public entrance: real figures, the Kingdom's drawing, search without a script, no dead link."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from geo_platform.accounts.models import User
from geo_platform.portal.numbers import number, signed, with_unit
from layers.services import svg_map

pytestmark = pytest.mark.django_db
HREF = re.compile(r'href="(/[^"#]*)')
PLAIN_STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _unhashed_static_files(settings: object) -> None:
    settings.STORAGES = {**settings.STORAGES, **PLAIN_STATIC}  # type: ignore[attr-defined]


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def links(html: str) -> Iterator[str]:
    for path in dict.fromkeys(HREF.findall(html)):
        if not path.startswith((settings.STATIC_URL, "/admin/")):
            yield path


def test_the_three_figures_are_the_census_s(client: Client) -> None:
    html = text(client, "/")
    for figure in (number(36_828_330), "+8,8\u202f%", number(1_503), "75 provinces", "12 régions",
                   with_unit(82.9, 1, "%"), with_unit(73.0, 1, "%")):  # fmt: skip
        assert figure in html, figure


def test_the_map_draws_every_commune_with_its_value_and_counts_them(client: Client) -> None:
    html = text(client, "/")
    svg = html[html.index('<svg class="kingdom"') : html.index('<figcaption class="legend"')]
    assert "<title>Anergui : 26,1\u202f%</title>" in svg
    # Four communes have no inhabitant: hatched, said, never zero.
    assert svg.count('class="c0"') == svg.count("sans donnée") == 4
    legend = html[html.index('<figcaption class="legend"') :]
    counted = [int(n) for n in re.findall(r'class="n"><bdi dir="ltr">(\d+)', legend)]
    assert counted == [272, 149, 212, 175, 349, 342, 4] and sum(counted) == 1503
    assert svg.count("<title>") >= 1495, "only communes under a fifth of a pixel may be left out"
    assert len(gzip.compress(svg.encode())) <= 120_000


def test_nothing_on_the_page_leads_nowhere(client: Client) -> None:
    for path in links(text(client, "/")):
        answer = client.get(unescape(path))
        assert answer.status_code == 200, path


def test_arabic_is_right_to_left_and_remembered(client: Client) -> None:
    html = text(client, "/?lang=ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert "المغرب، جماعة بجماعة" in html and "الدار البيضاء</text>" in html
    assert '<html lang="ar" dir="rtl">' in text(client, "/")
    assert '<html lang="fr" dir="ltr">' in text(client, "/?lang=fr")


@pytest.mark.parametrize("typed", ["anergui", "ANERGUI", "انركي", "05.081.09.09"])
def test_one_answer_opens_its_page(client: Client, typed: str) -> None:
    response = client.get("/", {"q": typed})
    assert response.status_code == 302 and response["Location"] == "/territories/05.081.09.09/"


def test_homonyms_are_listed_with_their_place_and_nonsense_is_said(client: Client) -> None:
    html = text(client, "/?q=sidi+bouzid")
    assert html.count('href="/territories/') >= 2
    assert "Commune rurale" in html
    assert "Aucun territoire ne correspond." in text(client, "/?q=zzzzqqqq")
    assert "<script>x" not in client.get("/", {"q": "<script>x"}).content.decode()


def test_who_signs_in_lands_on_the_map_unless_he_has_no_perimeter(client: Client) -> None:
    user = User.objects.create_user("visitor", password="a long enough phrase")
    client.force_login(user)
    assert client.get("/").status_code == 200
    user.grants.create(role="dgct")
    response = client.get("/")
    assert response.status_code == 302 and response["Location"].startswith("/map/")


def test_numbers_are_written_one_way() -> None:
    assert number(1234567.85, 1) == "1\u202f234\u202f567,9"
    assert number(-0.04, 1) == "0,0" and number(None) == "–"
    assert signed(3.25, 1) == "+3,3" and signed(-2, 0) == "\u22122" and signed(0.0, 1) == "0,0"


@pytest.mark.parametrize(("value", "expected"), [(None, 0), (0, 1), (9.9, 1), (10, 2), (95, 6), (100, 6)])
def test_a_class_holds_its_lower_limit_and_the_last_one_both(value: float | None, expected: int) -> None:
    assert svg_map.class_of(value, (0, 10, 30, 60, 80, 95, 100)) == expected


def test_the_menu_offers_the_boards_one_may_open(client: Client) -> None:
    anonymous = {board["url"] for board in boards_in_menu(client.get("/"))}
    assert "/dashboards/equipment/" in anonymous and "/dashboards/projects/" not in anonymous
    for url in anonymous:
        assert client.get(url).status_code == 200


def boards_in_menu(response: Any) -> list[dict[str, Any]]:
    return next(entry["inside"] for entry in response.context["shell"]["nav"] if "inside" in entry)
