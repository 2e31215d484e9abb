"""Real PostGIS for every test: a clone of the loaded Kingdom per process. See tests/harness/."""

from __future__ import annotations

import os

os.environ.setdefault("GEO_DB_ROLE", "owner")

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests.harness import browser as chromium
from tests.harness import server as gunicorn
from tests.harness import template


def _clone_name(suffix: str = "") -> str:
    """Carries the pid, so that the clones of a killed run can be told and swept."""
    return f"geo_test_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}{suffix}"


@pytest.fixture(scope="session")
def kingdom() -> str:
    """The template's name, settled once: an edit made while tests run changes nothing for them."""
    return template.template()


@pytest.fixture(scope="session")
def django_db_setup(kingdom: str, django_db_blocker: Any) -> Iterator[None]:
    name = _clone_name()
    template.clone(name, kingdom)

    def reclone(case: TransactionTestCase) -> None:
        """A test that commits spoils its database. Django would empty it; the Kingdom is wanted back."""
        connection.close()
        template.clone(name, kingdom)

    before = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = reclone  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
    yield
    TransactionTestCase._fixture_teardown = before  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        connection.close()
    template.discard(name)


@pytest.fixture(scope="session")
def server(
    kingdom: str, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[gunicorn.Server]:
    """gunicorn on a clone of its own, as geo_app. Write to it with `with server.orm():`."""
    name = _clone_name("_web")
    template.clone(name, kingdom)
    with django_db_blocker.unblock():
        with gunicorn.serve(name, tmp_path_factory.mktemp("server") / "log") as running:
            yield running
        connection.close()
    template.discard(name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # Playwright leaves an event loop running in this thread: Django would take ORM calls for async ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = chromium.launch(playwright)
        yield running
        running.close()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """new_page(viewport=…, locale=…): a guarded page with its own cookies and cache."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(chromium.guarded_page(browser, **options))


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    return new_page(viewport={"width": 1440, "height": 900})


@pytest.fixture
def screenshots() -> Path:
    """Where pictures of the screens go for people to look at."""
    folder = template.ROOT / ".local" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
