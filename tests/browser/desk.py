"""Pictures of the imports desk and of the map's record layers: `python -m tests.browser.desk URL USER DIR [NAME]`.

The password is read from the standard input. Files are handed in as fictitious: for a demonstration only.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from fixtures.rokhas import corpus
from tests.browser.screenshots import CHROMIUM, LANGUAGES, WIDTHS, settle

NEAR = "14/32.3373/-6.3498"  # Béni Mellal
RECORDS = {"territory": "05", "sel": "none", "layers": "province,equipment,networks,parcels,zoning"}
COUNTS = {"territory": "05", "sel": "none", "layers": "province,permits,projects,complaints"}
FILES = {"rokhas": corpus.FOLDER / "bad" / "key_pattern.csv"}


def sign_in(page: Page, base: str, user: str, password: str) -> None:
    page.goto(f"{base}/login/?next=/imports/")
    page.fill("#id_username", user)
    page.fill("#id_password", password)
    page.click("main button[type=submit]")
    page.wait_for_url("**/imports/")


def hand_in(page: Page, base: str, slug: str, file: Path, trial: bool) -> str:
    """The address where the file, tried or imported, is told."""
    page.goto(f"{base}/imports/?lang=fr")
    card = page.locator(f"section[aria-labelledby=src-{slug}]")
    card.locator("input[type=file]").set_input_files(file)
    card.locator("[name=fictitious]").check()
    if not trial:
        card.locator('[name=trial][value="0"]').check(force=True)
    card.locator("button[type=submit]").click()
    page.wait_for_url("**/imports/files/**" if trial else "**/imports/*/", timeout=60_000)
    page.wait_for_selector("dl.counts, .counts, table", timeout=60_000)
    return page.url.split("?")[0]


def pages(page: Page, base: str) -> dict[str, str]:
    found = {"desk": f"{base}/imports/"}
    for slug, file in FILES.items():
        found[f"trial-{slug}"] = hand_in(page, base, slug, file, trial=True)
        found[f"run-{slug}"] = hand_in(page, base, slug, file, trial=False)
    found["map-counts"] = f"{base}/map/?{urlencode(COUNTS)}"
    found["map-records"] = f"{base}/map/?{urlencode(RECORDS)}"
    found["map-near"] = f"{base}/map/?{urlencode(RECORDS)}#{NEAR}"
    return found


def in_language(address: str, lang: str) -> str:
    head, _, view = address.partition("#")
    return f"{head}{'&' if '?' in head else '?'}lang={lang}{'#' + view if view else ''}"


def shoot(browser: Browser, base: str, user: str, out: Path, only: str) -> None:
    found: dict[str, str] = {}
    password = sys.stdin.readline().strip()
    for width, (w, h) in WIDTHS.items():
        context = browser.new_context(viewport={"width": w, "height": h}, has_touch=width == "phone")
        page = context.new_page()
        page.on("pageerror", lambda error: print("  error:", error))
        sign_in(page, base, user, password)
        found = found or pages(page, base)
        for name, address in found.items():
            for lang in LANGUAGES if only in name else ():
                page.goto("about:blank")
                page.goto(in_language(address, lang))
                settle(page)
                file = out / f"{name}-{width}-{lang}.png"
                page.screenshot(path=file, full_page="map" not in name)
                print(file)
        context.close()


def main() -> None:
    base, user, out = sys.argv[1].rstrip("/"), sys.argv[2], Path(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        shoot(browser, base, user, out, sys.argv[4] if len(sys.argv) > 4 else "")
        browser.close()


if __name__ == "__main__":
    main()
