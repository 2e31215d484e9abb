"""A round of pages: nothing is lost, nothing comes twice, a stop resumes at its page."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from etl import connector, runner, source, tasks
from etl.errors import FileUnreadable, ImportBusy
from etl.models import ImportRun, PullCursor
from etl.readers import http
from fixtures.rokhas import corpus
from layers.models import Permit
from tests.etl.pull.portal import HASTY, PASSING, Answer, Portal, client

ROKHAS = source.get("rokhas")
loads = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported", "configured")]


def marked(function: Any) -> Any:
    for mark in loads:
        function = mark(function)
    return function


@marked
def test_a_round_brings_everything_once(portal: Portal, tmp_path: Path) -> None:
    done = connector.pull(ROKHAS, client=client(portal))
    assert (done.pages, done.counts["created"], Permit.objects.count()) == (3, 7, 7)
    assert [asked["offset"] for asked in portal.asked] == ["0", "3", "6"]
    cursor = PullCursor.objects.get(source="rokhas")
    assert cursor.offset == 0 and cursor.completed_at and cursor.since and cursor.since < cursor.completed_at
    again = connector.pull(ROKHAS, client=client(portal))
    assert (again.counts["unchanged"], again.counts["created"]) == (7, 0)
    assert portal.asked[-1]["since"] == cursor.since.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert list((tmp_path / "pull" / "rokhas").iterdir()) == [], "no personal data is left behind"


@marked
def test_a_round_goes_through_a_server_that_stumbles_at_every_page(portal: Portal) -> None:
    portal.tricks = [
        PASSING["500"],
        None,
        PASSING["cut json"],
        PASSING["html"],
        None,
        PASSING["hang up"],
        PASSING["cut"],
    ]
    done = connector.pull(ROKHAS, client=client(portal))
    assert done.counts["created"] == 7 == Permit.objects.count()


@marked
def test_a_round_that_stops_resumes_at_its_page(portal: Portal) -> None:
    portal.tricks = [None, *[PASSING["500"]] * HASTY.tries]
    with pytest.raises(http.Unreachable):
        connector.pull(ROKHAS, client=client(portal))
    assert (Permit.objects.count(), PullCursor.objects.get().offset) == (3, 3)
    portal.asked.clear()
    assert connector.pull(ROKHAS, client=client(portal)).counts["created"] == 4
    assert portal.asked[0]["offset"] == "3"


@marked
def test_the_cursor_waits_for_the_run(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A page whose run fails is asked for again; it stays on disk for its owner alone until it is in."""
    run = runner.run
    seen: list[int] = []

    def failing(declared: Any, path: Path, **options: Any) -> Any:
        seen.append(PullCursor.objects.get().offset)
        if len(seen) == 2:
            raise FileUnreadable("file_empty")
        return run(declared, path, **options)

    monkeypatch.setattr(runner, "run", failing)
    with pytest.raises(FileUnreadable):
        connector.pull(ROKHAS, client=client(portal))
    [kept] = (tmp_path / "pull" / "rokhas").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert (PullCursor.objects.get().offset, Permit.objects.count()) == (3, 3)
    connector.pull(ROKHAS, client=client(portal))
    assert (seen, Permit.objects.count()) == ([0, 3, 3, 6], 7)


@marked
def test_a_page_given_twice_stops_the_round(portal: Portal) -> None:
    portal.tricks = [None, lambda a: a.page(0, 3)]
    with pytest.raises(connector.PageRepeated):
        connector.pull(ROKHAS, client=client(portal))
    assert (Permit.objects.count(), PullCursor.objects.get().offset) == (3, 3)


@marked
def test_records_that_come_during_a_round_are_not_missed(portal: Portal) -> None:
    """One more at the head shifts every page: without a new start it would never be read."""

    def grown(answer: Answer) -> None:
        portal.records.insert(0, corpus.row(99))
        answer.page(3, 3)

    portal.tricks = [None, grown]
    done = connector.pull(ROKHAS, client=client(portal))
    assert (done.restarts, done.counts["created"], Permit.objects.count()) == (1, 8, 8)


@marked
def test_a_server_that_never_stands_still_is_named(portal: Portal) -> None:
    def moving(answer: Answer) -> None:
        portal.records.append(corpus.row(100 + len(portal.records)))
        answer.page(int(portal.asked[-1]["offset"]), 3)

    portal.tricks = [moving] * 40
    with pytest.raises(connector.NeverStill):
        connector.pull(ROKHAS, client=client(portal))


@marked
def test_two_pulls_at_once_do_not_step_on_each_other() -> None:
    PullCursor.objects.create(source="rokhas", round_started_at=timezone.now())
    cursor = connector._begun(ROKHAS)
    connector._move(connector._begun(ROKHAS), offset=3, total=7)
    with pytest.raises(ImportBusy):
        connector._move(cursor, offset=3, total=7)
    assert PullCursor.objects.get().offset == 3


@marked
def test_an_empty_source_is_a_whole_round(portal: Portal) -> None:
    portal.records, before = [], ImportRun.objects.count()
    assert connector.pull(ROKHAS, client=client(portal)).pages == 0
    assert PullCursor.objects.get().completed_at and ImportRun.objects.count() == before


@marked
def test_numbers_reach_the_pipeline_as_they_were(portal: Portal) -> None:
    record = {**corpus.row(1), "surface_couverte_m2": "AREA", "nb_niveaux": 3, "taxe_toc_mad": 1250}
    body = json.dumps({"data": [record], "totalLength": 1}).replace('"AREA"', "1250.120").encode()
    portal.tricks = [lambda a: a.send(body)]
    connector.pull(ROKHAS, client=client(portal))
    permit = Permit.objects.get()
    assert (str(permit.covered_area_m2), permit.levels) == ("1250.12", 3)
    assert "number_ambiguous" not in permit.flags


@marked
def test_the_command_and_the_job(
    portal: Portal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("pull", "rokhas")
    assert "3 pages, 7 lues = 7 créées" in capsys.readouterr().out
    job = tasks.enqueue_pull("rokhas")
    assert tasks.enqueue_pull("rokhas").pk == job.pk
    from layers.jobs import Run

    assert tasks.pull(Run(job), slug="rokhas")["unchanged"] == 7
    monkeypatch.delenv("GEO_PULL_ROKHAS_URL")
    with pytest.raises(CommandError, match="pull_not_configured"):
        call_command("pull", "rokhas")
