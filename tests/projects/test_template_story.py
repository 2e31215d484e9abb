"""A pilot of Béni Mellal-Khénifra with nothing but the empty workbook: twelve projects, one in no known commune."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

from etl import source, workbook
from etl.models import Discrepancy, ImportRun, RejectedRow, Upload
from geo_platform.accounts.models import User
from layers import registry
from layers.models import Project
from layers.query import LayerQuery
from tests.etl.desk.hands import run_job
from tests.layers.export.hands import viewer
from tests.projects.conftest import grant

pytestmark = pytest.mark.django_db
PROJECTS = source.get("projects")
COSTS = [Decimal(number * 100_000) for number in range(1, 12)]
ODD = Decimal("1250000.00")
SERIAL_DAY = dt.date(2024, 5, 2)


@pytest.fixture(autouse=True)
def _nothing_yet(db: None, settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_DIR = tmp_path / "uploads"
    names = sorted(
        {table.model._meta.db_table for table in PROJECTS.tables} | {"etl_importrun", "etl_discrepancy"}
    )
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(names)} cascade")
    assert not ImportRun.objects.exists() and not Discrepancy.objects.exists()


def filled() -> bytes:
    """The template of the desk, filled as a person would: under the French headings, over the example row."""
    book = load_workbook(io.BytesIO(workbook.template(PROJECTS, "fr")))
    for table, sheet in zip(PROJECTS.tables, book.worksheets, strict=False):
        sheet.delete_rows(2)
        if table.name == "projects":
            _fill(sheet, table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, table: Any) -> None:
    at = {column.into: number for number, column in enumerate(table.columns, 1)}
    for number in range(12):
        row: dict[str, Any] = {
            "reference": f"05-091-PAC-2024-{number + 1:04}", "title_fr": f"Projet {number + 1}",
            "owner_name": "Conseil régional", "state": "EN_COURS", "finance_source": "GID",
            "initial_cost_mad": "1.250.000,00" if number == 11 else float(COSTS[number]),
            "planned_start_on": to_excel(SERIAL_DAY) if number == 3 else "02/05/2024",
            "_place_code": "05.091.77.77" if number == 7 else "05.091.01.01",
            "_place_name": "Aït Nulle Part" if number == 7 else "Béni Mellal",
        }  # fmt: skip
        for name, value in row.items():
            sheet.cell(number + 2, at[name], value)


@pytest.fixture
def pilot(person: Callable[..., User]) -> Client:
    user = person("pilot", ("region", "05"))
    grant(user, "gis_technician", "05")
    client = Client()
    client.force_login(user)
    return client


def import_of(client: Client) -> ImportRun:
    file = SimpleUploadedFile("projets-bmk.xlsx", filled())
    answer = client.post("/imports/projects/files/", {"file": file, "trial": "0"})
    assert answer.status_code == 302, answer.content.decode()[:600]
    upload = Upload.objects.get()
    job = run_job(upload)
    assert job.state == "done", job.error
    return (
        ImportRun.objects.get(parent=None)
        if hasattr(ImportRun, "parent")
        else ImportRun.objects.earliest("pk")
    )


def test_eleven_load_one_is_corrected_and_replayed_and_the_board_adds_up(
    pilot: Client, person: Callable[..., User]
) -> None:
    run = import_of(pilot)
    assert Project.objects.count() == 11
    refused = RejectedRow.objects.select_related("cells").get(run=run)
    assert refused.code == "place_needed" and (refused.line, RejectedRow.objects.count()) == (9, 1)
    # It waits with all its cells, and with communes of its province to choose from.
    assert "Projet 8" in refused.cells.cells
    assert "05.091." in refused.suggestion_fr and "05.091." in refused.suggestion_ar
    assert Project.objects.get(reference="05-091-PAC-2024-0012").initial_cost_mad == ODD
    assert Project.objects.get(reference="05-091-PAC-2024-0004").planned_start_on == SERIAL_DAY
    cells = refused.cells
    code, name = cells.headers.index("Code commune HCP"), cells.headers.index("Commune")
    corrected = {"action": "replay", f"cell-{code}": "05.091.01.01", f"cell-{name}": "Béni Mellal"}
    pilot.post(f"/imports/{run.pk}/rows/{refused.pk}/", corrected)
    refused.refresh_from_db()
    assert (refused.status, Project.objects.count()) == ("fixed", 12)
    total = sum(COSTS) + ODD
    assert sum(Project.objects.values_list("initial_cost_mad", flat=True)) == total
    one = pilot.get("/projects/05-091-PAC-2024-0012/").content.decode()
    assert "1,25" in one and "Béni Mellal" in one
    _the_layer_holds_the_twelve()
    _nothing_for_oriental(person)


def _the_layer_holds_the_twelve() -> None:
    """Files take their ids from this same question (tests/layers/test_same_everywhere.py); they read from a connection
    of their own, which does not see what a test has not committed."""
    asked = LayerQuery.from_params(registry.get("projects"), {}, viewer("region", "05"))
    assert {row["reference"] for row in asked.rows()} == set(Project.objects.values_list("reference", flat=True))
    assert asked.count() == 12
    assert LayerQuery.from_params(registry.get("projects"), {}, viewer("wali", "02")).count() == 0


def _nothing_for_oriental(person: Callable[..., User]) -> None:
    client = Client()
    client.force_login(person("oriental", ("wali", "02"), ("gis_technician", "02")))
    for path in ("/projects/05-091-PAC-2024-0001/", "/projects/05-091-PAC-2024-0001.pdf"):
        assert client.get(path).status_code == 404
    assert "05-091-PAC-2024" not in client.get("/projects/?q=05-091").content.decode().replace(
        'value="05-091"', ""
    )
