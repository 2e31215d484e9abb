"""The pull connector against a server that misbehaves: nothing is lost, nothing twice, the token goes nowhere else."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import stat
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

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

ROKHAS = source.get("rokhas")
HASTY = http.Patience(tries=4, first_s=0.01, longest_s=0.02, answer_s=0.4, page_s=1.0)
Trick = Callable[["Answer"], None]


class Answer(BaseHTTPRequestHandler):
    """Serves `server.records` by offset and limit, unless a trick is waiting."""

    server: Portal
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append({**query, "authorization": self.headers.get("Authorization")})
        trick = self.server.tricks.pop(0) if self.server.tricks else None
        if trick:
            trick(self)
        else:
            self.page(int(query["offset"]), int(query["limit"]))

    def page(self, offset: int, limit: int) -> None:
        records = self.server.records
        self.send({"data": records[offset : offset + limit], "totalLength": len(records)})

    def send(
        self,
        content: Any,
        *,
        status: int = 200,
        kind: str = "application/json; charset=utf-8",
        cut: int = 0,
        **headers: str,
    ) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body[: len(body) - cut])
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Portal(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.records = [corpus.row(n) for n in range(1, 8)]
        self.tricks: list[Trick | None] = []
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/search"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is part of the game."""


@pytest.fixture
def portal() -> Iterator[Portal]:
    server = Portal()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def configured(portal: Portal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> None:
    settings.LOCAL_DIR = tmp_path
    for name, value in {"URL": portal.url, "TOKEN": "s3cret", "LIMIT": "3"}.items():
        monkeypatch.setenv(f"GEO_PULL_ROKHAS_{name}", value)


def client(portal: Portal, waits: list[float] | None = None, **options: Any) -> http.Client:
    sleep = waits.append if waits is not None else lambda _: None
    return http.Client(http.Endpoint(portal.url, "s3cret", 3, "since"), HASTY, sleep=sleep, **options)


loads = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported", "configured")]


def marked(function: Any) -> Any:
    for mark in loads:
        function = mark(function)
    return function


# --- one page


def test_a_page_is_asked_with_its_credentials(portal: Portal) -> None:
    page = client(portal).page(3, dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    assert (page.offset, len(page.records), page.total, page.end) == (3, 3, 7, 6)
    assert portal.asked == [
        {"offset": "3", "limit": "3", "since": "2026-01-02T00:00:00Z", "authorization": "Bearer s3cret"}
    ]


def slow(answer: Answer) -> None:
    time.sleep(0.6)


def trickle(answer: Answer) -> None:
    answer.send_response(200)
    answer.send_header("Content-Type", "application/json")
    answer.end_headers()
    answer.close_connection = True
    for _ in range(12):
        answer.wfile.write(b" ")
        answer.wfile.flush()
        time.sleep(0.2)


def hang_up(answer: Answer) -> None:
    answer.close_connection = True


PASSING: dict[str, Trick] = {
    "500": lambda a: a.send({}, status=500),
    "502": lambda a: a.send(b"<html>", status=502, kind="text/html"),
    "429": lambda a: a.send({}, status=429),
    "timeout": slow,
    "trickle": trickle,
    "hang up": hang_up,
    "cut": lambda a: a.send({"data": [], "totalLength": 0}, cut=5),
    "cut json": lambda a: a.send(b'{"data": [{"ref'),
    "html": lambda a: a.send(b"<html>connexion</html>", kind="text/html"),
    "no list": lambda a: a.send({"error": "x"}),
    "list of lists": lambda a: a.send({"data": [[1]], "totalLength": 1}),
    "no total": lambda a: a.send({"data": []}),
    "odd total": lambda a: a.send({"data": [], "totalLength": "7"}),
    "empty too soon": lambda a: a.send({"data": [], "totalLength": 7}),
    "too many": lambda a: a.send({"data": [{}] * 4, "totalLength": 7}),
    "deep": lambda a: a.send(b'{"data":' + b"[" * 100_000),
    "loop": lambda a: a.send(b"", status=302, Location="/search?offset=0&limit=3"),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_is_tried_again_later_and_later(portal: Portal, name: str) -> None:
    waits: list[float] = []
    portal.tricks = [PASSING[name]] * (4 if name == "loop" else 1)
    page = client(portal, waits).page(0)
    assert len(page.records) == 3 and len(waits) <= 1
    assert all(0.005 <= wait <= 0.02 for wait in waits)


@pytest.mark.parametrize("name", sorted(set(PASSING) - {"timeout", "trickle", "loop"}))
def test_what_lasts_is_named_in_the_end(portal: Portal, name: str) -> None:
    portal.tricks = [PASSING[name]] * 10
    with pytest.raises(http.PullError) as found:
        client(portal).page(0)
    assert found.value.code in {"pull_unreachable", "pull_bad_answer"}
    assert len(portal.asked) == HASTY.tries
    assert found.value.text("fr") and found.value.text("ar") and "s3cret" not in str(found.value)


def test_waits_double_up_to_a_limit_with_a_share_of_chance() -> None:
    patience = http.Patience(first_s=1, longest_s=60)
    for failed, most in enumerate((1, 2, 4, 8, 16, 32, 60, 60)):
        waits = [patience.wait_s(failed) for _ in range(50)]
        assert most / 2 <= min(waits) < max(waits) <= most


@pytest.mark.parametrize("status", [429, 503])
def test_the_server_says_how_long_to_wait(portal: Portal, status: int) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30)
    waits: list[float] = []
    portal.tricks = [
        lambda a: a.send({}, status=status, Retry_After="7"),
        lambda a: a.send({}, status=status, Retry_After=email.utils.format_datetime(soon, usegmt=True)),
        lambda a: a.send({}, status=status, Retry_After="demain"),
    ]
    client(portal, waits).page(0)
    assert waits[0] == 7 and 27 <= waits[1] <= 31 and waits[2] <= 0.02


def test_a_wait_of_hours_is_for_another_day(portal: Portal) -> None:
    portal.tricks = [lambda a: a.send({}, status=429, Retry_After="7200")]
    with pytest.raises(http.Overloaded) as found:
        client(portal).page(0)
    assert found.value.context["seconds"] == 7200 and len(portal.asked) == 1


def test_the_token_follows_no_redirection_to_another_host(portal: Portal) -> None:
    with_same_host = client(portal)
    portal.tricks = [lambda a: a.send(b"", status=307, Location="/other?offset=0&limit=3")]
    assert len(with_same_host.page(0).records) == 3
    other = Portal()
    thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    for place in (other.url, "https://127.0.0.1/search", "//example.ma/x", "file:///etc/passwd"):
        portal.tricks = [lambda a, place=place: a.send(b"", status=302, Location=place)]  # type: ignore[misc]
        with pytest.raises(http.Redirected):
            client(portal).page(0)
    other.shutdown()
    thread.join()
    other.server_close()
    assert other.asked == []


def test_refusals_and_floods_are_not_insisted_upon(portal: Portal) -> None:
    for status in (400, 401, 403, 404):
        portal.tricks = [lambda a, status=status: a.send({}, status=status)]  # type: ignore[misc]
        with pytest.raises(http.Denied):
            client(portal).page(0)
    portal.tricks = [lambda a: a.send(b" " * 3_000_000)]
    with pytest.raises(http.PageTooLarge):
        client(portal, max_bytes=2**20).page(0)
    assert len(portal.asked) == 5


def test_a_dead_server_and_one_without_tls_are_named(portal: Portal) -> None:
    with pytest.raises(http.Unreachable):
        http.Client(http.Endpoint("http://127.0.0.1:1/"), HASTY, sleep=lambda _: None).page(0)
    # A server without TLS where TLS is asked for.
    with pytest.raises(http.Unreachable):
        http.Client(http.Endpoint(portal.url.replace("http:", "https:")), HASTY, sleep=lambda _: None).page(0)


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"URL": "http://rokhas.example.ma/"}, {"URL": "ftp://x/"}, {"URL": "https://a:b@x/"}, {"URL": "https:///x"},
        {"URL": "https://x/", "LIMIT": "0"}, {"URL": "https://x/", "LIMIT": "beaucoup"},
    ],
)  # fmt: skip
def test_a_bad_address_is_refused_before_anything_is_sent(settings: dict[str, str]) -> None:
    with pytest.raises(http.NotConfigured) as found:
        http.Endpoint.configured("rokhas", {f"GEO_PULL_ROKHAS_{k}": v for k, v in settings.items()})
    assert "GEO_PULL_ROKHAS" in found.value.text("fr")


# --- a round


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
