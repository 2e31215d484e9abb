"""The page of the week beside its projects: permits and complaints beyond their delay, decisions, what a week added."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pypdf
import pytest
from django.test import Client

from fixtures.projects import week
from geo_platform.projects import weekly
from layers import territories
from layers.access import Grant, Viewer
from layers.models import Alert, Complaint, ComplaintEvent, Permit
from layers.query import LayerQuery
from layers.services.waiting import Waiting, waiting
from tests.dashboards.test_projects import asked as board_asked

pytestmark = pytest.mark.django_db


def viewer(role: str, code: str = "", *themes: str) -> Viewer:
    place = territories.resolve_codes([code])[0] if code else None
    return Viewer(5, (Grant(role, place, frozenset(themes)),))


def counted(role: str, code: str = "02", *themes: str) -> dict[str, Waiting]:
    reader = viewer(role, code, *themes)
    return {one.layer: one for one in waiting(reader, [code], board_asked(reader).on)}


def test_only_what_the_reader_reads_is_counted() -> None:
    assert set(counted("wali")) == {"permits", "complaints"}
    assert set(counted("wali", "02", "projects", "permits")) == {"permits"}
    assert set(counted("wali", "02", "projects")) == set()


def test_late_ones_are_those_of_their_own_boards() -> None:
    """Counted again by hand on complaints: open at the day, and older than the delay of their deposit."""
    found = counted("wali")
    assert 0 < found["permits"].late <= found["permits"].open
    assert 0 < found["complaints"].late <= found["complaints"].open
    nowhere = Viewer(5, (Grant("wali", territories.resolve_codes(["12"])[0]),))
    assert all(one.open == 0 for one in waiting(nowhere, ["02"], board_asked(viewer("wali", "02")).on))


def test_one_more_complaint_that_waits_is_one_more_on_the_page() -> None:
    before = counted("wali")["complaints"]
    reader = viewer("wali", "02")
    on = board_asked(reader).on
    open_ones = [
        c for c in Complaint.objects.filter(deposited_on__lt=on, answered_on=None, closed_on=None)[:2000]
        if c.state != "IRRECEVABLE" and not ComplaintEvent.objects.filter(complaint_number=c.number).exists()
    ]  # fmt: skip
    under = set(territories.resolve_codes(["02"]))
    mine = next(c for c in open_ones if _lies_under(c.territory_id, under))
    Complaint.objects.filter(pk=mine.pk).update(answered_on=mine.deposited_on)
    assert counted("wali")["complaints"].open == before.open - 1


def _lies_under(territory_id: int | None, above: set[int]) -> bool:
    rows = LayerQuery.read(
        "select 1 from layers_territoryclosure c join layers_edition e on e.slug = c.edition_id and e.is_current "
        "where c.descendant_id = %(id)s and c.ancestor_id = any(%(above)s)",
        {"id": territory_id, "above": list(above)},
    )
    return bool(rows)


def test_the_page_tells_a_week_of_money_the_late_files_and_the_decisions() -> None:
    week.rewind()
    reader = viewer("wali", "02")
    alert = Alert.objects.create(
        code="stopped", subject_kind="contracts", subject_key="x", raised_on="2025-12-01", seen_on="2025-12-31",
        project_reference=board_asked(reader).portfolio()[0]["reference"], value="120", owner="Conseil régional",
        comment="Reprise exigée en comité", due_on="2026-01-15", state="confirmed",
    )  # fmt: skip
    told = weekly.context(weekly.board("02", reader))
    assert [one["name"] for one in told["waiting"]] == ["Autorisations hors délai", "Réclamations hors délai"]
    assert any(one["comment"] == alert.comment and one["due"] == "15/01/2026" for one in told["decisions"])
    assert all("en 7 j" in one["value"] for one in told["money"])


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_is_one_page_and_its_workbook_says_the_same(client_of: Callable[..., Client], language: str) -> None:
    client = client_of("wali", ("wali", "02"))
    pdf = pypdf.PdfReader(io.BytesIO(client.get(f"/projects/weekly/02.pdf?lang={language}").content))
    assert len(pdf.pages) == 1
    text = re.sub(r"\s", "", pdf.pages[0].extract_text())
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/projects/weekly/02.xlsx?lang={language}").content))
    rows: list[tuple[Any, ...]] = list(book.worksheets[-1].iter_rows(min_row=5, max_col=3, values_only=True))
    assert len(rows) == 2
    for _name, late, opened in rows:
        assert f"{late:,}/{opened:,}".replace(",", "") in text.replace("\u202f", "")
    if language == "fr":
        assert "Autorisationshorsdélai" in text


def test_a_reader_of_projects_alone_gets_no_count_of_others(client_of: Callable[..., Client]) -> None:
    client = client_of("editor", ("gis_technician", "02"))
    pdf = pypdf.PdfReader(io.BytesIO(client.get("/projects/weekly/02.pdf").content))
    shown = re.sub(r"\s", "", pdf.pages[0].extract_text())
    reader = viewer("gis_technician", "02")
    read = {one.layer for one in waiting(reader, ["02"], board_asked(reader).on)}
    assert ("Réclamationshorsdélai" in shown) == ("complaints" in read)
    assert ("Autorisationshorsdélai" in shown) == ("permits" in read)
    assert Permit.objects.exists()
