"""The desk in a real browser: a file from drop to replay by keyboard, both languages, a phone, axe."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from etl import runner, source
from etl.models import Discrepancy, ImportRun, RejectedRow, Upload
from fixtures.rokhas import corpus
from geo_platform.accounts import passwords
from geo_platform.accounts.models import LoginAttempt, User
from layers.models import Job
from tests.accounts.conftest import PASSWORD, grant
from tests.harness import template
from tests.harness.browser import serious_violations

ROKHAS = source.get("rokhas")


@pytest.fixture
def nadia(server: Any) -> Iterator[User]:
    """A data steward over the Kingdom."""
    with server.orm():
        user = User.objects.create(
            username="nadia", full_name_fr="Nadia Test", password=passwords.encode(PASSWORD)
        )
        grant(user, "steward")
    yield user
    with server.orm():
        LoginAttempt.objects.filter(username="nadia").delete()
        Job.objects.filter(owner_id=user.pk).delete()
        for upload in Upload.objects.filter(owner_id=user.pk):
            upload.path.unlink(missing_ok=True)
            upload.path.parent.rmdir()
            upload.delete()
        Discrepancy.objects.filter(key__startswith="DESK-").delete()
        ImportRun.objects.filter(owner_id=user.pk).delete()
        user.delete()


def sign_in(page: Any, server: Any) -> None:
    page.goto(f"{server.url}/login/?next=/imports/")
    page.fill("#id_username", "nadia")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/imports/")


def work(server: Any) -> None:
    """The worker as it is run beside the web server, as the application's role, for one turn."""
    env = {k: v for k, v in os.environ.items() if k not in {"GEO_DB_ROLE", "DJANGO_ALLOW_ASYNC_UNSAFE"}}
    env |= {
        "DATABASE_URL": template.database_url(server.database, "app"),
        "GEO_UPLOAD_DIR": str(settings.UPLOAD_DIR),
    }
    command = [sys.executable, "manage.py", "worker", "--once"]
    subprocess.run(command, cwd=template.ROOT, env=env, check=True, capture_output=True, timeout=120)


def mixed() -> str:
    """A file as offices send them: most rows sound, some refused for various reasons, some doubtful."""
    rows = [corpus.row(7000 + n, longitude="", latitude="") for n in range(24)]
    rows += [corpus.row(7100 + n, reference=f"DOSSIER {46685 + n}") for n in range(5)]
    rows += [corpus.row(7001), corpus.row(7002, etat="REFUSE"), corpus.row(7201, reference="")]
    rows += [corpus.row(7300 + n, commune_hcp="99.999.99.99", commune="Oulad Ayach") for n in range(3)]
    rows += [corpus.row(7310, date_depot="31/02/2024"), corpus.row(7311, surface_couverte_m2="cent vingt")]
    content = corpus.text(*rows)
    return content + "PCT-PBML-BNML-7400/2024;PCT;PP\r\n"


@pytest.fixture
def history(server: Any, nadia: User, tmp_path: Path) -> int:
    """An import with refused and doubtful rows, one of them corrected, one set aside; and books that disagree."""
    path = tmp_path / "rokhas_bmk_2026-11.csv"
    path.write_text(mixed(), encoding="utf-8")
    with server.orm():
        run = runner.run(ROKHAS, path, owner_id=nadia.pk).run_id
        rows = list(RejectedRow.objects.filter(run_id=run).order_by("line"))
        RejectedRow.objects.filter(pk=rows[-1].pk).update(status="dropped", handled_reason="dossier annulé")
        for n in range(3):
            Discrepancy.objects.create(
                source="rokhas", table="permits", key=f"DESK-{n}", code="parent_missing", value=f"PCT-{n}",
                message_fr="Le permis d’origine n’est pas enregistré.", message_ar="الرخصة الأصلية غير مسجلة.",
                suggestion_fr="Importez le permis d’origine.", suggestion_ar="استورد الرخصة الأصلية.",
            )  # fmt: skip
    assert run is not None
    return run


def tab_to(page: Any, selector: str, presses: int = 120) -> None:
    for _ in range(presses):
        if page.evaluate("(s) => document.activeElement?.matches(s) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_a_file_goes_from_choice_to_replay_by_keyboard(
    page: Any, server: Any, nadia: User, tmp_path: Path, screenshots: Path
) -> None:
    sign_in(page, server)
    file = tmp_path / "رخص.csv"
    file.write_text(corpus.text(corpus.row(7501), corpus.row(7502, reference="DOSSIER 7")), encoding="utf-8")
    tab_to(page, "#file-rokhas")
    page.set_input_files("#file-rokhas", file)
    assert "رخص.csv" in page.inner_text("label[for=file-rokhas]")
    tab_to(page, "form[action='/imports/rokhas/files/'] button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#progress progress")
    assert serious_violations(page) == []
    page.screenshot(path=screenshots / "desk-progress-fr-1440.png")
    work(server)
    page.wait_for_selector("text=Ce que ferait l’import")
    page.screenshot(path=screenshots / "desk-trial-fr-1440.png", full_page=True)
    tab_to(page, "button[name=for_good]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#progress progress")
    work(server)
    page.wait_for_selector("#rows")
    tab_to(page, "#rows td a")
    page.keyboard.press("Enter")
    page.wait_for_selector("#editor")
    faulty = page.locator("#editor [autofocus]")
    # Autofocus is honoured when the page is first drawn, which may come after its elements exist.
    expect(faulty).to_be_focused()
    expect(faulty).to_have_value("DOSSIER 7")
    page.keyboard.press("Control+A")
    page.keyboard.type("PCT-PBML-BNML-7502/2024")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.success")
    assert "Lignes chargées : 1" in page.inner_text(".notice")
    assert "0 à traiter + 1 corrigées" in page.inner_text(".reasons")
    with server.orm():
        assert ImportRun.objects.filter(owner_id=nadia.pk, parent_run__isnull=False, created=1).count() == 1


