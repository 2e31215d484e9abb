"""Records in the explorer, in a real browser: the table, the chip, the tiles and the file tell the same rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from layers import registry
from layers.access import ANONYMOUS
from layers.query import LayerQuery
from tests.harness.browser import serious_violations

REGION = "05"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
SHOWN = {"territory": REGION, "layers": "province,equipment", "tab": "equipment", "sel": "none"}
SCHOOLS = "sector_of IN ('ENS', 'SAN')"
LITE_BUDGET = 200_000  # bytes as sent beside fonts, headers included


def open_map(page: Any, server: Any, **state: str) -> None:
    page.goto(f"{server.url}/map/?{urlencode(SHOWN | state)}")
    page.wait_for_selector("#explorer[data-ready]:not([aria-busy])")
    settled(page)


def settled(page: Any) -> None:
    page.wait_for_selector("[data-record-rows]:not([aria-busy]) > *")


def address(page: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def figure(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def expected(server: Any, **params: str) -> int:
    """Counted by the one query, on the server's own database."""
    asked = {name: [value] for name, value in params.items()}
    with server.orm():
        return LayerQuery.from_params(registry.get("equipment"), asked, ANONYMOUS).count()


def rows(page: Any) -> Any:
    return page.locator("#records-panel tbody tr[data-index]")


def test_a_filter_made_in_words_is_one_in_table_tiles_address_and_count(page: Any, server: Any) -> None:
    tiles: list[str] = []
    page.on("request", lambda request: tiles.append(request.url) if "/tiles/equipment/" in request.url else None)
    open_map(page, server)
    before = expected(server, territory=REGION)
    assert figure(page.inner_text("[data-record-count]")) == before
    page.click("[data-filters] .add")
    page.locator(".condition select").first.select_option("sector_of")
    page.locator(".ticks input[value=ENS]").check()
    page.locator(".ticks input[value=SAN]").check()
    kept = expected(server, territory=REGION, filter=SCHOOLS)
    assert 0 < kept < before
    expect(page.locator(".outcome")).to_contain_text(re.compile(rf"Garderait {kept} "))
    page.click(".build-acts .pri")
    expect(page.locator("[data-record-count]")).to_have_text(f"{kept}")
    expect(page.locator("[data-filters] .chip .body")).to_have_text("Domaine : Enseignement, Santé")
    expect(page.locator("#tab-equipment .n")).to_have_text(f"{kept}")
    expect(page.locator("#legend .records h2 .c")).to_have_text(f"{kept}")
    assert address(page)["filter.equipment"] == SCHOOLS
    page.wait_for_timeout(1000)
    asked = parse_qs(urlsplit(tiles[-1]).query)
    assert asked == {"territory": [REGION], "filter": [SCHOOLS]}
    link = page.get_attribute("a[data-extract=csv]", "href")
    assert {name: value for name, value in parse_qs(urlsplit(link).query).items() if name != "lang"} == asked


def test_the_file_holds_the_rows_of_the_table(page: Any, server: Any) -> None:
    open_map(page, server, **{"filter.equipment": SCHOOLS})
    answer = page.request.get(server.url + page.get_attribute("a[data-extract=csv]", "href"))
    if answer.status == 404:
        pytest.skip("this installation serves no files of layers")
    lines = list(csv.reader(io.StringIO(answer.text().lstrip("\ufeff"))))
    assert len(lines) - 1 == figure(page.inner_text("[data-record-count]"))


def test_a_cross_takes_a_filter_off_and_back_brings_it_again(page: Any, server: Any) -> None:
    open_map(page, server, **{"filter.equipment": f"{SCHOOLS} AND has_water = TRUE"})
    chips = page.locator("[data-filters] .chips > .chip")
    expect(chips).to_have_count(2)
    chips.nth(1).locator(".cross").click()
    expect(chips).to_have_count(1)
    assert address(page)["filter.equipment"] == SCHOOLS
    # Not a plain click: on a busy machine the toast may leave before its button stands still.
    page.locator(".toast button").dispatch_event("click")
    expect(chips).to_have_count(2)
    assert address(page)["filter.equipment"].endswith("has_water = TRUE")


def test_no_row_repeats_the_filters_and_takes_the_last_one_off(page: Any, server: Any) -> None:
    open_map(page, server, **{"filter.equipment": f"{SCHOOLS} AND capacity > 9000000"})
    empty = page.locator("[data-record-rows] .empty")
    expect(empty).to_contain_text("Enseignement, Santé")
    expect(empty).to_contain_text("Capacité supérieur à \u20669\u202f000\u202f000")
    empty.locator("button").click()
    expect(page.locator("[data-record-count]")).to_have_text(str(expected(server, territory=REGION, filter=SCHOOLS)))


