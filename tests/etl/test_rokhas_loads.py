"""Loading twice, correcting, looking back, refusing: what trust in the permits rests on."""

from __future__ import annotations

import gzip
import json
import threading
from pathlib import Path

import mapbox_vector_tile
import pytest
from django.db import connection
from django.test import Client

from etl import runner, source
from etl.errors import ImportBusy
from etl.models import ImportRun, RejectedRow, StagedRow
from fixtures.rokhas import corpus
from layers import registry
from layers.access import ANONYMOUS, Grant, Viewer
from layers.errors import LoginNeeded
from layers.models import LegalDelay, Permit, TerritoryVersion
from layers.queries import permits as queries
from layers.query import LayerQuery
from tests.etl import civic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]
ROKHAS = source.get("rokhas")
ORIENTAL, BENI_MELLAL = "02", "05.091.01.01"


def load(tmp_path: Path, *rows: dict[str, str], **options: bool) -> runner.Report:
    file = tmp_path / "permis.csv"
    file.write_text(corpus.text(*rows), encoding="utf-8")
    return runner.run(ROKHAS, file, **options)


def viewer(code: str | None, role: str = "governor", *themes: str) -> Viewer:
    place = (
        None
        if code is None
        else TerritoryVersion.objects.get(code=code, edition__is_current=True).territory_id
    )
    return Viewer(7, (Grant(role, place, frozenset(themes)),))


def permits(who: Viewer, **params: list[str]) -> LayerQuery:
    return LayerQuery.from_params(registry.get("permits"), params, who)


def test_a_corrected_file_writes_only_what_changed(tmp_path: Path) -> None:
    load(tmp_path, *(corpus.row(n) for n in (1, 2, 3)))
    before = dict(Permit.objects.values_list("reference", "source_run"))
    report = load(tmp_path, corpus.row(1), corpus.row(2, nb_niveaux="R+5"), corpus.row(3), corpus.row(4))
    assert {k: report.counts[k] for k in ("created", "updated", "unchanged")} == {
        "created": 1,
        "updated": 1,
        "unchanged": 2,
    }
    assert report.diff == {"created": ["PCT-PBML-BNML-4/2024"], "updated": ["PCT-PBML-BNML-2/2024"]}
    after = dict(Permit.objects.values_list("reference", "source_run"))
    assert {k for k in before if before[k] != after[k]} == {"PCT-PBML-BNML-2/2024"}
    assert Permit.objects.get(reference="PCT-PBML-BNML-2/2024").levels == 5
    assert not StagedRow.objects.exists()


def test_a_file_without_a_column_does_not_erase_it(tmp_path: Path) -> None:
    load(tmp_path, corpus.row(1))
    file = tmp_path / "court.csv"
    header = ["reference", "commune_hcp", "date_depot", "etat"]
    file.write_text(corpus.text(corpus.row(1, etat="SIGNATURE"), header=header), encoding="utf-8")
    runner.run(ROKHAS, file)
    permit = Permit.objects.get()
    assert (permit.state, permit.levels, permit.decision_number) == ("SIGNATURE", 2, "GUBNML-0030/2024")


def test_an_older_version_and_a_fiction_never_replace_what_is_known(tmp_path: Path) -> None:
    load(tmp_path, corpus.row(1, version="3"))
    older = load(tmp_path, corpus.row(1, version="2", nb_niveaux="R+9"))
    assert [(f.fault.code, f.line) for f, _ in older.refused] == [("version_regression", 2)]
    invented = load(tmp_path, corpus.row(1, version="4"), fictitious=True)
    assert [f.fault.code for f, _ in invented.refused] == ["fiction_over_fact"]
    assert (Permit.objects.get().version, Permit.objects.get().fictitious) == (3, False)


def test_a_dry_run_says_all_and_writes_nothing(tmp_path: Path) -> None:
    load(tmp_path, corpus.row(1))
    runs, rejected = ImportRun.objects.count(), RejectedRow.objects.count()
    report = load(
        tmp_path, corpus.row(1, nb_niveaux="R+5"), corpus.row(2), corpus.row(3, reference="?"), dry_run=True
    )
    assert report.run_id is None
    assert {k: report.counts[k] for k in ("read", "created", "updated", "refused")} == {
        "read": 3, "created": 1, "updated": 1, "refused": 1,
    }  # fmt: skip
    assert report.diff["updated"] == ["PCT-PBML-BNML-1/2024"]
    assert report.cells == [
        {"key": "PCT-PBML-BNML-1/2024", "line": 2, "sheet": "", "cells": [("levels", "2", "5", False)]}
    ]
    assert (Permit.objects.count(), ImportRun.objects.count()) == (1, runs)
    assert Permit.objects.get().levels == 2
    assert RejectedRow.objects.count() == rejected


def test_a_trial_tells_a_moved_point_and_nothing_of_a_person(tmp_path: Path) -> None:
    load(tmp_path, corpus.row(1))
    moved = {"petitionnaire_nom": "Une Autre Personne", "longitude": "-6.3601", "latitude": "32.3401"}
    report = load(tmp_path, corpus.row(1, **moved), dry_run=True)
    (row,) = report.cells
    assert [name for name, *_ in row["cells"]] == ["geom"]
    assert row["cells"][0][2] == "32.340100, -6.360100"
    assert "Autre" not in json.dumps(report.as_json())


