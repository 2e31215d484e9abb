"""Vector files through the whole pipeline: a run says what `fixtures/<slug>/vector/expected.py` says of each."""

from __future__ import annotations

from importlib import import_module

import pytest

from etl import runner, source
from etl.errors import FileUnreadable, kinds

SLUGS = ("parcels", "zoning")
CASES = [(s, f) for s in SLUGS for f in import_module(f"fixtures.{s}.vector.expected").EXPECTED]
# How a file was understood, when nothing in it is wrong.
ASIDE = frozenset({"column_unknown", "layer_ignored"})
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


@pytest.mark.parametrize(("slug", "name"), CASES)
def test_a_vector_file_is_told_what_it_should_be(slug: str, name: str) -> None:
    expected = import_module(f"fixtures.{slug}.vector.expected").EXPECTED[name]
    folder = import_module(f"fixtures.{slug}.corpus").FOLDER / "vector"
    declared = source.get(slug)
    stopping = [code for code in expected if kinds()[code].scope == "file"]
    if stopping:
        with pytest.raises(FileUnreadable) as refused:
            runner.run(declared, folder / name)
        assert refused.value.code in stopping
        return
    report = runner.run(declared, folder / name)
    told = {finding.fault.code for finding in (*report.notes, *report.doubts)} - ASIDE
    assert told == set(expected)
    assert report.counts["read"] == report.counts["created"] > 0 and not report.refused
    again = runner.run(declared, folder / name)
    assert again.counts["unchanged"] == again.counts["read"]
