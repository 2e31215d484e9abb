"""The boards of permits and complaints in a real browser, as the public: nothing serious for axe, nothing too wide."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.browser import guarded_page, serious_violations
from tests.harness.server import Server


@pytest.mark.full
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "path", ["/dashboards/permits/", "/dashboards/permits/?view=method&lang=ar", "/dashboards/complaints/?lang=ar"]
)
def test_the_public_boards_are_sound(server: Server, browser: Any, path: str, width: int) -> None:
    with guarded_page(browser, viewport={"width": width, "height": 900}) as page:
        page.goto(f"{server.url}{path}")
        page.locator(".board-head h1").wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
        assert serious_violations(page) == []
