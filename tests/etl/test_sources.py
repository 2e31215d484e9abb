"""The contract of every source, over the registry: a new source is held to it without a line added here.

`fixtures/<slug>/corpus.py` gives FOLDER, GOOD (names of good files) and FILES (name -> content, expected faults); what
it writes is in the repository, so that people can open it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from etl import runner, source
from etl.errors import FileUnreadable, kinds
from etl.models import Anomaly, ImportRun, RejectedRow
from etl.source import Source

ENOUGH = 25
SOURCES = source.registry()
COUNTED = ("created", "updated", "unchanged", "refused")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


def corpus(slug: str) -> ModuleType:
    return import_module(f"fixtures.{slug}.corpus")


def bad(slug: str) -> Iterator[tuple[str, str]]:
    """(slug, file name) of every bad file."""
    return ((slug, name) for name in sorted(corpus(slug).FILES))


def file_name(slug: str, name: str) -> str:
    return name if "." in name else f"{name}.csv"


def whole(slug: str, name: str) -> bool:
    """Is the whole file refused?"""
    faults = corpus(slug).FILES[name][1]
    return bool(faults) and kinds()[faults[0][0]].scope == "file"


BAD = [case for slug in SOURCES for case in bad(slug)]
REFUSED = [case for case in BAD if whole(*case)]
LOADED = [case for case in BAD if not whole(*case)]


def stored(declared: Source) -> int:
    return sum(table.model.objects.count() for table in declared.tables)


@pytest.mark.parametrize("slug", SOURCES)
def test_the_corpus_has_enough_kinds_and_is_what_its_generator_writes(slug: str) -> None:
    files = corpus(slug).FILES
    assert len({code for _, faults in files.values() for code, _, _ in faults}) >= ENOUGH
    for name, (content, _) in files.items():
        expected = content.encode() if isinstance(content, str) else content
        assert (corpus(slug).FOLDER / "bad" / file_name(slug, name)).read_bytes() == expected, name


@pytest.mark.parametrize("slug", SOURCES)
def test_good_files_load_without_a_word_and_a_second_time_change_nothing(slug: str) -> None:
    declared = SOURCES[slug]
    for name in corpus(slug).GOOD:
        first = runner.run(declared, corpus(slug).FOLDER / name)
        assert first.counts["read"] == first.counts["created"] > 0
        assert not first.refused and not first.doubts and not first.notes
    before = stored(declared)
    for name in corpus(slug).GOOD:
        second = runner.run(declared, corpus(slug).FOLDER / name)
        assert second.counts["read"] == second.counts["unchanged"]
    assert stored(declared) == before
    assert all(table.model.objects.exists() for table in declared.tables)


@pytest.mark.parametrize(("slug", "name"), REFUSED)
def test_an_unreadable_file_is_named_and_writes_nothing(slug: str, name: str) -> None:
    code, _, column = corpus(slug).FILES[name][1][0]
    with pytest.raises(FileUnreadable) as refused:
        runner.run(SOURCES[slug], corpus(slug).FOLDER / "bad" / file_name(slug, name))
    assert refused.value.code == code
    if column:
        assert refused.value.column == column
    assert refused.value.suggestion("fr") and refused.value.suggestion("ar")
    run = ImportRun.objects.latest("pk")
    assert (run.state, run.read, run.report["file_fault"]["code"]) == ("refused", 0, code)
    assert stored(SOURCES[slug]) == 0


@pytest.mark.parametrize(("slug", "name"), LOADED)
def test_a_fault_is_named_with_its_place_and_the_other_rows_load(slug: str, name: str) -> None:
    expectations: tuple[tuple[str, int, str], ...] = corpus(slug).FILES[name][1]
    report = runner.run(SOURCES[slug], corpus(slug).FOLDER / "bad" / file_name(slug, name))
    counts = report.counts
    assert counts["read"] == sum(counts[k] for k in COUNTED)
    findings = [*report.notes, *report.doubts, *(finding for finding, _ in report.refused)]
    for code, line, column in expectations:
        match = [f for f in findings if (f.fault.code, f.line) == (code, line) and column in {"", f.fault.column}]
        found = sorted((f.fault.code, f.line, f.fault.column) for f in findings)
        assert match, f"{(code, line, column)} not among {found}"
        said = match[0].as_json()
        assert all(said[key] for key in ("message_fr", "message_ar", "suggestion_fr", "suggestion_ar"))
        assert said["file"] == file_name(slug, name)
    expected = {code for code, _, _ in expectations}
    assert {f.fault.code for f, _ in report.refused} <= expected, "a good row was refused"
    # A good value doubted, or one fault under two names, would drown the true one. What a fault brings with it is told.
    follows = getattr(corpus(slug), "FOLLOWS", {}).get(name, set())
    assert {f.fault.code for f in report.doubts} <= expected | follows
    assert stored(SOURCES[slug]) == counts["created"] == counts["read"] - counts["refused"] > 0
    run = ImportRun.objects.get(pk=report.run_id)
    assert RejectedRow.objects.filter(run=run).count() == run.refused == counts["refused"]
    flagged = set(Anomaly.objects.filter(run=run).values_list("code", flat=True))
    assert {c for c in expected if kinds()[c].scope == "value"} <= flagged


@pytest.mark.parametrize("slug", SOURCES)
def test_a_table_names_each_heading_once_and_fits_its_model(slug: str) -> None:
    for table in SOURCES[slug].tables:
        fields: dict[str, Any] = {f.attname: f for f in table.model._meta.local_concrete_fields}
        for column in table.columns:
            assert table.column_for(column.title_fr) is column
            assert table.column_for(column.title_ar) is column
            if "." not in column.into and not column.into.startswith("_"):
                assert column.into in fields
        assert fields[table.key].unique
        carried = {column.into for column in table.columns if column.required}
        assert table.key in carried or set(table.key_from) <= carried


def test_every_fault_has_both_languages() -> None:
    for kind in kinds().values():
        assert kind.scope in {"file", "row", "value", "note"}
        texts = (kind.message_fr, kind.message_ar, kind.suggestion_fr, kind.suggestion_ar)
        assert all(texts), kind.code
