"""The demonstration raster on the map: drawn, explained by its legend, asked by a click, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.rasters import koppen
from tests.harness.browser import serious_violations
from tests.harness.server import Server

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(koppen.file() is None, reason="the data package of the climates could not be had"),
]
ADDRESS = "{}/map/?layers=province,region,koppen&lang={}#5.6/31.2/-7.2"


def opened(page: Any, server: Server, language: str) -> Any:
    page.goto(ADDRESS.format(server.url, language))
    page.wait_for_selector("#explorer[data-ready]:not([aria-busy])", timeout=60_000)
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize(
    ("language", "group", "arid"), [("fr", "Rasters", "Aride (B)"), ("ar", "الطبقات الشبكية", "جاف (B)")]
)
def test_the_climates_are_drawn_and_told(
    new_page: Callable[..., Any], server: Server, screenshots: Path, language: str, group: str, arid: str
) -> None:
    page = new_page(viewport={"width": 1440, "height": 900})
    tiles: list[int] = []
    page.on("response", lambda answer: "/raster/koppen/" in answer.url and tiles.append(answer.status))
    opened(page, server, language)
    assert tiles and set(tiles) <= {200, 204}
    assert group in page.locator("[data-layers]").inner_text()
    legend = page.locator("#legend").inner_text()
    assert arid in legend and "Tropical" not in legend and "Beck et al. 2018" in legend
    box = page.locator(".map-canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.5)
    told = page.locator(".raster-value:not([hidden])")
    told.wait_for()
    assert "(" in told.inner_text()
    page.screenshot(path=screenshots / f"raster-koppen-{language}-1440.png")
    assert serious_violations(page) == []


@pytest.mark.parametrize("language", ["ar", pytest.param("fr", marks=pytest.mark.full)])
def test_on_a_phone(new_page: Callable[..., Any], server: Server, screenshots: Path, language: str) -> None:
    page = opened(new_page(viewport={"width": 390, "height": 844}), server, language)
    page.screenshot(path=screenshots / f"raster-koppen-{language}-390.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_its_shares_are_an_indicator_of_the_map(page: Any, server: Server, screenshots: Path) -> None:
    page.goto(f"{server.url}/map/?indicator=raster_koppen_share_2&level=province")
    page.wait_for_selector("#explorer[data-ready]:not([aria-busy])", timeout=60_000)
    assert "Beck et al. 2018" in page.locator("[data-attribution]").inner_text()
    assert "Aride" in page.locator("#legend h2").first.inner_text()
    page.screenshot(path=screenshots / "raster-koppen-indicator.png")