def test_a_file_is_dropped_on_its_source(page: Any, server: Any, nadia: User) -> None:
    sign_in(page, server)
    dropped = page.evaluate_handle(
        "() => { const t = new DataTransfer(); t.items.add(new File(['a;b'], 'lot.csv')); return t; }"
    )
    zone = "label[for=file-rokhas]"
    assert not page.is_visible("form[action='/imports/rokhas/files/'] button[type=submit]")
    page.dispatch_event(zone, "dragover", {"dataTransfer": dropped})
    assert page.locator(f"{zone}.over").count() == 1
    page.dispatch_event(zone, "drop", {"dataTransfer": dropped})
    assert "lot.csv" in page.inner_text(zone)
    expect(page.locator("form[action='/imports/rokhas/files/'] button[type=submit]")).to_be_focused()
    # Dropped beside it, the file does not replace the page.
    page.dispatch_event("h1", "drop", {"dataTransfer": dropped})
    assert page.url.endswith("/imports/")


def test_a_file_too_large_is_not_even_sent(page: Any, server: Any, nadia: User, tmp_path: Path) -> None:
    sign_in(page, server)
    form = page.locator("form[data-drop]", has=page.locator("#file-rokhas"))
    form.evaluate("form => { form.dataset.limit = '3' }")
    file = tmp_path / "gros.csv"
    file.write_text("a;b;c")
    page.set_input_files("#file-rokhas", file)
    error = form.locator(".zone-error")
    assert error.is_visible() and "taille" in error.inner_text()
    assert not page.evaluate("document.querySelector('#file-rokhas').files.length")


def test_a_waiting_job_is_cancelled_from_the_page(
    page: Any, server: Any, nadia: User, tmp_path: Path
) -> None:
    sign_in(page, server)
    file = tmp_path / "a.csv"
    file.write_text("a;b\n1;2\n")
    page.set_input_files("#file-rokhas", file)
    page.click("form[action='/imports/rokhas/files/'] button[type=submit]")
    page.wait_for_selector("#progress progress")
    with server.orm():
        Job.objects.filter(owner_id=nadia.pk).update(created_at="2026-01-01T00:00:00Z")
    page.wait_for_selector(".told.waiting")
    assert "Le fichier est gardé" in page.inner_text(".told")
    page.click("#progress button")
    page.wait_for_selector("text=Traitement annulé")


@pytest.mark.parametrize(("lang", "width"), [("fr", 1440), ("ar", 1440), ("fr", 390), ("ar", 390)])
def test_desk_pages_are_accessible_and_fit(
    lang: str, width: int, new_page: Callable[..., Any], server: Any, nadia: User, history: int,
    tmp_path: Path, screenshots: Path,
) -> None:  # fmt: skip
    page = new_page(viewport={"width": width, "height": 900})
    sign_in(page, server)
    page.goto(f"{server.url}/imports/?lang={lang}")
    with server.orm():
        first = RejectedRow.objects.filter(run_id=history, code="key_pattern").order_by("line").first()
        shifted = RejectedRow.objects.get(run_id=history, code="line_truncated")
    file = tmp_path / "essai.csv"
    content = list(csv.reader(io.StringIO(mixed()), delimiter=";"))
    content = [[*line, "bleu"] if n else [*line, "Couleur du dossier"] for n, line in enumerate(content)]
    out = io.StringIO()
    csv.writer(out, delimiter=",").writerows(content)
    file.write_text(out.getvalue(), encoding="utf-8")
    page.set_input_files("#file-rokhas", file)
    page.screenshot(path=screenshots / f"desk-chosen-{lang}-{width}.png")
    page.click("form[action='/imports/rokhas/files/'] button[type=submit]")
    page.wait_for_selector("#progress progress")
    trial = page.url.replace(server.url, "")
    work(server)
    page.wait_for_selector(".trial")
    found, wide = {}, []
    for name, path in (
        ("landing", "/imports/"),
        ("history", "/imports/history/"),
        ("trial", trial),
        ("run", f"/imports/{history}/"),
        ("row", f"/imports/{history}/?reason=key_pattern&row={first.pk}"),
        ("row-shifted", f"/imports/{history}/?row={shifted.pk}"),
        ("anomaly", f"/imports/{history}/?anomaly=place_unknown"),
        ("discrepancies", "/imports/rokhas/discrepancies/"),
        ("nothing", "/imports/history/?state=failed&source=rokhas"),
    ):
        page.goto(f"{server.url}{path}{'&' if '?' in path else '?'}lang={lang}")
        found[name] = serious_violations(page)
        page.screenshot(path=screenshots / f"desk-{name}-{lang}-{width}.png", full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
    assert wide == []
    assert {name: violations for name, violations in found.items() if violations} == {}
