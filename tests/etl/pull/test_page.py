"""One page from a server that misbehaves: tried again, refused, named; the token goes nowhere else."""

from __future__ import annotations

import datetime as dt
import email.utils
import threading

import pytest

from etl.readers import http
from tests.etl.pull.portal import HASTY, PASSING, Portal, client


def test_a_page_is_asked_with_its_credentials(portal: Portal) -> None:
    page = client(portal).page(3, dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    assert (page.offset, len(page.records), page.total, page.end) == (3, 3, 7, 6)
    assert portal.asked == [
        {"offset": "3", "limit": "3", "since": "2026-01-02T00:00:00Z", "authorization": "Bearer s3cret"}
    ]


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
