"""An engineer at 390 px: entered without a line, sent once when it is back; then a validator refuses with a reason."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from geo_platform.accounts import passwords
from geo_platform.accounts.models import LoginAttempt, User
from layers.models import Document, FieldReport, Project, ProjectEvent
from tests.accounts.conftest import PASSWORD, grant
from tests.harness.browser import serious_violations
from tests.projects.test_progress import photo_with_place

PEOPLE = {"field.engineer": "provincial_service", "field.wali": "wali"}


@pytest.fixture
def people(server: Any) -> Iterator[Project]:
    with server.orm():
        for name, role in PEOPLE.items():
            grant(User.objects.create(username=name, password=passwords.encode(PASSWORD)), role, "05")
        project = Project.objects.filter(reference__startswith="05-", state="EN_COURS").order_by("reference")[
            0
        ]
    yield project
    with server.orm():
        for document in Document.objects.all():
            for version in document.versions.all():
                version.path.unlink(missing_ok=True)
        for model in (Document, FieldReport, ProjectEvent):
            model.objects.all().delete()
        LoginAttempt.objects.filter(username__in=PEOPLE).delete()
        User.objects.filter(username__in=PEOPLE).delete()
    shutil.rmtree(settings.DOCUMENT_DIR, ignore_errors=True)


def sign_in(page: Any, server: Any, name: str, path: str) -> None:
    page.goto(f"{server.url}/login/?next={path}")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{path}")


def test_offline_then_online_then_refused(
    server: Any, new_page: Callable[..., Any], people: Project, tmp_path: Path, screenshots: Path
) -> None:
    path = f"/projects/{people.reference}/progress/"
    photo = tmp_path / "chantier.jpg"
    photo.write_bytes(photo_with_place())
    phone = new_page(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="fr",
        geolocation={"latitude": 32.1, "longitude": -6.6, "accuracy": 12}, permissions=["geolocation"],
    )  # fmt: skip
    sign_in(phone, server, "field.engineer", path)
    assert serious_violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.context.set_offline(True)
    phone.fill("#pct", "57.5")
    phone.set_input_files("#photo", photo)
    expect(phone.locator('[data-part="place"]')).to_contain_text("12")
    phone.fill("#note", "Bordures posées")
    phone.click("button.send")
    expect(phone.locator('[data-part="queue"] li')).to_have_count(1)
    expect(phone.locator('[data-part="line"]')).to_contain_text("Hors ligne")
    phone.screenshot(path=screenshots / "field-offline.png", full_page=True)
    with server.orm():
        assert not FieldReport.objects.exists()
    phone.context.set_offline(False)
    expect(phone.locator('[data-part="queue"] li')).to_have_count(0)
    expect(phone.locator('[data-part="said"]')).to_contain_text("Envoyé")
    with server.orm():
        found = FieldReport.objects.get()
        assert (str(found.physical_pct), found.comment, found.status) == ("57.50", "Bordures posées", "draft")
        assert found.position is not None and round(found.position.y, 2) == 32.1
        assert Document.objects.filter(field_report_id=found.pk, kind="photo").count() == 1
    _same_day_conflicts(phone)
    _refused(server, new_page, phone, path)


def _same_day_conflicts(phone: Any) -> None:
    """A second one of the day is shown against the first, and can be given up."""
    phone.fill("#pct", "60")
    phone.click("button.send")
    line = phone.locator('[data-part="queue"] li')
    expect(line).to_contain_text("57,5")
    line.get_by_role("button", name="Abandonner la mienne").click()
    expect(line).to_have_count(0)


def _refused(server: Any, new_page: Callable[..., Any], phone: Any, path: str) -> None:
    desk = new_page(viewport={"width": 1440, "height": 900}, locale="fr")
    sign_in(desk, server, "field.wali", "/projects/inbox/")
    expect(desk.locator("article.report")).to_have_count(1)
    assert serious_violations(desk) == []
    desk.locator("article.report input[name=reason]").fill("Photo floue, à refaire")
    desk.get_by_role("button", name="Refuser").click()
    expect(desk.locator(".said")).to_contain_text("Situation refusée")
    with server.orm():
        found = FieldReport.objects.get()
        assert (found.status, found.reason) == ("refused", "Photo floue, à refaire")
    phone.goto(f"{server.url}{path}")
    expect(phone.locator("main")).to_contain_text("Photo floue, à refaire")
