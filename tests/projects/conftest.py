"""People and one project of the demonstration, chosen by what they are rather than by their number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from geo_platform.accounts.models import User
from layers.models import Project
from tests.accounts.conftest import few_rounds, grant, person  # noqa: F401 (fixtures)
from tests.portal.test_home import PLAIN_STATIC

BMK, ORIENTAL = "05", "02"


@pytest.fixture(autouse=True)
def _unhashed_static_files(settings: object) -> None:
    settings.STORAGES = {**settings.STORAGES, **PLAIN_STATIC}  # type: ignore[attr-defined]


@pytest.fixture
def client_of(person: Callable[..., User]) -> Callable[..., Client]:  # noqa: F811
    """client_of("amal", ("governor", "05.081")): signed in, without the login page."""

    def make(username: str, *grants: tuple[str, str]) -> Client:
        client = Client()
        client.force_login(person(username, *grants))
        return client

    return make


@pytest.fixture
def bmk(client_of: Callable[..., Client]) -> Client:
    return client_of("bmk", ("region", BMK))


@pytest.fixture
def project() -> Project:
    """A running project of Béni Mellal-Khénifra in GID's books."""
    found = Project.objects.filter(reference__startswith="05-", state="EN_COURS", finance_source="GID")
    return found.order_by("reference")[0]
