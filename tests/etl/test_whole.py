"""A plan's zones come in one piece: those a new file of the plan lacks are removed, and stay in the history."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from etl import runner, source
from fixtures.zoning import corpus
from layers.models import Zoning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]


def load(folder: Path, *rows: dict[str, str]) -> runner.Report:
    file = folder / "zones.csv"
    file.write_text(corpus.text(*rows), encoding="utf-8")
    return runner.run(source.get("zoning"), file)


def test_only_the_zones_of_the_plans_a_file_speaks_of_may_go(tmp_path: Path) -> None:
    other = {"n° du plan": "PA 9/AUBM/PA/2020"}
    load(tmp_path, corpus.row(1), corpus.row(2), corpus.row(3), corpus.row(4, **other))
    with connection.cursor() as cursor:
        # History tells moments apart; one test is one transaction, hence one moment.
        cursor.execute("alter table layers_zoning disable trigger layers_zoning_keep_history")
        cursor.execute("update layers_zoning set recorded_from = now() - interval '1 day'")
        cursor.execute("alter table layers_zoning enable trigger layers_zoning_keep_history")
    report = load(tmp_path, corpus.row(1), corpus.row(3, commune_hcp="99.999.99.99", commune=""))
    assert (report.counts["removed"], report.counts["unchanged"], report.counts["updated"]) == (1, 1, 1)
    assert Zoning.objects.count() == 3
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from layers_zoning_history where zone_number = '2'")
        assert cursor.fetchone() == (1,)
