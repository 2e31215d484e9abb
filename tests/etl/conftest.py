"""Tests of sources begin without data nor runs; the gazetteer, which no import changes, is read once."""

from __future__ import annotations

from functools import cache

import pytest
from django.db import connection

from etl import locate, source
from etl.gazetteer import Gazetteer
from etl.models import Discrepancy, ImportRun

_gazetteer = cache(Gazetteer)


@pytest.fixture
def nothing_imported(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table a source fills is empty, and nothing is told of any import."""
    monkeypatch.setattr(locate, "Gazetteer", _gazetteer)
    filled = {table.model for s in source.registry().values() for table in s.tables}
    tables = sorted(model._meta.db_table for model in filled | {ImportRun, Discrepancy})
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(tables)} cascade")