def test_an_expert_writes_cql2_and_is_told_where_it_is_wrong(page: Any, server: Any) -> None:
    open_map(page, server)
    page.click("[data-filters] .add")
    page.click(".expert summary")
    page.fill("#cql-text", "capacity >>> 3")
    page.click(".expert button")
    expect(page.locator("#cql-fault")).to_contain_text("CQL2")
    assert page.get_attribute("#cql-text", "aria-invalid") == "true"
    text = "(capacity >= 10 AND has_water = TRUE) OR sector_of = 'SPO'"
    page.fill("#cql-text", text)
    page.click(".expert button")
    expect(page.locator("[data-filters] .chip .body")).to_contain_text("Filtre écrit")
    kept = expected(server, territory=REGION, filter=text)
    expect(page.locator("[data-record-count]")).to_have_text(str(kept))


def test_sorted_by_the_server_and_read_page_by_page(page: Any, server: Any) -> None:
    open_map(page, server)
    heading = page.locator("#records-panel th", has_text="Identifiant")
    heading.locator("button").click()
    settled(page)
    heading.locator("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    settled(page)
    assert address(page)["sortby.equipment"] == "-reference"
    with server.orm():
        asked = {"territory": [REGION], "sortby": ["-reference"]}
        wanted = LayerQuery.from_params(registry.get("equipment"), asked, ANONYMOUS).rows(400)
    for _ in range(2):  # the second page comes as one nears the end of the first
        page.eval_on_selector("[data-record-rows]", "(box) => box.scrollTo(0, 28 * 300)")
        page.wait_for_timeout(1500)
    row = page.locator("#records-panel tbody tr[data-index='305']")
    expect(row).to_contain_text(wanted[305]["reference"])
    assert rows(page).count() < 60  # only what is seen is drawn


def test_columns_are_chosen_and_kept_in_the_address(page: Any, server: Any) -> None:
    open_map(page, server)
    page.click("#records-panel .pop-box > button")
    page.check(".column-list input[value=condition]")
    expect(page.locator("#records-panel th", has_text="État")).to_have_count(1)
    assert "condition" in address(page)["properties.equipment"].split(",")


def test_the_whole_table_by_keyboard_alone(page: Any, server: Any) -> None:
    open_map(page, server)
    box = page.locator("[data-record-rows]")
    box.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".picked b")).to_have_text("3 sélectionnés")
    page.keyboard.press("Home")
    expect(page.locator(".picked b")).to_have_text("1 sélectionné")
    name = rows(page).first.locator("td").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#sheet h2")).to_have_text(name)
    assert address(page)["record"].startswith("equipment:")
    page.keyboard.press("Escape")
    page.wait_for_selector("#sheet", state="hidden")
    assert page.evaluate("document.activeElement.matches('[data-record-rows]')")


def test_a_record_has_its_own_address_parts_and_neighbours(page: Any, server: Any) -> None:
    open_map(page, server)
    rows(page).nth(1).locator("[data-open]").click()
    second = rows(page).nth(1).locator("td").first.inner_text()
    expect(page.locator("#sheet h2")).to_have_text(second)
    page.click("#record-provenance")
    told = page.inner_text("#record-part")
    assert "localisation par la plateforme" in told and "Précision" in told
    page.click("#sheet [aria-label='Ligne suivante']")
    expect(page.locator("#sheet h2")).to_have_text(rows(page).nth(2).locator("td").first.inner_text())
    page.reload()
    expect(page.locator("#sheet h2")).to_have_text(rows(page).nth(2).locator("td").first.inner_text())


def test_a_record_without_a_place_says_why(page: Any, server: Any) -> None:
    with server.orm():
        query = LayerQuery.of(registry.get("equipment"), ANONYMOUS)
        row = query.where("not (" + query.layer.located + ")", {}).rows(1)[0]
    open_map(page, server, record=f"equipment:{row['id']}")
    expect(page.locator("#sheet .note")).to_contain_text("n’a pas de position propre")
    page.goto(f"{server.url}/map/?{urlencode(SHOWN | {'record': 'equipment:999999999'})}")
    expect(page.locator("#sheet .err")).to_contain_text("n’existe pas")


def test_a_zone_selects_what_lies_in_it_and_clears(page: Any, server: Any) -> None:
    area = "-7 32,-6 32,-6 33,-7 33"
    open_map(page, server, area=area)
    zone = "S_INTERSECTS(geometry, POLYGON((-7 32, -6 32, -6 33, -7 33, -7 32)))"
    inside = expected(server, territory=REGION, filter=zone)
    assert 0 < inside < expected(server, territory=REGION)
    assert figure(page.inner_text("[data-record-count]")) == inside
    with server.orm():
        query = LayerQuery.from_params(registry.get("communes"), {"territory": [REGION], "filter": [zone]}, ANONYMOUS)
        communes = query.count()
    page.click("#tab-census")
    expect(page.locator("[data-count]")).to_have_text(f"{communes} communes")
    page.click("#tab-equipment")
    page.click(".zone-ctl [aria-label='Effacer la zone']")
    expect(page.locator("[data-record-count]")).to_have_text(str(expected(server, territory=REGION)))
    page.click(".zone-ctl [aria-label='Sélectionner ce qui est dans l’emprise']")
    expect(page.locator("[data-record-of]")).to_contain_text("dans la zone dessinée")
    assert len(address(page)["area"].split(",")) == 4


