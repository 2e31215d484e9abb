"""The imports page: for those who may import, with counts that add up and reasons in the reader's language."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from openpyxl import load_workbook

from etl import runner, source, views
from etl.models import ImportRun
from fixtures.rokhas import corpus
from layers.access import Grant, Viewer
from layers.errors import Forbidden, LoginNeeded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]
ROKHAS = source.get("rokhas")


def request(viewer: Viewer, path: str = "/imports/") -> object:
    made = RequestFactory().get(path)
    made.viewer = viewer  # type: ignore[attr-defined]
    made.session = {}  # type: ignore[assignment]
    return made


def test_anonymous_goes_to_the_login_and_a_reader_is_refused(client: Client) -> None:
    assert client.get("/imports/")["Location"].startswith("/login/")
    with pytest.raises(LoginNeeded):
        views.imports(request(Viewer()))
    with pytest.raises(Forbidden):
        views.imports(request(Viewer(7, (Grant("governor"),))))


def test_a_steward_sees_runs_and_refused_rows(rf: RequestFactory) -> None:
    report = runner.run(ROKHAS, corpus.FOLDER / "bad" / "key_pattern.csv")
    steward = Viewer(7, (Grant("steward"),))
    listed = views.imports(request(steward)).content.decode()
    assert "key_pattern.csv" in listed
    page = views.run(request(steward), report.run_id).content.decode()
    assert "3 lignes lues = 2 créées + 0 modifiées + 0 inchangées + 1 refusées" in page
    assert "DOSSIER46685" in page and "PCT-PMRC-AGLZ-46685/2024" in page


def test_one_who_imports_for_a_province_sees_his_own_runs_only(tmp_path: Path) -> None:
    runner.run(ROKHAS, corpus.FOLDER / "good.csv", owner_id=8)
    ImportRun.objects.exclude(owner_id=8).delete()
    own = Viewer(8, (Grant("gis_technician", 1),))
    other = Viewer(9, (Grant("gis_technician", 1),))
    assert "good.csv" in views.imports(request(own)).content.decode()
    assert "good.csv" not in views.imports(request(other)).content.decode()


def test_what_the_template_holds_imports_without_refusal(tmp_path: Path) -> None:
    answer = views.template(request(Viewer(7, (Grant("steward"),))), "rokhas")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == [column.title_fr for column in ROKHAS.tables[0].columns]
    file = tmp_path / "modele.xlsx"
    file.write_bytes(answer.content)
    report = runner.run(ROKHAS, file)
    assert (report.counts["created"], report.counts["refused"]) == (1, 0)
