"""Sessions in the database whose row brings the user and the grants along: one query a request, not three.

Named by SESSION_ENGINE. Nothing is cached between requests, so a revoked grant shows on the very next one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from geo_platform.accounts import sql
from geo_platform.accounts.models import AccountSession, User
from layers.access import Grant


@dataclass(frozen=True)
class Identity:
    """What the session row said: the account (None for a session nobody signed in) and its grants of today."""

    user: User | None = None
    grants: tuple[Grant, ...] = ()


@cache
def _user_fields() -> tuple[Any, ...]:
    return tuple(User._meta.concrete_fields)


def _user(text: str) -> User:
    account = json.loads(text)
    fields = _user_fields()
    values = [field.to_python(account[field.column]) for field in fields]
    return User.from_db("default", [field.attname for field in fields], values)


def _grants(text: str | None) -> tuple[Grant, ...]:
    rows = json.loads(text) if text else ()
    return tuple(Grant(r["role"], r["territory_id"], frozenset(r["themes"])) for r in rows)


class SessionStore(DatabaseStore):
    """`identity` is filled when the session is read; `dead` says that a cookie came and no session answered."""

    identity: Identity | None = None
    dead = False

    @classmethod
    def get_model_class(cls) -> type[AccountSession]:
        return AccountSession

    def load(self) -> dict[str, Any]:
        params = {"session_key": self.session_key, "today": timezone.localdate()}
        rows = sql.fetch("viewer.sql", params)
        if not rows:
            self._session_key = None
            self.dead = True
            return {}
        # Django's PostgreSQL backend hands jsonb over as text.
        data, account, grants = rows[0]
        self.identity = Identity(_user(account), _grants(grants)) if account else Identity()
        return self.decode(data)

    def create_model_instance(self, data: dict[str, Any]) -> AccountSession:
        session = super().create_model_instance(data)
        user_id = data.get(SESSION_KEY)
        session.user_id = int(user_id) if user_id else None
        return session
