"""The board as people get it: weight on the wire, nothing foreign, accessible, kept in the address, both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import serious_violations
from tests.harness.server import Server

BOARD = "/dashboards/equipment/"
FIRST_BOARD_BYTES = 2_500_000
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def open_board(page: Any, server: Server, query: str = "") -> None:
    page.goto(f"{server.url}{BOARD}{query}")
    page.wait_for_selector(".kpi-value")
    page.wait_for_selector(".board-grid .ag-row")
    page.wait_for_selector(".chart .main-svg")


def test_the_first_board_is_light(server: Server, page: Any) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    open_board(page, server, "?level=commune")
    page.wait_for_load_state("networkidle")
    print(f"first board: {sum(received) / 1000:.0f} kB in {len(received)} answers")
    assert sum(received) < FIRST_BOARD_BYTES


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1440", "390"])
def test_accessible_and_within_the_screen(
    server: Server, new_page: Callable[..., Any], screenshots: Path, language: str, size: dict[str, int]
) -> None:
    page = new_page(viewport=size)
    open_board(page, server, f"?territory=05.081&lang={language}")
    assert page.evaluate("document.documentElement.dir") == {"fr": "ltr", "ar": "rtl"}[language]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.screenshot(path=screenshots / f"board-{language}-{size['width']}.png", full_page=True)
    assert serious_violations(page) == []


def test_the_address_is_the_state(server: Server, page: Any) -> None:
    open_board(page, server, "?territory=05.081")
    page.click(".seg-links >> text=Évolution")
    page.wait_for_selector("h1 >> text=progrès")
    assert "year=change" in page.url
    page.click(".board-grid .ag-row[row-id='05.081.09.09'], .board-grid .ag-row >> nth=0")
    page.wait_for_url("**sel=05.081.**")
    page.wait_for_selector(".compare-card .btn")
    page.go_back()
    page.go_back()
    page.wait_for_selector("h1 >> text=devance")
    assert "year" not in page.url


def test_another_territory_is_found_by_typing(server: Server, page: Any) -> None:
    open_board(page, server)
    page.click("#equipment-territory")
    page.fill("#equipment-search input", "anergui")
    page.click("#equipment-search [role=option] >> nth=0")
    page.wait_for_url("**sel=05.081.09.09**")
    page.wait_for_selector(".compare-card >> text=26,1")


def test_a_dead_login_is_said(server: Server, page: Any) -> None:
    open_board(page, server)
    page.route("**/_dash-update-component*", lambda route: route.fulfill(status=401, json={"error": {}}))
    page.click(".seg-links >> text=2014")
    page.wait_for_selector("[data-board-fault] >> text=Votre session a expiré")
    assert page.locator("[data-board-fault] a").get_attribute("href").startswith("/login/?next=")
