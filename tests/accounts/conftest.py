"""People of the tests: made here, so that a demonstration account's change breaks nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from geo_platform.accounts import passwords
from geo_platform.accounts.models import RoleGrant, User
from layers.territories import resolve_codes

PASSWORD = "serpolet-anis-74"
ORIENTAL, OUJDA_ANGAD, OUJDA, AZILAL = "02", "02.411", "02.411.01.23", "05.081"


def territory(code: str) -> int | None:
    return resolve_codes([code])[0] if code else None


def grant(user: User, role: str, code: str = "", **fields: Any) -> RoleGrant:
    fields.setdefault("valid_from", date(2024, 1, 1))
    return RoleGrant.objects.create(user=user, role=role, territory_id=territory(code), **fields)


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million rounds a login is the point of the hash and not of these tests."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", passwords.ROUNDS)


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """person("amal", ("governor", "05.081"), …): an account with its grants; `""` is the Kingdom."""

    def make(username: str, *grants: tuple[str, str], **fields: Any) -> User:
        user = User.objects.create(username=username, password=passwords.encode(PASSWORD), **fields)
        for role, code in grants:
            grant(user, role, code)
        return user

    return make


@pytest.fixture
def signed_in(person: Callable[..., User]) -> Callable[..., Client]:
    """A client that went through the login page, cookies and all."""

    def make(user: User) -> Client:
        client = Client()
        answer = client.post("/login/", {"username": user.username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return make
