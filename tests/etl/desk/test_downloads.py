"""Downloads that equal the original, with the reasons beside."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from etl import runner
from etl.desk import downloads
from etl.models import (
    Anomaly,
    ImportRun,
    RejectedRow,
)
from fixtures.rokhas import corpus
from geo_platform.accounts.models import ExportLog
from tests.etl.desk.hands import ROKHAS, bad, refused_run, text, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


def original(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(bad(name).read_text("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("name", ["key_pattern", "key_duplicated", "row_repeated", "line_truncated"])
def test_the_download_is_the_original_with_its_reasons(steward: Client, name: str) -> None:
    run = refused_run(name)
    content = steward.get(f"/imports/{run.pk}/refused.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    source_lines = original(name)
    assert lines[0] == [*source_lines[0], "[code]", "[motif]", "[suggestion]"]
    rows = RejectedRow.objects.filter(run=run).order_by("line")
    assert len(lines) - 1 == len(rows)
    for line, row in zip(lines[1:], rows, strict=True):
        wanted = source_lines[row.line - 1]
        assert line[: len(wanted)] == wanted and line[-3:] == [row.code, row.message_fr, row.suggestion_fr]
    book = load_workbook(io.BytesIO(steward.get(f"/imports/{run.pk}/refused.xlsx").content))
    shown = [[cell or "" for cell in line] for line in book.active.iter_rows(values_only=True)]
    assert shown == lines
    arabic = steward.get(f"/imports/{run.pk}/refused.csv?lang=ar").content.decode("utf-8-sig")
    assert rows[0].message_ar in arabic


def test_what_is_taken_from_the_desk_is_in_the_log_of_exports(steward: Client) -> None:
    run = refused_run("key_pattern")
    for name in ("refused.csv", "refused.xlsx", "anomalies.csv"):
        assert steward.get(f"/imports/{run.pk}/{name}").status_code == 200
    logged = ExportLog.objects.order_by("created_at")
    assert [(log.username, log.what, log.rows, log.filter) for log in logged] == [
        ("steward", "refused.csv", run.refused, {"import": run.pk, "source": "rokhas"}),
        ("steward", "refused.xlsx", run.refused, {"import": run.pk, "source": "rokhas"}),
        ("steward", "anomalies.csv", Anomaly.objects.filter(run=run).count(), {"import": run.pk, "source": "rokhas"}),
    ]
    assert steward.get(f"/imports/{run.pk}/refused.pdf").status_code == 404 and logged.count() == 3


def test_the_download_corrected_is_taken_back_as_it_is(steward: Client, tmp_path: Path) -> None:
    run = refused_run()
    content = steward.get(f"/imports/{run.pk}/refused.csv").content.decode("utf-8-sig")
    again = runner.run(
        ROKHAS, written(tmp_path, "r.csv", content.replace("DOSSIER 46685", "PCT-PBML-BNML-9/2024"))
    )
    assert (again.counts["created"], again.counts["refused"], again.doubts) == (1, 0, [])


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
     ("-6,35", "-6,35"), ("+212 6 61", "+212 6 61"), ("\tx", "'\tx"), ("Azilal", "Azilal")],
)  # fmt: skip
def test_a_formula_is_made_inert_and_a_number_left_alone(cell: str, kept: str) -> None:
    assert downloads.inert(cell) == kept


def test_in_the_workbook_a_formula_is_text(steward: Client, tmp_path: Path) -> None:
    content = corpus.text(corpus.row(1), {**corpus.row(2), "reference": '=HYPERLINK("http://x","y")'})
    run = runner.run(ROKHAS, written(tmp_path, "f.csv", content))
    book = load_workbook(io.BytesIO(steward.get(f"/imports/{run.run_id}/refused.xlsx").content))
    cell = book.active["A2"]
    assert str(cell.value).startswith("=HYPERLINK") and cell.data_type == "s"


def test_anomalies_are_listed_apart_with_their_count(steward: Client) -> None:
    run = ImportRun.objects.get(pk=runner.run(ROKHAS, bad("date_month_first")).run_id)
    found = Anomaly.objects.filter(run=run)
    assert found.exists()
    code = found[0].code
    page = text(steward, f"/imports/{run.pk}/?anomaly={code}")
    assert found[0].message_fr in page.replace("&#x27;", "'")
    lines = steward.get(f"/imports/{run.pk}/anomalies.csv").content.decode("utf-8-sig").strip().split("\r\n")
    assert len(lines) - 1 == found.count()
