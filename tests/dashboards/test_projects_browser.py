"""The board of projects in a browser: the wali of Oriental on a Monday, both languages, a phone, axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from etl import law
from fixtures.projects import week
from geo_platform.accounts import passwords
from geo_platform.accounts.models import User
from layers.services import alerts
from tests.accounts.conftest import PASSWORD, grant
from tests.harness.browser import serious_violations
from tests.harness.server import Server

BOARD = "/dashboards/projects/"


def fallen_behind() -> dict[str, int]:
    """Reference → days by which the end moved away since what was known before, read from the history itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select p.reference, p.revised_end_on - h.revised_end_on from layers_project p
            join layers_project_history h on h.reference = p.reference and h.revised_end_on < p.revised_end_on"""
        )
        return dict(cursor.fetchall())


@pytest.fixture(scope="module")
def slipped(server: Server) -> dict[str, int]:
    """A wali, and a register whose past is known: what slipped since a week, in Oriental."""
    with server.orm():
        law.load_once()
        alerts.compute()
        week.rewind()
        found = fallen_behind()
        user = User.objects.create(username="wali.lundi", password=passwords.encode(PASSWORD))
        grant(user, "wali", "02")
    return {reference: days for reference, days in found.items() if reference.startswith("02-")}


def open_board(page: Any, server: Server, query: str = "") -> None:
    page.goto(f"{server.url}/login/?next={BOARD}{query}")
    page.fill("#id_username", "wali.lundi")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector(".kpis .kpi-value")
    page.wait_for_selector("#projects-table .ag-row")
    page.wait_for_selector("#projects-changes .events li")


def test_a_wali_sees_which_three_projects_slipped_since_last_week_and_why(
    server: Server, page: Any, slipped: dict[str, int], screenshots: Path
) -> None:
    open_board(page, server)
    assert page.inner_text("h1").startswith("Oriental")
    lines = page.locator("#projects-changes .events li")
    assert lines.count() == len(slipped) == 3
    told = [lines.nth(at).inner_text() for at in range(3)]
    for line, days in zip(told, sorted(slipped.values(), reverse=True), strict=True):
        assert f"a glissé de {days} jours" in line.replace("\u202f", " ")
    assert "Foncier non apuré" in told[0]
    assert all("renseignée" not in line for line in told[:1])
    links = [lines.nth(at).locator("a").first.get_attribute("href") for at in range(3)]
    assert {link.split("/")[2] for link in links} == set(slipped)
    page.screenshot(path=screenshots / "projects-wali.png", full_page=True)
    page.click(".kpi >> text=En cours de réalisation")
    page.wait_for_url("**state=running**")
    assert serious_violations(page) == []


@pytest.mark.full
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("width", [1440, 390])
def test_accessible_and_within_the_screen(
    server: Server,
    new_page: Callable[..., Any],
    slipped: dict[str, int],
    screenshots: Path,
    language: str,
    width: int,
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    open_board(page, server, f"%3Flang={language}")
    assert page.evaluate("document.documentElement.dir") == {"fr": "ltr", "ar": "rtl"}[language]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=screenshots / f"projects-{language}-{width}.png", full_page=True)
    assert serious_violations(page) == []
