"""What one does with the map: order and opacity, time, measure, zones, coordinates, sharing, keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.harness.browser import serious_violations
from tests.portal.test_map import COMMUNE, REGION, address, drawn, open_map

RECORDS = "province,equipment,networks"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_order_and_opacity_are_in_the_address_and_survive_a_reload(page: Any, server: Any) -> None:
    open_map(page, server, territory=REGION, layers=RECORDS, sel="none")
    rows = page.locator("[data-layers] .layer-row:has(.grip)")
    expect(rows).to_have_count(2)
    assert rows.first.get_attribute("data-layer") == "equipment"  # points lie over lines
    page.click("[data-layer=equipment] .more")
    slider = page.locator(".layer-menu:not([hidden]) input[type=range]")
    slider.fill("40")
    expect(page.locator("#explorer:not([aria-busy])")).to_be_attached()
    assert address(page)["opacity"] == "equipment:0.4"
    page.click("[data-layer=equipment] .more")
    page.locator(".layer-menu:not([hidden]) .steps button").nth(1).click()
    expect(rows.first).to_have_attribute("data-layer", "networks")
    assert address(page)["order"] == "networks,equipment"
    page.reload()
    drawn(page)
    expect(rows.first).to_have_attribute("data-layer", "networks")
    page.click("[data-layer=equipment] .more")
    assert page.input_value(".layer-menu:not([hidden]) input[type=range]") == "40"


def test_a_layer_is_framed_and_found_by_its_name(page: Any, server: Any) -> None:
    open_map(page, server, territory=REGION, layers=RECORDS, sel="none")
    page.fill(".layer-find input", "reseau")
    expect(page.locator("[data-layers] .layer-row")).to_have_count(1)
    before = page.evaluate("location.hash")
    page.click("[data-layer=networks] .more")
    page.locator(".layer-menu:not([hidden]) button", has_text="Cadrer").click()
    page.wait_for_function("before => location.hash !== before", arg=before)


def test_the_time_band_filters_tiles_and_counts_what_it_shows(page: Any, server: Any) -> None:
    tiles: list[str] = []
    page.on("request", lambda request: tiles.append(request.url) if "/tiles/equipment/" in request.url else None)
    open_map(page, server, territory=REGION, layers="equipment", sel="none", step="year")
    page.click(".time-pill")
    bar = page.locator(".time-bar")
    expect(bar.locator(".bins i")).not_to_have_count(0)
    whole = number(bar.locator(".tiny").first.inner_text().split("·")[0])
    answer = page.request.get(f"{server.url}/api/layers/equipment/timeline.json?step=year&territory={REGION}").json()
    assert whole == answer["total"]
    page.locator("[data-handle=from]").focus()
    for _ in range(len(answer["bins"]) - 1):
        page.keyboard.press("ArrowRight")
    last = answer["bins"][-1]
    expect(page).to_have_url(re.compile(f"datetime={last['start']}(/|%2F){last['end']}"))
    expect(bar.locator(".tiny").first).to_contain_text(str(last["n"]))
    page.wait_for_timeout(800)
    assert any(f"datetime={last['start']}" in url for url in tiles)
    page.reload()
    drawn(page)
    expect(bar.locator(".period")).to_have_text(last["start"][:4])


def test_travelling_in_time_is_told_and_undone(page: Any, server: Any) -> None:
    open_map(page, server, territory=REGION, layers="equipment", sel="none", as_of="2020-01-01")
    banner = page.locator(".as-of-banner")
    expect(banner).to_contain_text("01/01/2020")
    banner.locator("button").click()
    expect(banner).to_be_hidden()
    assert "as_of" not in address(page)


def test_a_distance_is_measured_taken_back_and_said(page: Any, server: Any) -> None:
    open_map(page, server, territory=REGION, sel="none")
    box = page.locator("#map").bounding_box()
    at = lambda x, y: page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)  # noqa: E731
    page.locator("#map canvas").focus()
    page.keyboard.press("m")
    at(0.45, 0.3)
    at(0.55, 0.5)
    two = page.inner_text(".measured")
    at(0.6, 0.4)
    three = page.inner_text(".measured")
    assert two.endswith("km") and three != two
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    expect(page.locator(".measured")).to_have_text(two)
    expect(page.locator("[data-live]")).to_contain_text(two)
    page.keyboard.press("m")
    assert page.is_hidden(".measure")


def test_a_zone_is_drawn_and_told(page: Any, server: Any) -> None:
    open_map(page, server, territory=REGION, layers="equipment", sel="none")
    page.evaluate("document.addEventListener('geo:zone', ({ detail }) => { window.zone = detail; })")
    page.click(".zone-ctl button:first-child")
    box = page.locator("#map").bounding_box()
    for share in (0.4, 0.6):
        page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] * share)
    zone = page.evaluate("window.zone")
    (ring,) = zone["geometry"]["coordinates"]
    assert zone["kind"] == "rectangle" and len(ring) == 5 and ring[0] == ring[-1]
    assert len({lon for lon, _ in ring}) == len({lat for _, lat in ring}) == 2
    assert address(page).get("sel") == "none"  # the clicks were the tool's, nothing was chosen


def test_on_a_phone_a_ring_is_drawn_by_finger_and_ends_where_it_began(new_page: Any, server: Any) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    open_map(page, server, territory=REGION, layers="equipment", sel="none")
    page.evaluate("document.addEventListener('geo:zone', ({ detail }) => { window.zone = detail; })")
    polygon = page.locator(".zone-ctl [aria-label='Sélectionner dans un polygone']")
    expect(polygon).to_be_hidden()
    page.tap(".zone-ctl .behind")
    polygon.tap()
    expect(page.locator(".toast")).to_contain_text("puis de nouveau le premier")
    expect(polygon).to_be_hidden()
    box = page.locator("#map").bounding_box()
    for across, down in ((0.3, 0.3), (0.6, 0.3), (0.45, 0.45), (0.31, 0.3)):
        page.touchscreen.tap(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        page.wait_for_timeout(400)  # taps in quick succession are a double tap, which zooms
    zone = page.evaluate("window.zone")
    assert zone["kind"] == "polygon" and len(zone["geometry"]["coordinates"][0]) == 4
    assert len(address(page)["area"].split(",")) == 3


def test_coordinates_are_read_gone_to_and_shown_in_the_zone_of_the_place(page: Any, server: Any) -> None:
    open_map(page, server, sel="none")
    page.fill(".top form[data-search] input", "34.02, -6.82")
    page.click(".top .hits [role=option]")
    page.wait_for_function("location.hash.startsWith('#12.00/34.0200/-6.8200')")
    page.mouse.move(5, 5)
    expect(page.locator(".where")).to_contain_text("34.02000, -6.82000")
    expect(page.locator(".where")).to_contain_text("Nord Maroc")


def test_a_map_is_shared_as_a_link_and_as_a_light_frame(page: Any, server: Any) -> None:
    open_map(page, server, territory=REGION, layers=RECORDS, sel="none")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("[data-share]:visible")
    assert page.input_value("#share-link") == page.url
    page.click("[data-copies=share-embed]")
    code = page.evaluate("navigator.clipboard.readText()")
    found = re.search(r'src="([^"]+)"', code)
    assert found and "embed=1" in found[1]
    answer = page.goto(found[1].replace("&amp;", "&"))
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    drawn(page)
    assert page.locator(".top, #panel:visible, #ranking:visible").count() == 0
    assert page.is_visible("#legend") and page.is_visible("[data-embed-open]")
    page.set_viewport_size({"width": 390, "height": 700})
    assert not page.is_visible("#legend")
    page.click("[data-legend-fold]")
    assert page.is_visible("#legend")
    whole = page.goto(f"{server.url}/map/")
    assert "frame-ancestors 'none'" in whole.headers["content-security-policy"]


def test_the_keyboard_moves_between_neighbours_and_lists_itself(page: Any, server: Any) -> None:
    open_map(page, server, territory="05.081", sel=COMMUNE)
    page.locator("#map canvas").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#explorer:not([aria-busy])")).to_be_attached()
    page.wait_for_function("code => !location.search.includes(code)", arg=COMMUNE)
    assert address(page)["sel"].startswith("05.081.")
    page.keyboard.press("?")
    assert page.locator("dialog.keys dt").count() >= 12
    page.keyboard.press("Escape")
    expect(page.locator("dialog.keys")).to_be_hidden()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


@pytest.mark.parametrize(
    ("options", "lang"),
    [({}, "fr"), (PHONE, "ar"), *(pytest.param(*one, marks=pytest.mark.full) for one in (({}, "ar"), (PHONE, "fr")))],
    ids=["wide-fr", "phone-ar", "wide-ar", "phone-fr"],
)
def test_tools_are_reachable_and_clean_in_both_languages(
    new_page: Callable[..., Any], server: Any, screenshots: Any, lang: str, options: dict[str, Any]
) -> None:
    page = new_page(**(options or {"viewport": {"width": 1440, "height": 900}}))
    open_map(page, server, territory=REGION, layers=RECORDS, sel="none", lang=lang)
    page.click(".time-pill")
    expect(page.locator(".time-bar .bins i")).not_to_have_count(0)
    page.screenshot(path=screenshots / f"tools-{'phone' if options else 'wide'}-{lang}.png")
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    if options:
        page.locator(".chipbar [data-open-panel]").first.click()
        small = page.evaluate(
            """[...document.querySelectorAll('button.line, .more, .panel-acts .btn, .map-ctl button, .time-bar .btn')]
              .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 43.5)
              .map((node) => node.outerHTML.slice(0, 80))"""
        )
        assert small == []
