"""Tests of sources begin without permits; the gazetteer, which no import changes, is read once."""

from __future__ import annotations

from functools import cache

import pytest
from django.db import connection

from etl import locate, source
from etl.gazetteer import Gazetteer

_gazetteer = cache(Gazetteer)


@pytest.fixture
def nothing_imported(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table a source fills is empty."""
    monkeypatch.setattr(locate, "Gazetteer", _gazetteer)
    tables = sorted({table.model._meta.db_table for s in source.registry().values() for table in s.tables})
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(tables)} cascade")
