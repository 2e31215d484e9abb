"""Curated public maps: what may be on one, how it is drawn, and that it asks nothing of anyone."""

from __future__ import annotations

import gzip
import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from geo_platform.accounts.models import RoleGrant, User
from geo_platform.portal.models import PublicMap, PublicMapChange, PublicMapLayer
from geo_platform.portal.public_maps import local, render, theme
from layers import registry
from layers.access import ANONYMOUS
from layers.layer import Sensitivity
from layers.models import Equipment
from layers.query import LayerQuery
from layers.services.provenance import provenance

pytestmark = pytest.mark.django_db
WEIGHT = 500_000
SLUGS = ("eau-courante-2024", "egouts-2014-2024", "equipements-beni-mellal", "autorisations-2024")
HOSTILE = "<script>window.hurt = 1</script><img src=x onerror=alert(1)>"


def page(client: Client, slug: str, query: str = "") -> str:
    answer = client.get(f"/public/maps/{slug}/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def a_map(**given: Any) -> PublicMap:
    return PublicMap(**{"slug": "essai", "title_fr": "Essai", "title_ar": "تجربة", **given})


@pytest.fixture
def editor(client: Client) -> User:
    user = User.objects.create(username="editrice", is_active=True)
    RoleGrant.objects.create(user=user, role="public_editor")
    client.force_login(user)
    return user


# -- what a visitor gets


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_is_light_and_loads_nothing_foreign(client: Client, slug: str, language: str) -> None:
    for embed in ("", "&embed=1"):
        text = page(client, slug, f"lang={language}{embed}")
        assert len(gzip.compress(text.encode())) < WEIGHT
        loaded = re.findall(r"<(?:script|link|img|iframe)[^>]*?(?:src|href)=\"([^\"]*)\"", text)
        assert any("leaflet" in address for address in loaded)
        assert [address for address in loaded if "//" in address] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_policy_names_the_one_script_of_the_page(client: Client, slug: str) -> None:
    answer = client.get(f"/public/maps/{slug}/")
    policy = answer["Content-Security-Policy"]
    inline = re.findall(r"<script>(.*?)</script>", answer.content.decode(), re.DOTALL)
    assert len(inline) == 1 and f"'{local.script_hash(inline[0])}'" in policy
    assert "unsafe-eval" not in policy and "script-src 'self' 'unsafe-inline'" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_frame_may_stand_in_any_site_and_leaves_no_cookie(client: Client) -> None:
    answer = client.get("/public/maps/eau-courante-2024/?embed=1&lang=ar")
    assert "frame-ancestors *" in answer["Content-Security-Policy"] and "X-Frame-Options" not in answer
    assert not answer.cookies and "Set-Cookie" not in answer
    text = answer.content.decode()
    assert 'dir="rtl"' in text and "<header" not in text and "الماء الجاري" in text
    assert 'embed=1"' in unescape(unescape(page(client, "eau-courante-2024"))), "the code to insert is given"


def test_colours_and_classes_are_the_explorers(client: Client) -> None:
    asked = "indicator=amenities_running_water&year=2024&level=commune&method=round&classes=6"
    explorer = client.get(f"/api/choropleth/?{asked}").json()
    subject = theme.of(PublicMap.objects.get(slug="eau-courante-2024"), "fr")
    assert list(subject.colors) == explorer["colors"]
    assert {row.code: row.cls for row in subject.rows} == explorer["classes"]
    script = render.drawn(PublicMap.objects.get(slug="eau-courante-2024"), "fr").script
    styles = {
        color: set(re.findall(r'case "([\d.]+)":', cases))
        for cases, color in re.findall(r'((?:case "[\d.]+": )+)\s*return [^;]*?"fillColor": "(#\w+)"', script)
    }
    for code, cls in explorer["classes"].items():
        if cls >= 0 and any(code in codes for codes in styles.values()):
            assert code in styles[explorer["colors"][cls]]
    assert sum(map(len, styles.values())) > 1000, "every class but the default is written out"


def test_the_table_under_the_map_says_the_same_without_a_script(client: Client) -> None:
    text = page(client, "autorisations-2024", "lang=fr")
    cells = client.get("/api/cubes/permits.json?level=province&period=2024&type=total").json()["cells"]
    rows = dict(
        re.findall(
            r'<tr><th scope="row">[^<]*</th><td><bdi dir="ltr">([^<]*)</bdi></td>'
            r'<td class="num"><bdi[^>]*>([^<]*)</bdi>',
            text,
        )
    )
    assert len(rows) == 75
    said = {c["territory"]: "masqué" if c["value"] is None else str(c["value"]) for c in cells}
    assert rows == said and "masqué" in rows.values()
    assert "moins de 5" in text and "DONNÉES FICTIVES" in text


def test_figures_are_given_as_csv(client: Client) -> None:
    text = client.get("/public/maps/egouts-2014-2024/figures.csv").content.decode("utf-8-sig")
    assert text.startswith("code,name,value,text") and len(text.splitlines()) == 76


def test_a_name_that_holds_code_is_shown_not_run(client: Client) -> None:
    place = Equipment.objects.filter(
        category__startswith="ENS", status="EXISTANT", location_precision="exact"
    )
    Equipment.objects.filter(pk__in=list(place.values_list("pk", flat=True))).update(name_fr=HOSTILE)
    text = page(client, "equipements-beni-mellal")
    assert "window.hurt" in text and "<script>window" not in text and "<img src=x" not in text
    assert "\\u0026lt;script\\u0026gt;" in text, "escaped for the popup, then for the script"


@pytest.mark.parametrize("state", ["draft", "later", "over"])
def test_a_map_not_on_show_does_not_exist_for_a_visitor(client: Client, state: str) -> None:
    changed = {
        "draft": {"state": "draft"},
        "later": {"published_from": "2999-01-01"},
        "over": {"published_to": "2001-01-01"},
    }[state]
    PublicMap.objects.filter(slug="egouts-2014-2024").update(**changed)
    for path in ("", "preview.svg", "figures.csv", "?embed=1"):
        assert client.get(f"/public/maps/egouts-2014-2024/{path}").status_code == 404
    assert "egouts" not in client.get("/public/maps/").content.decode()
    assert "egouts" not in client.get("/").content.decode()


def test_outside_a_demonstration_no_invented_row_is_shown(client: Client, settings: Any) -> None:
    before = page(client, "equipements-beni-mellal")
    settings.FICTITIOUS_DATA = False
    after = page(client, "equipements-beni-mellal")
    assert "FICTIVE" in before and "FICTIVE" not in after and "DONNÉES FICTIVES" not in after
    assert "<tbody>" not in page(client, "autorisations-2024"), "no figure of the cube either"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_layer_over_a_map_says_where_it_comes_from_as_a_file_does(client: Client, language: str) -> None:
    chosen = PublicMapLayer.objects.get(map__slug="equipements-beni-mellal")
    params = {"territory": ["05"], "filter": [chosen.filter]}
    told = provenance(LayerQuery.from_params(registry.get(chosen.layer), params, ANONYMOUS), language)
    source = unescape(page(client, "equipements-beni-mellal", f"lang={language}").split('class="pm-source"')[1])
    for said in (told.source, told.situation_text, told.filter_text, told.licence):
        assert said and said in source


def test_a_preview_is_an_image_without_a_script(client: Client) -> None:
    answer = client.get("/public/maps/autorisations-2024/preview.svg")
    text = answer.content.decode()
    assert answer["Content-Type"] == "image/svg+xml" and text.startswith("<svg") and "<script" not in text
    assert text.count("<circle") > 40 and len(text) < 60_000
    assert "autorisations-2024/preview.svg" in client.get("/").content.decode()


def test_a_page_is_asked_again_only_when_it_changed(client: Client) -> None:
    first = client.get("/public/maps/eau-courante-2024/?lang=fr")
    kept = {"If-None-Match": first["ETag"]}
    assert client.get("/public/maps/eau-courante-2024/?lang=fr", headers=kept).status_code == 304
    PublicMap.objects.get(slug="eau-courante-2024").record(None)
    assert client.get("/public/maps/eau-courante-2024/?lang=fr", headers=kept).status_code == 200


def test_an_address_that_folium_adds_is_refused() -> None:
    from branca.element import JavascriptLink

    with pytest.raises(local.ForeignAddress):
        local.links([JavascriptLink("https://cdn.example/new.js")])
    for code in ('<img src="//a.example/x">', "background: url(https://a.example/x)", "$.ajax('x')"):
        with pytest.raises(local.ForeignAddress):
            local.refuse_addresses(code)


# -- what an editor may do

SENSITIVE = [layer.slug for layer in registry.layers().values() if layer.sensitivity > Sensitivity.PUBLIC]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"territory": "99.999"}, "territory"),
        ({"indicator": "nothing", "year": "2024"}, "indicator"),
        ({"indicator": "amenities_running_water", "year": "1999"}, "year"),
        ({"indicator": "amenities_running_water", "year": "2024", "cube_layer": "permits"}, "cube_layer"),
        ({"cube_layer": "equipment", "cube_period": "2024"}, "cube_layer"),
        ({"cube_layer": "permits", "cube_period": "1999", "level": "province"}, "cube_period"),
        ({"cube_layer": "permits", "cube_period": "2024-Q1", "level": "commune"}, "level"),
        ({"published_from": "2026-02-01", "published_to": "2026-01-01"}, "published_to"),
    ],
)
def test_a_map_that_could_not_be_shown_is_refused_with_its_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        a_map(**given).full_clean()
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize("slug", SENSITIVE)
def test_a_sensitive_layer_cannot_be_drawn(slug: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PublicMapLayer(map=a_map(), layer=slug, fields="reference").clean()
    assert "cube" in str(refused.value.message_dict["layer"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"fields": "land_reference"}, "fields"),
        ({"fields": "flags"}, "fields"),
        ({"fields": "name_fr", "filter": "land_reference = 'T1'"}, "filter"),
        ({"fields": "name_fr", "filter": "name_fr ="}, "filter"),
        ({"fields": "name_fr", "sortby": "flags"}, "sortby"),
        ({"layer": "nothing", "fields": "name_fr"}, "layer"),
    ],
)
def test_a_layer_shows_public_fields_only(given: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PublicMapLayer(**{"map": a_map(), "layer": "equipment", **given}).clean()
    assert list(refused.value.message_dict) == [field]


def _form(**changed: str) -> dict[str, str]:
    empty = {
        f"{prefix}-{name}": "0"
        for prefix in ("layers", "changes")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    fields = {
        "slug": "nouvelle", "position": "9", "title_fr": "Nouvelle", "title_ar": "جديدة", "text_fr": "", "text_ar": "",
        "territory": "05", "level": "province", "indicator": "amenities_running_water", "year": "2024",
        "method": "quantile", "classes": "5", "state": "draft", "cube_layer": "", "cube_period": "", "cube_type": "",
    }  # fmt: skip
    return {**empty, **fields, **changed}


def test_an_editor_makes_previews_and_publishes_a_map(client: Client, editor: User) -> None:
    refused = client.post("/admin/portal/publicmap/add/", _form(year="1999"))
    assert "Choisissez 2014, 2024 ou change." in unescape(refused.content.decode())
    assert client.post("/admin/portal/publicmap/add/", _form()).status_code == 302
    made = PublicMap.objects.get(slug="nouvelle")
    assert "Aperçu" in page(client, "nouvelle")
    assert Client().get("/public/maps/nouvelle/").status_code == 404
    client.post(f"/admin/portal/publicmap/{made.pk}/change/", _form(state="published", title_fr="Renommée"))
    assert "Renommée" in page(Client(), "nouvelle")
    changes = PublicMapChange.objects.filter(map=made).order_by("version")
    assert [(c.user, c.content["title_fr"]) for c in changes] == [(editor, "Nouvelle"), (editor, "Renommée")]


def test_an_editor_finds_nothing_else_in_the_administration(client: Client, editor: User) -> None:
    text = client.get("/admin/").content.decode()
    assert "portal/publicmap" in text and "accounts/user" not in text
    assert client.get("/admin/accounts/user/").status_code == 403


def test_others_do_not_edit_maps(client: Client) -> None:
    assert client.get("/admin/portal/publicmap/").status_code == 302
    user = User.objects.create(username="dgct-2", is_active=True)
    RoleGrant.objects.create(user=user, role="dgct")
    client.force_login(user)
    assert client.get("/admin/portal/publicmap/").status_code == 302
