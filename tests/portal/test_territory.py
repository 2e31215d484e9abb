"""The sheet of a territory: published figures exactly, old codes redirected, cities counted once."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client

from geo_platform.portal.numbers import number, with_unit
from geo_platform.portal.sheet import of
from layers.models import Edition, TerritoryCode
from tests.portal.test_home import PLAIN_STATIC, links, text

pytestmark = pytest.mark.django_db
ANERGUI = "/territories/05.081.09.09/"
CASABLANCA = "/territories/06.141.01.0/"


@pytest.fixture(autouse=True)
def _unhashed_static_files(settings: object) -> None:
    settings.STORAGES = {**settings.STORAGES, **PLAIN_STATIC}  # type: ignore[attr-defined]


def row_of(html: str, title: str) -> list[str]:
    """The cells of one row of the comparison, as a reader sees them."""
    row = re.search(rf'<tr><th scope="row"[^>]*>{re.escape(title)}</th>(.*?)</tr>', html, re.S)
    assert row, title
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row[1], re.S)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def test_a_commune_shows_what_the_census_published(client: Client) -> None:
    html = text(client, ANERGUI)
    for figure in (number(3976), number(3975), "+11,4\u202f%", "911", "4,4", with_unit(26.1, 1, "%"),
                   with_unit(86.0, 1, "%"), with_unit(43.0, 1, "%"), number(2009), number(1966)):  # fmt: skip
        assert figure in html, figure
    assert "انركي" in html and "province d’Azilal" in html and "05.081.09.09" in html
    water = row_of(html, "Eau courante")
    assert [water[i] for i in (0, 1, 3, 4, 5)] == ["24,2", "26,1\u202f%", "86,3", "82,6", "82,9"]
    assert "Limites 2014, indicatives" in html


def test_what_is_not_comparable_or_not_published_is_said(client: Client) -> None:
    html = text(client, ANERGUI)
    assert row_of(html, "Scolarisation 6-11 ans")[0] == "–"
    assert "Non comparable entre 2014 et 2024" in html
    empty = text(client, "/territories/12.066.05.01/") if _exists("12.066.05.01") else ""
    assert not empty or "sans donnée" in empty


def _exists(code: str) -> bool:
    return TerritoryCode.objects.filter(system="hcp", code=code).exists()


def test_a_city_and_its_arrondissements_are_never_added_up(client: Client) -> None:
    html = text(client, CASABLANCA)
    assert html.count(number(3_215_935)) == 1
    lists = html[html.index('id="list-arrondissement"') :]
    assert lists.count('<tr><th scope="row"><a href="/territories/06.141.01.') == 16
    assert "déjà comptées" in lists
    prefecture = text(client, "/territories/06.141/")
    assert prefecture.count(number(3_215_935)) == 1
    assert (
        'href="/territories/06.141.01.0/"' in prefecture
        and 'href="/territories/06.141.01.01/"' not in prefecture
    )


def test_an_old_code_moves_for_good_to_the_code_of_today(client: Client) -> None:
    current = set(Edition.objects.get(is_current=True).territoryversion_set.values_list("code", flat=True))
    old = TerritoryCode.objects.filter(system="hcp", edition_slug="2014").exclude(code__in=current).first()
    assert old is not None
    response = client.get(f"/territories/{old.code}/?lang=ar")
    assert response.status_code == 301
    today = old.territory.versions.get(edition__is_current=True).code
    assert response["Location"] == f"/territories/{today}/?lang=ar"
    assert client.get("/territories/06.141.01.0./").status_code == 301, (
        "the census writes a dot after city codes"
    )


def test_an_unknown_code_offers_the_search(client: Client) -> None:
    response = client.get("/territories/99.999.99.99/")
    html = response.content.decode()
    assert response.status_code == 404
    assert 'name="q"' in html and "99.999.99.99" in html


def test_arabic_sheet(client: Client) -> None:
    html = text(client, f"{ANERGUI}?lang=ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert "جماعة قروية، إقليم أزيلال" in html and "مقارنة انركي" in html
    assert '<bdi dir="ltr">26,1\u202f%</bdi>' in html


def test_every_level_has_its_sheet_and_links_lead_somewhere(client: Client) -> None:
    for code in ("MA", "05", "05.081", "05.081.09", "06.141.01.10", "06.141.01.01", "01.511.05.07.3"):
        assert f">{code}</bdi>" in text(client, f"/territories/{code}/")
    for path in links(text(client, CASABLANCA)):
        assert client.get(unescape(path)).status_code == 200, path


def test_the_figures_come_out_as_csv(client: Client) -> None:
    response = client.get(f"{ANERGUI}figures.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    found = {(r["indicator"], r["year"], r["milieu"], r["sex"]): r["value"] for r in rows}
    assert found["population_legal", "2024", "total", "all"] == "3976"
    assert found["amenities_running_water", "2014", "total", "all"] == "24.2"
    assert {r["code"] for r in rows} == {"05.081.09.09"} and all(r["source"] for r in rows)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Azilal", "d’Azilal"), ("Casablanca", "de Casablanca"), ("L'Oriental", "de l’Oriental")],
)
def test_french_elision(name: str, expected: str) -> None:
    assert of(name) == expected
