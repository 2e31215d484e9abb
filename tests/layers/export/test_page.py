"""The page of one's extractions in a browser: both languages, a phone, axe; one that is ready and one under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from geo_platform.accounts import passwords
from geo_platform.accounts.models import User
from layers.models import Job
from tests.accounts.conftest import PASSWORD, grant
from tests.harness.browser import serious_violations

pytestmark = pytest.mark.full
DONE = {
    "file": "permits_05_2026-11-25_fictif.gpkg",
    "rows": 321_456,
    "size": 88_000_000,
    "not_located": 12_345,
    "fictitious": 321_456,
    "lines": [["Couche", "Autorisations (Rokhas)"], ["Filtre", "État = DELIVRE"]],
}
ERROR = {"code": "export_failed", "message_fr": "L’extraction s’est interrompue.", "message_ar": "توقف الاستخراج."}


@pytest.fixture
def jobs(server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    from django.conf import settings

    params = {"layer": "permits", "format": "gpkg", "question": {}, "language": "fr", "extraction": ""}
    with server.orm():
        user = User.objects.create(username="samira", full_name_fr="Samira Test", password=passwords.encode(PASSWORD))
        grant(user, "steward")
        common = {"kind": "export", "owner_id": user.pk, "params": params}
        now = timezone.now()
        done = Job.objects.create(key="d", state="done", progress=1, result=DONE, finished_at=now, **common)
        live = Job.objects.create(key="l", state="running", progress=0.4, heartbeat_at=now, **common)
        failed = Job.objects.create(key="f", state="failed", error=ERROR, finished_at=now, **common)
    folder = Path(settings.EXPORT_DIR) / str(done.pk)
    folder.mkdir(parents=True)
    (folder / DONE["file"]).write_bytes(b"x")
    yield [str(done.pk), str(live.pk), str(failed.pk)]
    (folder / DONE["file"]).unlink()
    folder.rmdir()
    with server.orm():
        Job.objects.filter(owner_id=user.pk).delete()
        user.delete()


@pytest.mark.parametrize(("name", "size"), [("desktop", (1440, 900)), ("phone", (390, 844))])
def test_it_reads_well(
    server: Any, new_page: Callable[..., Any], screenshots: Path, jobs: list[str], name: str, size: tuple[int, int]
) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{server.url}/login/?next=/exports/")
    page.fill("#id_username", "samira")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/exports/")
    for language in ("fr", "ar"):
        for title, path in (("list", ""), ("done", f"{jobs[0]}/"), ("live", f"{jobs[1]}/"), ("failed", f"{jobs[2]}/")):
            page.goto(f"{server.url}/exports/{path}?lang={language}")
            page.screenshot(path=screenshots / f"exports-{title}-{name}-{language}.png", full_page=True)
            assert serious_violations(page) == []
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (title, language)
