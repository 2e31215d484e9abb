"""The stream of rows beside its writer, and what an exporting process does not carry."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from layers.services.export.session import Session
from tests.harness import template

_ROWS = "select n, repeat('x', 1000) as text from generate_series(1, 20000) n order by n"


@pytest.mark.django_db
def test_rows_are_read_ahead_whole_and_in_order() -> None:
    with Session() as session:
        batches = list(session.reader(_ROWS, {}))
        assert len(batches) > 2
        assert [n for batch in batches for n in batch.column("n").to_pylist()] == list(range(1, 20001))


@pytest.mark.django_db
def test_a_result_left_half_read_is_put_away() -> None:
    with Session() as session:
        next(iter(session.reader(_ROWS, {})))
        assert session.one("select 7 as n", {}) == {"n": 7}
        next(iter(session.reader(_ROWS, {})))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("export-reads")]


def test_no_process_starts_with_solvers_or_geopandas() -> None:
    code = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "print({'scipy', 'geopandas', 'pyogrio'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=template.ROOT
    )
    assert done.stdout.strip() == "set()"
