"""Tests of sources begin without permits; the gazetteer, which no import changes, is read once."""

from __future__ import annotations

from functools import cache

import pytest
from django.db import connection

from etl import locate
from etl.gazetteer import Gazetteer

_gazetteer = cache(Gazetteer)


@pytest.fixture
def no_permits(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "Gazetteer", _gazetteer)
    with connection.cursor() as cursor:
        cursor.execute("truncate layers_permit cascade")
