"""Templates: what they hold imports, and they help whoever fills them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from etl import runner, source, workbook
from etl.source import Source
from tests.etl.desk.hands import ROKHAS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


@pytest.mark.parametrize("language", workbook.LANGUAGES)
@pytest.mark.parametrize("slug", source.registry())
def test_what_a_template_holds_imports_without_refusal_or_doubt(
    slug: str, language: str, tmp_path: Path
) -> None:
    declared: Source = source.get(slug)
    file = tmp_path / "modele.xlsx"
    file.write_bytes(workbook.template(declared, language))
    report = runner.run(declared, file)
    assert report.counts["read"] == report.counts["created"] == len(declared.tables)
    assert not report.refused and not report.doubts and not report.notes


@pytest.mark.parametrize("language", workbook.LANGUAGES)
def test_a_template_helps_whoever_fills_it(language: str) -> None:
    book = load_workbook(io.BytesIO(workbook.template(ROKHAS, language)))
    sheet = book.worksheets[0]
    titles = [c.title_ar if language == "ar" else c.title_fr for c in ROKHAS.tables[0].columns]
    assert [str(cell.value).removesuffix(" *") for cell in sheet[1]] == titles
    assert sheet.sheet_view.rightToLeft is (language == "ar")
    obligatory = {
        c.title_ar if language == "ar" else c.title_fr for c in ROKHAS.tables[0].columns if c.required
    }
    starred = {str(cell.value).removesuffix(" *") for cell in sheet[1] if str(cell.value).endswith("*")}
    assert obligatory <= starred and all(cell.comment for cell in sheet[1])
    assert sheet["A2"].number_format == "@" and sheet.max_row == 2
    communes = next(s for s in book.worksheets if s.max_row == 1504)
    assert communes.title.startswith("_") and communes["A2"].value.count(".") == 3
    ranges = {
        str(v.sqref).rstrip("0123456789").partition("2:")[0]: v.formula1
        for v in sheet.data_validations.dataValidation
    }
    letters = {
        column.into: sheet.cell(1, n).column_letter for n, column in enumerate(ROKHAS.tables[0].columns, 1)
    }
    assert f"'{communes.title}'!" in ranges[letters["_place_code"]]
    listed, _, area = ranges[letters["state"]].strip("'").partition("'!")
    known = [cell.value for (cell,) in book[listed][area.replace("$", "")]]
    assert known[0] == "BROUILLON" and "DELIVRE" in known
    assert all(s.title.startswith("_") for s in book.worksheets[len(ROKHAS.tables) :])


def test_the_template_comes_in_the_language_asked_for(steward: Client) -> None:
    for language, title in (("fr", "Référence *"), ("ar", "المرجع *")):
        answer = steward.get(f"/imports/rokhas/template.xlsx?lang={language}")
        assert load_workbook(io.BytesIO(answer.content)).worksheets[0]["A1"].value == title
        assert f"rokhas-modele-{language}.xlsx" in answer["Content-Disposition"]
