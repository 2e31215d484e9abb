"""What is particular to Rokhas: typed values, people kept apart, workbooks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from etl import runner, source
from etl.models import RejectedRow
from fixtures.rokhas import corpus
from layers.models import Permit, PermitPerson

ROKHAS = source.get("rokhas")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


def test_the_good_file_is_typed_and_people_are_apart() -> None:
    runner.run(ROKHAS, corpus.FOLDER / "good.csv")
    permit = Permit.objects.get(reference="PCT-PBML-BNML-1/2024")
    assert (str(permit.covered_area_m2), permit.levels, permit.location_precision) == ("120.50", 2, "exact")
    person = PermitPerson.objects.get(permit=permit)
    assert person.applicant_name == "FICTIF Ali"
    assert len(person.identity_hmac) == 64 and "ZZ123456" not in person.identity_hmac


def test_personal_values_stay_out_of_reports(tmp_path: Path) -> None:
    file = tmp_path / "refused.csv"
    file.write_text(corpus.one("reference", "DOSSIER 1"), encoding="utf-8")
    report = runner.run(ROKHAS, file)
    _, raw = report.refused[0]
    assert raw["cin_rc"] == raw["petitionnaire_nom"] == "•••"
    assert raw["commune_hcp"] == "05.091.01.01"
    cut = RejectedRow.objects.get(run_id=report.run_id)
    assert "ZZ123456" not in str(cut.raw)


def test_a_workbook_reads_like_a_csv(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Extraction Rokhas"])
    sheet.append(corpus.HEADER)
    typed = corpus.row(1, surface_couverte_m2="") | {"date_depot": dt.date(2024, 3, 14)}
    for values in (typed, corpus.row(2, motif_refus="=1+1")):
        sheet.append([values.get(name) or None for name in corpus.HEADER])
    file = tmp_path / "classeur.xlsx"
    book.save(file)
    report = runner.run(ROKHAS, file)
    assert report.counts["created"] == 2
    assert [(f.fault.code, f.line) for f in report.doubts] == [("formula_cell", 4)]
    assert str(Permit.objects.get(reference="PCT-PBML-BNML-1/2024").deposited_on) == "2024-03-14"
