"""Every view of the two equipment boards, the person's own indicators and the sheet: both languages, both widths."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.dashboards.test_board_page import BOARD, DESK, PHONE
from tests.harness.browser import serious_violations
from tests.harness.server import Server

NEEDS, AZILAL = "/dashboards/needs/", "territory=05.081"
VIEWS = {
    "scatter": f"{BOARD}?{AZILAL}&view=scatter",
    "peers": f"{BOARD}?{AZILAL}&view=peers&sel=05.081.09.09",
    "index": f"{BOARD}?{AZILAL}&indicator=index&sel=05.081.09.09",
    "change": f"{BOARD}?territory=05&level=province&year=change",
    "manual": f"{BOARD}?{AZILAL}&method=manual&breaks=20,40,80",
    "commune": f"{BOARD}?territory=05.081.09.09",
    "unknown": f"{BOARD}?territory=99",
    "access": f"{NEEDS}?view=access&territory=02.251",
    "road": f"{NEEDS}?view=access&territory=02&radius=5000&by=road",
    "nothing-loaded": f"{NEEDS}?territory=02.251&category=SAN-CHR",
    "unknown-need": f"{NEEDS}?category=XX",
    "sheet": "/territories/05.081/?",
    "catalogue": "/indicators/?",
}
READY = ".board-head h1, .board-head .err, main h1"


@pytest.mark.full
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1440", "390"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_accessible_and_within_the_screen(
    server: Server, new_page: Callable[..., Any], screenshots: Path, view: str, size: dict[str, int], language: str
) -> None:
    page = new_page(viewport=size)
    page.goto(f"{server.url}{VIEWS[view]}&lang={language}")
    page.wait_for_selector(READY)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.screenshot(path=screenshots / f"view-{view}-{language}-{size['width']}.png", full_page=True)
    assert serious_violations(page) == []


def test_an_unreadable_address_shows_its_reason_and_nothing_else(server: Server, page: Any) -> None:
    for path in (VIEWS["unknown"], VIEWS["unknown-need"]):
        page.goto(f"{server.url}{path}")
        page.wait_for_selector(".board-head .err")
        assert not page.locator(".kpis, .board-grid3").first.is_visible()
        page.click(".board-head .err a")
        page.wait_for_selector(".board-head h1")
        assert page.locator(".board-grid3").is_visible()
