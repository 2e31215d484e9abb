"""Pictures of pages in both languages and two widths, to be looked at: `python -m tests.browser.screenshots URL DIR`.

A third argument narrows to the pages whose name contains it."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"wide": (1440, 900), "phone": (390, 844)}
LANGUAGES = ("fr", "ar")
BENI_MELLAL = {"territory": "05"}
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "home": ("/", {}),
    "map": ("/map/", {}),
    "map-region": ("/map/", {**BENI_MELLAL, "sel": "05.311.07.07"}),
    "map-change": ("/map/", {**BENI_MELLAL, "year": "change", "sel": "none"}),
    "map-provinces": ("/map/", {"level": "province"}),
    "equipment": ("/dashboards/equipment/", {}),
    "territory": ("/territories/05.081/", {}),
    "indicators": ("/indicators/", {}),
    "not-found": ("/nowhere/", {}),
}


def settle(page: Page) -> None:
    """Until the page says it is drawn; a page without a map is drawn once the network is quiet."""
    page.wait_for_load_state("networkidle")
    if page.locator("#explorer").count():
        page.wait_for_selector("#explorer[data-ready]:not([aria-busy])", timeout=30_000)
    page.wait_for_timeout(1500)


def shoot(browser: Browser, base: str, out: Path, only: str) -> None:
    for width, (w, h) in WIDTHS.items():
        context = browser.new_context(viewport={"width": w, "height": h}, has_touch=width == "phone")
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and print("  console:", message.text))
        page.on("pageerror", lambda error: print("  error:", error))
        for name, (path, query) in PAGES.items():
            for lang in LANGUAGES if only in name else ():
                page.goto(f"{base}{path}?{urlencode({**query, 'lang': lang})}")
                settle(page)
                file = out / f"{name}-{width}-{lang}.png"
                page.screenshot(path=file)
                print(file)
        context.close()


def main() -> None:
    base, out = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        shoot(browser, base, out, sys.argv[3] if len(sys.argv) > 3 else "")
        browser.close()


if __name__ == "__main__":
    main()
