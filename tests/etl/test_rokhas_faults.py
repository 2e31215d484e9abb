"""The contract of every source, proved on the bad corpus: each fault named, no row lost, the good rows loaded."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from etl import runner, source
from etl.errors import FileUnreadable, kinds
from etl.models import Anomaly, ImportRun, RejectedRow
from fixtures.rokhas import corpus
from layers.models import Permit, PermitPerson

ROKHAS = source.get("rokhas")
BAD = corpus.FOLDER / "bad"
WHOLE_FILE = {name for name, (_, faults) in corpus.FILES.items() if kinds()[faults[0][0]].scope == "file"}
# A wrong date or place breaks a second rule too: both are true.
FOLLOWS = {
    "date_month_first": {"date_order"},
    "date_too_old": {"date_order"},
}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_permits")]


def test_the_corpus_has_thirty_kinds_and_is_what_the_generator_writes() -> None:
    named = {code for _, faults in corpus.FILES.values() for code, _, _ in faults}
    assert len(named) >= 30
    for name, (content, _) in corpus.FILES.items():
        expected = content.encode() if isinstance(content, str) else content
        assert (BAD / f"{name}.csv").read_bytes() == expected, name


def test_the_good_file_loads_without_a_word_and_a_second_time_changes_nothing() -> None:
    first = runner.run(ROKHAS, corpus.FOLDER / "good.csv")
    assert (first.counts["read"], first.counts["created"]) == (6, 6)
    assert not first.refused and not first.doubts and not first.notes
    second = runner.run(ROKHAS, corpus.FOLDER / "good.csv")
    assert (second.counts["unchanged"], second.counts["created"], second.counts["updated"]) == (6, 0, 0)
    permit = Permit.objects.get(reference="PCT-PBML-BNML-1/2024")
    assert (str(permit.covered_area_m2), permit.levels, permit.location_precision) == ("120.50", 2, "exact")
    person = PermitPerson.objects.get(permit=permit)
    assert person.applicant_name == "FICTIF Ali"
    assert len(person.identity_hmac) == 64 and "ZZ123456" not in person.identity_hmac


@pytest.mark.parametrize("name", sorted(WHOLE_FILE))
def test_an_unreadable_file_is_named_and_writes_nothing(name: str) -> None:
    code, _, column = corpus.FILES[name][1][0]
    with pytest.raises(FileUnreadable) as refused:
        runner.run(ROKHAS, BAD / f"{name}.csv")
    assert refused.value.code == code
    if column:
        assert refused.value.column == column
    assert refused.value.suggestion("fr") and refused.value.suggestion("ar")
    run = ImportRun.objects.latest("pk")
    assert (run.state, run.read, run.report["file_fault"]["code"]) == ("refused", 0, code)
    assert not Permit.objects.exists()


@pytest.mark.parametrize("name", sorted(set(corpus.FILES) - WHOLE_FILE))
def test_a_fault_is_named_with_its_place_and_the_other_rows_load(name: str) -> None:
    report = runner.run(ROKHAS, BAD / f"{name}.csv")
    counts = report.counts
    assert counts["read"] == sum(counts[k] for k in ("created", "updated", "unchanged", "refused"))
    findings = [*report.notes, *report.doubts, *(finding for finding, _ in report.refused)]
    found = {(f.fault.code, f.line, f.fault.column): f for f in findings}
    for code, line, column in corpus.FILES[name][1]:
        match = [f for key, f in found.items() if key[:2] == (code, line) and (not column or key[2] == column)]
        assert match, f"{(code, line, column)} not among {sorted(found)}"
        said = match[0].as_json()
        assert all(said[key] for key in ("message_fr", "message_ar", "suggestion_fr", "suggestion_ar"))
        assert said["file"] == f"{name}.csv"
    expected = {code for code, _, _ in corpus.FILES[name][1]}
    refusing = {f.fault.code for f, _ in report.refused}
    assert refusing <= expected, "a good row was refused"
    # A good value doubted, or one fault under two names, would drown the true one.
    assert {f.fault.code for f in report.doubts} <= expected | FOLLOWS.get(name, set())
    assert Permit.objects.count() == counts["created"] == counts["read"] - counts["refused"] > 0
    run = ImportRun.objects.get(pk=report.run_id)
    assert RejectedRow.objects.filter(run=run).count() == run.refused == counts["refused"]
    flagged = set(Anomaly.objects.filter(run=run).values_list("code", flat=True))
    assert {c for c in expected if kinds()[c].scope == "value"} <= flagged
    for permit in Permit.objects.all():
        assert set(permit.flags) <= flagged


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


def test_every_fault_has_both_languages() -> None:
    for kind in kinds().values():
        assert kind.scope in {"file", "row", "value", "note"}
        texts = (kind.message_fr, kind.message_ar, kind.suggestion_fr, kind.suggestion_ar)
        assert all(texts), kind.code


def test_a_source_names_each_heading_once_and_fits_its_model() -> None:
    for declared in source.registry().values():
        fields = {f.attname for f in declared.model._meta.local_concrete_fields}
        for column in declared.columns:
            assert declared.column_for(column.title_fr) is column
            assert declared.column_for(column.title_ar) is column
            if "." not in column.into and not column.into.startswith("_"):
                assert column.into in fields
        assert declared.key_column.required
