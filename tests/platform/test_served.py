"""The platform as bin/up serves it: gunicorn, the application role, the loaded Kingdom."""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.harness.server import Server


def get(server: Server, path: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(server.url + path, timeout=30) as answer:
        return answer.status, answer.read()


def test_it_is_alive_and_ready(server: Server) -> None:
    assert json.loads(get(server, "/healthz")[1]) == {"status": "ok"}
    assert json.loads(get(server, "/readyz")[1]) == {"status": "ok"}


@pytest.mark.parametrize(
    "path", ["/", "/map/", "/dashboards/equipment/", "/territories/MA/", "/indicators/", "/login/"]
)
def test_the_first_pages_answer(server: Server, path: str) -> None:
    for lang in ("fr", "ar"):
        status, body = get(server, f"{path}?lang={lang}")
        assert status == 200
        assert f'lang="{lang}"'.encode() in body


def test_it_connects_as_the_application(server: Server) -> None:
    with server.orm(), connection.cursor() as cursor:
        cursor.execute(
            "select array_agg(distinct usename::text) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] == ["geo_app"]


def test_a_page_that_asks_elsewhere_is_caught(server: Server, new_page: Callable[..., Any]) -> None:
    """The fence itself: without this, every browser test of ours could pass on a page that phones home."""
    page = new_page()
    page.goto(f"{server.url}/healthz")
    stopped = page.evaluate("fetch('http://198.51.100.7/x').then(() => 'through', () => 'stopped')")
    assert stopped == "stopped"
    assert page.foreign == ["http://198.51.100.7/x"]
    page.foreign.clear()


def test_the_clone_holds_the_kingdom(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select v.level, count(*) from layers_territoryversion v join layers_edition e on e.slug = v.edition_id"
            " where e.is_current group by 1"
        )
        counts = dict(cursor.fetchall())
    assert [counts[level] for level in ("region", "province", "commune", "arrondissement")] == [
        12,
        75,
        1503,
        41,
    ]


@pytest.mark.django_db(transaction=True)
def test_a_committing_test_leaves_the_kingdom_as_it_was() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from layers_indicatorvalue")
    assert connection.in_atomic_block is False


@pytest.mark.django_db(transaction=True)
def test_after_a_committing_test_all_is_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from layers_indicatorvalue")
        assert cursor.fetchone()[0] > 3_000_000