def test_as_of_yesterday_shows_yesterday(tmp_path: Path) -> None:
    load(tmp_path, corpus.row(1))
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table layers_permit disable trigger layers_permit_keep_history")
        cursor.execute("update layers_permit set recorded_from = now() - interval '2 days'")
        cursor.execute("alter table layers_permit enable trigger layers_permit_keep_history")
    load(tmp_path, corpus.row(1, nb_niveaux="R+5"), corpus.row(2))
    cursor = connection.cursor()
    cursor.execute("select (now() - interval '1 day')::text, (now() - interval '3 days')::text")
    yesterday, earlier = (text.replace(" ", "T") for text in cursor.fetchone())
    dgct = viewer(None, "dgct")
    now = permits(dgct, properties=["reference,levels"]).rows()
    assert [row["levels"] for row in now] == [5, 2]
    then = permits(dgct, properties=["reference,levels"], as_of=[yesterday])
    assert [(row["reference"], row["levels"]) for row in then.rows()] == [("PCT-PBML-BNML-1/2024", 2)]
    assert queries.per_commune(then)["total"] == 1
    assert permits(dgct, as_of=[earlier]).count() == 0


def test_anonymous_and_a_pilot_of_another_region_are_refused_everywhere(
    tmp_path: Path, client: Client
) -> None:
    load(tmp_path, corpus.row(1), corpus.row(2))
    with pytest.raises(LoginNeeded):
        permits(ANONYMOUS)
    for path in ("/tiles/permits/6/30/25.pbf", "/api/permits/by-commune/", "/tiles/permits/tilejson.json"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "login_needed"), path
    there, here = viewer(ORIENTAL), viewer("05")
    assert (permits(there).count(), permits(here).count()) == (0, 2)
    assert queries.per_commune(permits(there))["communes"] == []
    communes = queries.per_commune(permits(here))["communes"]
    assert [(c["code"], c["n"], c["issued"], c["exact"]) for c in communes] == [(BENI_MELLAL, 2, 2, 2)]
    assert permits(there, territory=[BENI_MELLAL]).count() == 0
    assert permits(there).fingerprint != permits(here).fingerprint
    assert {f.name for f in permits(viewer("05", "region")).access.fields}.isdisjoint(
        {"address", "land_references"}
    )


def test_a_tile_holds_one_aggregate_per_commune_and_only_of_the_perimeter(tmp_path: Path) -> None:
    from layers.services import tiles

    load(tmp_path, corpus.row(1), corpus.row(2), corpus.row(3, longitude="", latitude=""))
    found = {}
    for name, who in {"here": viewer("05"), "there": viewer(ORIENTAL)}.items():
        query = permits(who)
        decoded = mapbox_vector_tile.decode(gzip.decompress(tiles.tile(query, tiles.stamp(query), 5, 15, 12)))
        decoded |= mapbox_vector_tile.decode(
            gzip.decompress(tiles.tile(query, tiles.stamp(query), 5, 15, 13))
        )
        found[name] = [f["properties"] for f in decoded.get("permits", {"features": []})["features"]]
    assert [(p["code"], p["n"]) for p in found["here"]] == [(BENI_MELLAL.rsplit(".", 2)[0], 3)], (
        "by province from afar"
    )
    assert found["there"] == []
    nearer = civic.tile_at(permits(viewer("05")), -6.35, 32.34, 9)
    assert [(p["code"], p["n"]) for p in nearer] == [(BENI_MELLAL, 3)]


def test_the_demonstration_is_deterministic_marked_and_idempotent(tmp_path: Path) -> None:
    from fixtures.rokhas import demo

    files = [demo.write(tmp_path / name, scale=0.025, seed=7)[0] for name in ("a", "b")]
    assert files[0].read_bytes() == files[1].read_bytes()
    first = runner.run(ROKHAS, files[0], fictitious=True)
    assert first.counts["created"] == 250
    assert Permit.objects.filter(fictitious=True).count() == 250
    again = runner.run(ROKHAS, files[1], fictitious=True)
    assert (again.counts["unchanged"], again.counts["updated"]) == (250, 0)
    dense = permits(viewer(None, "dgct"), territory=["02", "05"]).count()
    assert dense > 125


def test_legal_delays_carry_dates_and_a_status(db: None) -> None:
    from etl import law

    law.load_once()
    assert law.load_once() == 0
    delay = LegalDelay.objects.get(type_code="", procedure="PP", valid_to=None)
    assert (delay.days, delay.unit, delay.status) == (15, "working", "to_validate")


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_one_is_refused_with_a_name(tmp_path: Path) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        from django.db import connections, transaction

        from etl import load as loader

        try:
            with transaction.atomic():
                assert loader.lock(ROKHAS)
                held.set()
                release.wait(10)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert held.wait(10)
        with pytest.raises(ImportBusy):
            load(tmp_path, corpus.row(1))
    finally:
        release.set()
        thread.join()
    refused = ImportRun.objects.latest("pk")
    assert (refused.state, refused.report["error"]["code"]) == ("failed", "import_busy")
    assert load(tmp_path, corpus.row(1)).counts["created"] == 1
