"""Statements planned once a connection: one journey each time, the same answer, and no failure that lasts."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from layers import sql

pytestmark = pytest.mark.django_db
TABLE = "layers_territoryversion"


def test_a_planned_statement_costs_one_journey_the_first_time_too() -> None:
    sql._prepared.clear()
    with CaptureQueriesContext(connection) as asked:
        first, again = sql.stamp(TABLE), sql.stamp(TABLE)
    assert [query["sql"].split()[0] for query in asked.captured_queries] == ["prepare", "execute"]
    assert first == again == sql.one("territory/stamp.sql", {"table": TABLE})


def test_a_planned_statement_that_failed_is_asked_again() -> None:
    text = "select 10 %% 4 / %(by)s::int as found  -- a remark at its end"
    for _time in range(2):
        with pytest.raises(DataError), transaction.atomic():
            sql.fetch(text, {"by": 0}, planned=True)
    for _time in range(2):
        assert sql.fetch(text, {"by": 2}, planned=True) == (["found"], [(1,)])
