"""Chromium without a way out: what leaves this host is stopped and recorded, and fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, Route, expect

PATIENCE_MS = 30_000  # a busy machine answers late: late is not wrong
LOCAL = {"127.0.0.1", "localhost", "::1"}
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def launch(playwright: Playwright) -> Browser:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    if not Path(path).exists():
        raise RuntimeError("chromium is missing: bin/test installs it")
    expect.set_options(timeout=PATIENCE_MS)
    return playwright.chromium.launch(executable_path=path, args=["--disable-gpu", "--disable-dev-shm-usage"])


@contextmanager
def guarded_page(browser: Browser, **context_options: object) -> Iterator[Page]:
    """A page whose foreign requests and uncaught script errors make the test fail at its end."""
    context = browser.new_context(**context_options)  # type: ignore[arg-type]
    page = context.new_page()
    foreign: list[str] = []
    errors: list[str] = []
    page.foreign, page.errors = foreign, errors  # type: ignore[attr-defined]

    def gate(route: Route) -> None:
        if urlsplit(route.request.url).hostname in LOCAL:
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    context.route(lambda url: urlsplit(url).scheme in {"http", "https", "ws", "wss"}, gate)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(PATIENCE_MS)
    try:
        yield page
        assert foreign == [], "requests left the host"
        assert errors == [], "uncaught errors in the page"
    finally:
        context.close()


def serious_violations(page: Page) -> list[str]:
    """axe-core's serious and critical findings: rule and the first element."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {v['nodes'][0]['target']} {v['help']}"
        for v in found["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
