"""/map/ in a real browser: what is in the address is what is seen; nothing leaves the host; light, readable by all."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.harness.browser import serious_violations

REGION = "05"  # Béni Mellal-Khénifra: 5 provinces, 135 communes
COMMUNE = "05.081.09.09"  # Anergui, province of Azilal
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WIRE_BUDGET = 900_000


def open_map(page: Any, server: Any, **state: str) -> None:
    page.goto(f"{server.url}/map/?{urlencode(state)}")
    drawn(page)


def drawn(page: Any) -> None:
    page.wait_for_selector("#explorer[data-ready]:not([aria-busy])")


def address(page: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_the_kingdom_opens_with_a_figure_a_legend_and_every_commune(page: Any, server: Any) -> None:
    open_map(page, server)
    assert page.inner_text("#sheet .big").startswith("82,9")
    assert page.inner_text("[data-count]") == "1\u202f503 communes"
    counts = [int(re.sub(r"\D", "", text)) for text in page.locator("#legend .lg .c").all_inner_texts()]
    assert sum(counts) == 1503
    assert page.locator("#ranking tbody tr[data-code]").count() < 80  # only what is seen is drawn


def test_the_address_restores_the_whole_state(page: Any, server: Any) -> None:
    state = {
        "territory": REGION,
        "level": "province",
        "indicator": "illiteracy_rate_10_plus",
        "year": "2014",
        "milieu": "rural",
        "method": "equal",
        "classes": "5",
        "layers": "region",
        "sel": "05.081",
        "sort": "-name",
    }
    open_map(page, server, **state)
    assert page.input_value("#level") == "province"
    assert "Analphabétisme" in page.inner_text("#legend h2") and "2014" in page.inner_text("#legend h2")
    assert page.is_checked('input[name=year][value="2014"]') and page.is_checked(
        "input[name=milieu][value=rural]"
    )
    assert page.input_value("#method") == "equal" and page.input_value("#classes") == "5"
    assert page.locator("#legend button.lg").count() == 5
    assert page.inner_text("#sheet h2").startswith("Azilal")
    assert page.get_attribute("#ranking th[aria-sort=descending]", "aria-sort") == "descending"
    names = page.locator("#ranking tbody tr[data-code] td:nth-child(2)").all_inner_texts()
    assert names == ["Khouribga", "Khénifra", "Fquih Ben Salah", "Béni Mellal", "Azilal"]
    kept = address(page)
    assert {name: kept[name] for name in state} == state
    assert re.match(r"[\d.]+/[\d.-]+/[\d.-]+$", urlsplit(page.url).fragment)


def test_back_undoes_and_the_view_survives_a_reload(page: Any, server: Any) -> None:
    open_map(page, server, territory=REGION)
    page.check('input[name=year][value="2014"]', force=True)
    expect(page.locator("#legend h2")).to_contain_text("2014")
    page.go_back()
    expect(page.locator("#legend h2")).to_contain_text("2024")
    assert "year" not in address(page)
    page.goto(f"{server.url}/map/?territory={REGION}#9.50/32.1000/-6.3000")
    page.reload()
    drawn(page)
    assert urlsplit(page.url).fragment == "9.50/32.1000/-6.3000"


def test_search_finds_a_commune_in_arabic_and_opens_it_in_its_province(page: Any, server: Any) -> None:
    open_map(page, server)
    page.click("#territory")
    page.fill("#territory-pop input", "أنركي")
    page.click("#territory-pop [role=option]")
    expect(page.locator("#sheet h2")).to_contain_text("Anergui")
    assert address(page)["sel"] == COMMUNE and address(page)["territory"] == "05.081"


def test_a_row_selects_its_territory_and_escape_closes_the_sheet(page: Any, server: Any) -> None:
    open_map(page, server, territory="05.081")
    row = page.locator("#ranking tbody tr[data-code]").nth(2)
    code, name = row.get_attribute("data-code"), row.locator("td").nth(1).inner_text()
    row.click()
    expect(page.locator("#sheet h2")).to_contain_text(name)
    assert address(page)["sel"] == code
    page.keyboard.press("Escape")
    page.wait_for_selector("#sheet", state="hidden")
    expect(page.locator("#map canvas")).to_be_focused()


def test_a_click_on_the_map_selects_what_lies_there(page: Any, server: Any) -> None:
    open_map(page, server, territory="05.081", sel="none")
    page.wait_for_timeout(1500)  # tiles of the first view
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.58, box["y"] + box["height"] * 0.5)
    page.wait_for_selector("#sheet h2")
    assert address(page)["sel"].startswith("05.081.")


def test_isolating_a_class_filters_the_table_and_dots_the_rest(page: Any, server: Any) -> None:
    open_map(page, server, territory=REGION)
    button = page.locator("#legend button.lg").first
    count = button.locator(".c").inner_text()
    button.click()
    page.wait_for_selector("#legend button.lg[aria-pressed=true]")
    assert page.inner_text("[data-count]") == f"{count} communes"
    outside = int(page.locator("#legend .lg").last.locator(".c").inner_text())
    assert outside == 135 - int(count)


def test_why_this_figure_says_definition_source_and_situation(page: Any, server: Any) -> None:
    open_map(page, server, territory=REGION, sel=COMMUNE)
    page.click("#sheet .why")
    page.wait_for_selector("#sheet .why-pop dd")
    told = page.inner_text("#sheet .why-pop")
    assert "HCP" in told and "01/09/2024" in told and "135" in told


def test_missing_values_are_drawn_as_missing(page: Any, server: Any) -> None:
    open_map(page, server, territory="12")  # Dakhla-Oued Ed-Dahab: empty communes
    rows = page.locator("#ranking tbody tr[data-code]")
    last = rows.nth(rows.count() - 1).inner_text()
    assert "non classé" in last and "–" in last
    assert int(page.locator("#legend .lg.sep .c").inner_text()) == 4


@pytest.mark.parametrize("lang", ["fr", "ar"])
@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_no_serious_accessibility_fault(
    new_page: Callable[..., Any], server: Any, screenshots: Path, lang: str, options: dict[str, Any]
) -> None:
    page = new_page(**(options or {"viewport": {"width": 1440, "height": 900}}))
    open_map(page, server, territory=REGION, sel=COMMUNE, lang=lang)
    assert page.get_attribute("html", "dir") == ("rtl" if lang == "ar" else "ltr")
    page.screenshot(path=screenshots / f"map-{'phone' if options else 'wide'}-{lang}.png")
    assert serious_violations(page) == []
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow == 0


def test_the_phone_opens_its_drawer_and_stretches_its_sheet(
    new_page: Callable[..., Any], server: Any
) -> None:
    page = new_page(**PHONE)
    open_map(page, server, territory=REGION)
    page.locator(".chipbar [data-open-panel]").first.click()
    page.wait_for_selector("#indicator", state="visible")
    page.keyboard.press("Escape")
    page.wait_for_selector("#indicator", state="hidden")
    before = page.locator("#sheet").bounding_box()["height"]
    page.click("#sheet .grab")
    page.wait_for_timeout(300)
    assert page.locator("#sheet").bounding_box()["height"] > before * 1.5
    small = page.evaluate(
        "[...document.querySelectorAll('.scope .hit, .chipbar .chip, .actions .btn')]"
        ".filter((node) => node.offsetParent && node.getBoundingClientRect().height < 36)"
        ".map((node) => node.outerHTML.slice(0, 80))"
    )
    assert small == []


def test_an_empty_cache_downloads_less_than_the_budget(page: Any, server: Any) -> None:
    finished: list[Any] = []
    # Playwright notes its own mark on the handler, which a built-in method cannot carry.
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108
    open_map(page, server)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    sizes = {}
    for request in finished:
        size = request.sizes()
        sizes[request.url] = size["responseBodySize"] + size["responseHeadersSize"]
    # The worker's own script is not reported by the browser's page: asked once more, it tells its length.
    worker = page.evaluate("JSON.parse(document.getElementById('explorer-config').textContent).workerUrl")
    answer = page.request.get(server.url + worker, headers={"Accept-Encoding": "gzip"})
    total = sum(sizes.values()) + int(answer.headers["content-length"])
    assert total <= WIRE_BUDGET, sorted(sizes.items(), key=lambda item: -item[1])[:8]
    assert not any("-dev" in url or url.endswith(".map") for url in sizes)


def test_usable_in_ten_seconds_on_a_slow_line(page: Any, server: Any) -> None:
    """The best of three first visits: a busy machine adds to a time, and never takes from it."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 96_000}
    session.send("Network.emulateNetworkConditions", line)  # 1.6 Mbit/s
    took: list[float] = []
    while len(took) < 3 and min(took, default=math.inf) > 10:
        session.send("Network.clearBrowserCache")
        begun = time.monotonic()
        page.goto(f"{server.url}/map/")
        page.wait_for_selector("#explorer[data-ready]:not([aria-busy])")
        took.append(time.monotonic() - begun)
    assert min(took) <= 10, took


