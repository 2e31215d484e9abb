"""The deployment board and the open data pages in a real browser: dates move the address, axe finds nothing serious."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.browser import guarded_page, serious_violations
from tests.harness.server import Server


def test_a_date_typed_or_slid_to_is_in_the_address(server: Server, browser: Any) -> None:
    with guarded_page(browser, viewport={"width": 1440, "height": 900}) as page:
        page.goto(f"{server.url}/dashboards/deployment/?as_of=2020-05-19")
        cell = page.locator("td[data-system=ROKHAS][data-region='02']")
        cell.get_by_text("opérationnel").wait_for()
        assert "15,1" in page.locator("td[data-system=BOD][data-region=MA]").inner_text()
        field = page.locator(".choice.day input")
        field.fill("18/05/2020")
        field.press("Tab")
        page.wait_for_url("**as_of=18*")
        cell.get_by_text("inconnu").wait_for()
        page.get_by_text("inconnu, et non zéro").wait_for()
        slider = page.locator(".choice.days input")
        slider.focus()
        slider.press("End")
        page.wait_for_url(lambda address: "as_of=18" not in address)
        page.wait_for_selector("td.m-part, td.m-on")
        assert serious_violations(page) == []


@pytest.mark.parametrize(
    "path",
    ["/open-data/?lang=ar", "/open-data/communes/", "/dashboards/deployment/?lang=ar&as_of=2020-05-19"],
)
def test_on_a_phone_nothing_serious_and_nothing_wider_than_the_page(
    server: Server, browser: Any, path: str
) -> None:
    with guarded_page(browser, viewport={"width": 390, "height": 844}) as page:
        page.goto(f"{server.url}{path}")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
        assert serious_violations(page) == []
