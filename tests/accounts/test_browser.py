"""The sign-in dialog in a real browser: the page keeps what it shows and the request is answered after all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geo_platform.accounts import passwords
from geo_platform.accounts.models import AccountSession, LoginAttempt, User
from tests.accounts.conftest import AZILAL, PASSWORD, grant
from tests.harness.browser import serious_violations


@pytest.fixture
def amal(server: Any) -> Iterator[User]:
    with server.orm():
        user = User.objects.create(
            username="amal", full_name_fr="Amal Test", password=passwords.encode(PASSWORD)
        )
        grant(user, "administrator", AZILAL)
        grant(user, "governor", AZILAL)
    yield user
    with server.orm():
        LoginAttempt.objects.filter(username="amal").delete()
        user.delete()


def sign_in(page: Any, server: Any, path: str) -> None:
    page.goto(f"{server.url}/login/?next={path}")
    page.fill("#id_username", "amal")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{path}")


def test_an_expired_login_is_repaired_in_place(page: Any, server: Any, amal: User, screenshots: Path) -> None:
    sign_in(page, server, "/account/")
    page.fill("#id_phone", "0661000000")
    with server.orm():
        AccountSession.objects.filter(user=amal).delete()
    # In braces: a promise handed back to the test would be waited for.
    page.evaluate("() => { window.answer = fetch('/api/territories/?q=oujda').then((r) => r.json()); }")
    page.wait_for_selector("#reauth[open]")
    page.screenshot(path=screenshots / "accounts-reauth-fr.png")
    assert serious_violations(page) == []
    page.fill("#reauth-password", "not this one")
    page.click("#reauth [type=submit]")
    page.wait_for_selector("#reauth .why-not:not([hidden])")
    assert "incorrect" in page.inner_text("#reauth .why-not")
    page.fill("#reauth-password", PASSWORD)
    page.click("#reauth [type=submit]")
    page.wait_for_selector("#reauth", state="hidden")
    assert page.evaluate("window.answer.then((body) => body.results.length)") > 0
    assert page.input_value("#id_phone") == "0661000000"
    # The form still open was given the new token: it can be sent.
    with page.expect_navigation():
        page.click("main .sheet button[type=submit]")
    assert page.input_value("#id_phone") == "0661000000"
    with server.orm():
        amal.refresh_from_db()
    assert amal.phone == "0661000000"


@pytest.mark.parametrize(("lang", "width"), [("fr", 1440), ("ar", 1440), ("fr", 390), ("ar", 390)])
def test_account_pages_are_accessible_and_fit(
    lang: str, width: int, new_page: Callable[..., Any], server: Any, amal: User, screenshots: Path
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(f"{server.url}/login/?lang={lang}")
    found = {"login": serious_violations(page)}
    page.screenshot(path=screenshots / f"accounts-login-{lang}-{width}.png")
    sign_in(page, server, "/account/")
    wide = []
    for name, path in (
        ("account", "/account/"),
        ("password", "/account/password/"),
        ("users", "/account/users/"),
        ("user-new", "/account/users/new/"),
        ("user", f"/account/users/{amal.pk}/"),
        ("import", "/account/users/import/"),
    ):
        page.goto(f"{server.url}{path}")
        found[name] = serious_violations(page)
        page.screenshot(path=screenshots / f"accounts-{name}-{lang}-{width}.png", full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
    assert wide == []
    assert {name: violations for name, violations in found.items() if violations} == {}


def test_a_tile_refused_asks_for_the_login_and_is_then_drawn(page: Any, server: Any, amal: User) -> None:
    sign_in(page, server, "/account/")
    page.goto(f"{server.url}/map/?territory={AZILAL}&layers=permits")
    page.wait_for_selector("#explorer[data-ready]:not([aria-busy])")
    # Inside a tile that is already drawn nothing would be asked for: go far enough for new ones.
    with server.orm():
        AccountSession.objects.filter(user=amal).delete()
    page.focus("#map canvas")
    for _ in range(3):
        page.keyboard.press("+")
        page.wait_for_timeout(700)
    page.wait_for_selector("#reauth[open]")
    with page.expect_response(lambda answer: "/tiles/permits/" in answer.url and answer.status == 200):
        page.fill("#reauth-password", PASSWORD)
        page.click("#reauth [type=submit]")
    page.wait_for_selector("#reauth", state="hidden")
    assert f"territory={AZILAL}" in page.url and "layers=permits" in page.url
