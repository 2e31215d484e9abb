"""The sheet of a territory on paper: two pages, published figures, Arabic that copies in reading order, no more than
the reader may see."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation

from geo_platform.accounts.models import RoleGrant
from geo_platform.portal import sheets, territory_pdf
from geo_platform.portal.numbers import number
from layers import territories
from layers.access import ANONYMOUS, Grant, Viewer
from layers.jobs import run_job
from layers.models import Job
from layers.services import summaries

pytestmark = pytest.mark.django_db
ANERGUI, AZILAL, ORIENTAL = "05.081.09.09", "05.081", "02"
DGCT = Viewer(1, (Grant("dgct"),))
# Marks of direction that a PDF carries between runs, and the ligature that copies as one letter.
_DIRECTION = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))


def made(code: str, language: str, viewer: Viewer = ANONYMOUS) -> bytes:
    found = territories.describe(code)
    assert found is not None
    with translation.override(language):
        return territory_pdf.document(found, viewer)


def extracted(document: bytes, folder: Path) -> str:
    """What pdftotext reads, in the order of the document."""
    (folder / "sheet.pdf").write_bytes(document)
    command = ["pdftotext", "-enc", "UTF-8", str(folder / "sheet.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return re.sub(r"[ \u202f\u00a0]+", " ", text.translate(_DIRECTION))


def in_order(text: str, *words: str) -> None:
    at = 0
    for word in words:
        found = text.find(word, at)
        assert found >= 0, f"{word!r} is not after {text[max(0, at - 60) : at]!r}"
        at = found + len(word)


def test_anergui_in_arabic_copies_in_reading_order(tmp_path: Path) -> None:
    text = extracted(made(ANERGUI, "ar"), tmp_path)
    in_order(text, "المملكة المغربية", "وزارة الداخلية", "انركي Anergui", "جماعة قروية")
    in_order(text, f"الرمز الجغرافي {ANERGUI}", "السكان البلديون حسب الجنس والوسط", "مقارنة انركي")
    for figure in ("3 976", "3 975", "911", "26,1 %", "24,2", "86,0 %", "86,3", "82,6", "82,9"):
        assert figure in text, figure
    # pdftotext gives the ligature lam-alef back to front: these words have none.
    in_order(text[text.index("مقارنة انركي") :], "الماء الجاري", "مرحاض", "شبكة التطهير", "معدل النشاط", "المالكون")


@pytest.mark.parametrize(("code", "language"), [(ANERGUI, "fr"), (ORIENTAL, "fr"), (AZILAL, "ar"), ("MA", "ar")])
def test_every_level_takes_two_pages(code: str, language: str) -> None:
    assert len(pypdf.PdfReader(io.BytesIO(made(code, language, DGCT))).pages) == 2


def test_the_public_reads_of_public_layers_only(client: Client, tmp_path: Path) -> None:
    answer = client.get(f"/territories/{ORIENTAL}.pdf")
    assert answer["Content-Type"] == "application/pdf" and answer["Cache-Control"] == "private, no-cache"
    public, officer = extracted(answer.content, tmp_path), extracted(made(ORIENTAL, "fr", DGCT), tmp_path)
    assert "Équipements collectifs" in public and "Projets" in officer and "Réclamations" in officer
    assert "Réclamations" not in public and "Autorisations" not in public and "Coût actualisé" not in public
    assert re.findall(r"^(\d) ?/ ?(\d)$", officer, re.M) == [("1", "2"), ("2", "2")]
    slanted = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert all("DONNÉES FICTIVES" in page.extract_text() for page in slanted), "on every page"


def test_the_page_counts_what_the_paper_counts(client: Client) -> None:
    answer = client.get(f"/territories/{ORIENTAL}/")
    html = answer.content.decode()
    assert "Équipements collectifs" in html and "Réclamations (Chikaya)" not in html
    assert answer["Cache-Control"] == "private, no-cache"
    (public,) = [one for one in summaries.of_place(ORIENTAL, ANONYMOUS, "fr") if one.layer.slug == "equipment"]
    assert number(public.total) in html and number(public.parts[0].count) in html


def test_counts_of_a_sheet_are_those_of_the_layer() -> None:
    told = {one.layer.slug: one for one in summaries.of_place(ORIENTAL, DGCT, "fr")}
    assert set(told) >= {"equipment", "projects", "permits", "complaints"}
    for one in told.values():
        assert one.total == one.told.matched == sum(part.count for part in one.parts), one.layer.slug
    assert told["projects"].amount and told["projects"].amount > 0
    there = territories.describe(AZILAL)
    assert there is not None
    governor = Viewer(2, (Grant("governor", there["territory_id"]),))
    beyond = {one.layer.slug: one.total for one in summaries.of_place(ORIENTAL, governor, "fr")}
    assert beyond["projects"] == 0 and beyond["equipment"] == told["equipment"].total


def test_an_old_code_and_an_unknown_one(client: Client) -> None:
    assert client.get(f"/territories/{AZILAL}..pdf").status_code == 301
    assert client.get("/territories/99.999.pdf").status_code == 404
    assert f"/territories/{AZILAL}.pdf" in client.get(f"/territories/{AZILAL}/").content.decode()


def test_the_sheets_of_a_province_come_in_one_archive(client: Client, settings: Any, tmp_path: Path) -> None:
    """Story of a governor's office: one job, its progress, a file for its owner alone."""
    settings.EXPORT_DIR = tmp_path
    small = "01.573"  # Fahs-Anjra: eight communes
    assert client.post(f"/territories/{small}/sheets/")["Location"].startswith("/login/")
    owner = get_user_model().objects.create_user("office", password="long enough to pass 4")
    RoleGrant.objects.create(user=owner, role="dgct")
    client.force_login(owner)
    assert "/sheets/" in client.get(f"/territories/{small}/").content.decode()
    where = client.post(f"/territories/{small}/sheets/")["Location"]
    number = where.rstrip("/").rsplit("/", 1)[-1]
    assert "progress" in client.get(where).content.decode()
    run_job.func(number)
    assert client.get(f"{where}state.json").json()["state"] == "done"
    taken = client.get(f"{where}file")
    with zipfile.ZipFile(io.BytesIO(b"".join(taken.streaming_content))) as archive:  # type: ignore[attr-defined]
        names = archive.namelist()
        assert names[0] == f"fiche-{small}.pdf" and len(names) == len(set(names)) > 5
        assert archive.read(names[-1]).startswith(b"%PDF")
    assert Client().get(f"{where}file").status_code == 404


def test_cancelled_sheets_leave_nothing(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.EXPORT_DIR = tmp_path
    owner = get_user_model().objects.create_user("office", password="long enough to pass 4")
    RoleGrant.objects.create(user=owner, role="dgct")
    job = sheets.start(AZILAL, "fr", Viewer(owner.pk, (Grant("dgct"),)))
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED and not list(tmp_path.iterdir())