def test_numbers_follow_one_writing(page: Any, server: Any) -> None:
    open_map(page, server)
    written = page.evaluate(
        """async () => {
          const scripts = performance.getEntriesByType("resource").map((entry) => entry.name);
          const format = await import(scripts.find((name) => name.includes("/portal/js/format.")));
          return [format.number(1234567.89, 1), format.number(-0.04, 1), format.number(-12.5, 1),
                  format.signed(3), format.signed(0), format.date("2024-09-01"), format.limit(2.5)];
        }"""
    )
    narrow, minus = "\u202f", "\u2212"
    assert written == [
        f"1{narrow}234{narrow}567,9",
        "0,0",
        f"{minus}12,5",
        "+3",
        "0",
        "01/09/2024",
        "2,5",
    ]


@pytest.mark.parametrize(
    ("lang", "road", "school"),
    [("fr", "Route nationale", "Enseignement"), ("ar", "طريق وطنية", "التعليم")],
)
def test_public_records_are_drawn_explained_and_marked_as_fictitious(
    page: Any, server: Any, lang: str, road: str, school: str
) -> None:
    tiles: list[str] = []
    page.on("request", lambda request: tiles.append(request.url) if "/tiles/" in request.url else None)
    open_map(page, server, territory=REGION, layers="province,equipment,networks,zoning", sel="none", lang=lang)
    records = page.locator("#legend .records")
    expect(records).to_have_count(3)
    told = page.inner_text("#legend")
    assert road in told and school in told
    assert page.is_visible("[data-fictitious]")
    page.wait_for_timeout(1500)
    # From so far the zones of plans are counted, not drawn: a layer is silent at no zoom.
    assert all(any(f"/tiles/{slug}/" in url for url in tiles) for slug in ("equipment", "networks", "zoning"))
    locked = page.locator("[data-layers] li.line.off")
    assert locked.count() >= 4  # permits, projects, complaints, parcels: for people of the administration
    page.click("[data-fictitious] button")
    expect(records).to_have_count(0)
    assert page.is_hidden("[data-fictitious]")