def test_one_search_finds_a_record_and_opens_it_on_the_map(page: Any, server: Any) -> None:
    page.goto(f"{server.url}/map/?sel=none")
    page.wait_for_selector("#explorer[data-ready]")
    page.fill("form.find input", "ecole primaire")
    page.locator(".find [role=option]", has_text="École primaire").first.wait_for()
    assert "Équipements collectifs" in page.locator(".find .group").all_inner_texts()
    page.keyboard.press("Enter")
    expect(page.locator("#sheet h2")).to_contain_text("École primaire")
    assert address(page)["tab"] == "equipment" and address(page)["record"].startswith("equipment:")


def test_the_bar_downloads_the_layers_drawn_as_they_are_asked_for(page: Any, server: Any) -> None:
    open_map(page, server, layers="equipment", **{"filter.equipment": SCHOOLS})
    page.click(".acts summary")
    link = page.locator("[data-downloads] [data-export=csv]")
    expect(link).to_be_visible()
    href = link.get_attribute("href")
    assert href.startswith("/export/equipment.csv?") and "filter=" in href and "territory=" in href
    assert page.request.get(f"{server.url}{href}").ok


def test_without_a_map_nothing_of_it_is_loaded_and_the_page_is_light(page: Any, server: Any) -> None:
    finished: list[Any] = []
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108
    open_map(page, server, view="table", **{"filter.equipment": SCHOOLS})
    page.wait_for_load_state("networkidle")
    weights = {}
    for request in finished:
        size = request.sizes()
        weights[request.url] = size["responseBodySize"] + size["responseHeadersSize"]
    assert not any("maplibre" in url or "/tiles/" in url or "geo-map" in url for url in weights)
    light = sum(weight for url, weight in weights.items() if not url.endswith(".woff2"))
    assert light <= LITE_BUDGET, sorted(weights.items(), key=lambda item: -item[1])[:8]
    assert figure(page.inner_text("[data-record-count]")) == expected(server, territory=REGION, filter=SCHOOLS)
    rows(page).first.locator("[data-open]").click()
    expect(page.locator("#sheet h2")).to_contain_text(rows(page).first.locator("td").first.inner_text())
    page.click("[data-lite-note] button")
    page.wait_for_selector("#map canvas")
    assert address(page)["view"] == "map"


@pytest.mark.parametrize(
    "text",
    [
        "state = 'x' AND n >= 3 AND (d < DATE('2024-03-01') OR state = '')",
        "CASEI(name) LIKE CASEI('%l''eau 10\\%%') AND NOT CASEI(name) LIKE CASEI('%b%')",
        "CASEI(name) LIKE CASEI('a%') AND state NOT IN ('x', 'y') AND n IS NOT NULL AND ok = TRUE",
        "d BETWEEN DATE('2024-01-01') AND DATE('2024-12-31') AND n BETWEEN 1 AND 2.5",
    ],
)
def test_a_filter_read_and_written_again_is_the_same_text(page: Any, server: Any, text: str) -> None:
    open_map(page, server)
    written = page.evaluate(
        """async (text) => {
          const scripts = performance.getEntriesByType("resource").map((entry) => entry.name);
          const { read, write } = await import(scripts.find((name) => name.includes("/filter/cql.")));
          const types = { n: "number", d: "date", ok: "boolean" };
          const again = write(read(text), (name) => types[name] ?? "text");
          return [again, read("a = 1 AND (b = 2 AND c = 3)"), read("a ~ 1")];
        }""",
        text,
    )
    assert written == [text, None, None]


@pytest.mark.parametrize("lang", ["fr", "ar"])
@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_records_have_no_serious_accessibility_fault(
    new_page: Callable[..., Any], server: Any, screenshots: Path, lang: str, options: dict[str, Any]
) -> None:
    page = new_page(**(options or {"viewport": {"width": 1440, "height": 900}}))
    state = {"filter.equipment": SCHOOLS, "lang": lang} | ({"view": "table"} if options else {})
    open_map(page, server, **state)
    if not options:
        rows(page).first.locator("[data-open]").click()
        page.wait_for_selector("#record-part")
    page.screenshot(path=screenshots / f"records-{'phone' if options else 'wide'}-{lang}.png")
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.click("[data-open-filter]" if options else "[data-filters] .add")
    page.wait_for_selector(".condition")
    page.screenshot(path=screenshots / f"filter-{'phone' if options else 'wide'}-{lang}.png")
    assert serious_violations(page) == []
