"""Public maps in a browser: drawn, touched, read in both languages, on a desk and on a phone; pictures for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import serious_violations
from tests.harness.server import Server

SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
SHOTS = [
    ("eau-courante-2024", "fr", "desk"),
    ("autorisations-2024", "ar", "phone"),
    pytest.param("equipements-beni-mellal", "ar", "desk", marks=pytest.mark.full),
    pytest.param("egouts-2014-2024", "fr", "phone", marks=pytest.mark.full),
]


def opened(
    new_page: Callable[..., Any], server: Server, slug: str, language: str, size: str, more: str = ""
) -> Any:
    page = new_page(viewport=SIZES[size])
    page.goto(f"{server.url}/public/maps/{slug}/?lang={language}{more}")
    page.locator("path.leaflet-interactive").first.wait_for(state="attached")
    return page


def touch(page: Any, number: int) -> str:
    """Opens a popup and says what is in it."""
    click = "(paths, n) => paths[n].dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    page.locator("path.leaflet-interactive").evaluate_all(click, number)
    popup = page.locator(".leaflet-popup-content")
    popup.wait_for()
    return str(popup.inner_text())


@pytest.mark.parametrize(("slug", "language", "size"), SHOTS)
def test_a_map_is_drawn_and_read(
    new_page: Callable[..., Any], server: Server, screenshots: Path, slug: str, language: str, size: str
) -> None:
    page = opened(new_page, server, slug, language, size)
    assert page.locator("path.leaflet-interactive").count() >= 70
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
    assert serious_violations(page) == []
    assert touch(page, 5).strip()
    page.screenshot(path=screenshots / f"public-{slug}-{language}-{size}.png", full_page=True)


def test_a_popup_reads_from_the_right_in_arabic(new_page: Callable[..., Any], server: Server) -> None:
    page = opened(new_page, server, "eau-courante-2024", "ar", "desk")
    touch(page, 300)
    direction = page.locator(".leaflet-popup-content").evaluate("node => getComputedStyle(node).direction")
    assert direction == "rtl"


def test_a_frame_has_no_bars_and_leaves_no_cookie(
    new_page: Callable[..., Any], server: Server, screenshots: Path
) -> None:
    page = opened(new_page, server, "egouts-2014-2024", "ar", "phone", "&embed=1")
    assert page.locator("header").count() == 0 and page.context.cookies() == []
    assert serious_violations(page) == []
    page.screenshot(path=screenshots / "public-embed-ar-phone.png")


def test_code_in_a_name_is_not_run(new_page: Callable[..., Any], server: Server) -> None:
    with server.orm():
        from layers.models import Equipment

        schools = Equipment.objects.filter(category__startswith="ENS", status="EXISTANT")
        before = dict(schools.values_list("pk", "name_fr"))
        schools.update(name_fr="<img src=x onerror='window.hurt = 1'>")
    try:
        page = opened(new_page, server, "equipements-beni-mellal", "fr", "desk")
        shown = [touch(page, number) for number in (3, 30, 90)]
        assert any("<img src=x" in text for text in shown) and page.evaluate("window.hurt") is None
    finally:
        with server.orm():
            for pk, name in before.items():
                Equipment.objects.filter(pk=pk).update(name_fr=name)


def test_without_a_script_the_figures_are_there(browser: Any, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/public/maps/eau-courante-2024/?lang=fr")
    assert page.locator(".pm-table tbody tr").count() == 1503
    assert page.locator("noscript p").is_visible()
    context.close()
