"""What was exported comes back with zero refusals and zero changes: every layer that a source fills, every format
it can be read from. Nothing here names a layer or a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl import returns, runner, source
from etl.headings import header_form
from etl.report import Report
from etl.source import Table
from layers import registry
from layers.services import export
from tests.layers.export.hands import PROVINCE, make, rows

pytestmark = pytest.mark.django_db
FILLED = [
    (declared, table, layer)
    for declared in source.registry().values()
    for table in declared.tables
    if (layer := returns.layer_of(table.model))
]


def back(declared: source.Source, path: Path) -> Report:
    return runner.run(declared, path, dry_run=True)


def check(declared: source.Source, folder: Path, layer: str, extension: str, language: str) -> None:
    made = make(folder, layer, extension, language=language, territory=PROVINCE)
    expected = len(rows(made.path))
    if not expected:
        return
    report = back(declared, made.path)
    counts = report.counts
    told = [str(refused.finding.fault) for refused in report.refused[:3]], report.diff
    assert (counts["refused"], counts["created"], counts["updated"], counts["removed"]) == (0, 0, 0, 0), told
    assert counts["read"] == counts["unchanged"] == expected
    assert not [note for note in report.notes if note.fault.code == "column_unknown"]


def ids(value: object) -> str:
    return getattr(value, "slug", None) or getattr(value, "name", None) or str(value)


@pytest.mark.parametrize(("declared", "table", "layer"), FILLED, ids=ids)
@pytest.mark.parametrize(("extension", "language"), [("gpkg", "fr"), ("csv", "fr"), ("xlsx", "ar"), ("parquet", "fr")])
def test_an_export_comes_back_unchanged(
    tmp_path: Path, declared: source.Source, table: Table, layer: registry.Layer, extension: str, language: str
) -> None:
    check(declared, tmp_path, layer.slug, extension, language)


@pytest.mark.full
@pytest.mark.parametrize(("declared", "table", "layer"), FILLED, ids=ids)
@pytest.mark.parametrize("extension", list(export.FORMATS))
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_format_comes_back_unchanged(
    tmp_path: Path, declared: source.Source, table: Table, layer: registry.Layer, extension: str, language: str
) -> None:
    check(declared, tmp_path, layer.slug, extension, language)


@pytest.mark.parametrize(("declared", "table", "layer"), FILLED, ids=ids)
def test_no_heading_of_an_export_is_taken_for_another_column(
    declared: source.Source, table: Table, layer: registry.Layer
) -> None:
    for field in layer.fields:
        expected = returns.column_of(table, field)
        for heading in (field.name, field.title_fr, field.title_ar):
            found = table.column_for(heading)
            assert found is None or (expected is not None and found.into == expected.into), (field.name, heading)
    titles = [header_form(f.title_fr) for f in layer.fields if returns.column_of(table, f)]
    assert len(titles) == len(set(titles))


def test_a_corrected_cell_changes_that_row_and_nothing_else(tmp_path: Path) -> None:
    made = make(tmp_path, "equipment", "csv", territory=PROVINCE,
                properties="reference,category,status,manager,capacity")  # fmt: skip
    path = made.path
    lines = path.read_text("utf-8-sig").splitlines()
    head = lines[0].split(";")
    cells = lines[1].split(";")
    cells[head.index("manager")] = "Gestionnaire corrigé"
    path.write_text("\n".join([lines[0], ";".join(cells), *lines[2:]]), "utf-8-sig")
    model = registry.get("equipment").model
    before = {row["id"]: row for row in model.objects.values()}
    report = runner.run(source.get("equipment"), path)
    assert report.counts["updated"] == 1 and report.counts["refused"] == report.counts["created"] == 0
    assert report.counts["unchanged"] == report.counts["read"] - 1
    after = {row["id"]: row for row in model.objects.values()}
    number = int(cells[0])
    stamps = {"row_hash", "source_run", "recorded_from"}
    changed = {name for name in before[number] if before[number][name] != after[number][name]} - stamps
    assert changed == {"manager"}
    assert {n: r for n, r in before.items() if n != number} == {n: r for n, r in after.items() if n != number}


def test_a_key_the_viewer_may_not_read_cannot_come_back(tmp_path: Path) -> None:
    """Complaints are keyed by a restricted number: an export without it says so, by name, and changes nothing."""
    from etl.errors import FileUnreadable

    made = make(tmp_path, "complaints", "csv", territory=PROVINCE, properties="kind,state,deposited_on")
    with pytest.raises(FileUnreadable) as refused:
        back(source.get("chikaya"), made.path)
    assert refused.value.code == "column_missing" and "Numéro" in str(refused.value)
