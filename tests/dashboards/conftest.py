from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.dashboards.wire import BOARD, CALLBACK, DEPENDENCIES, question_body


@pytest.fixture
def ask(db: None) -> Callable[..., dict[str, Any]]:
    """ask(first output, search) → what the callback fills, by component, as an anonymous reader with a token."""
    return asking(Client(enforce_csrf_checks=True))


def asking(client: Client) -> Callable[..., dict[str, Any]]:
    """The same for any client."""
    client.get(BOARD)

    def asked(first: str, search: str, selected: str = "", language: str = "fr") -> dict[str, Any]:
        body = question_body(client.get(DEPENDENCIES).json(), first, search, selected)
        token = client.cookies["csrftoken"].value
        answer = client.post(
            f"{CALLBACK}?lang={language}",
            body,
            content_type="application/json",
            headers={"X-CSRFToken": token},
        )
        assert answer.status_code == 200, answer.content[:500]
        # Written anew: Dash escapes slashes and letters, and a text looked for would never be found.
        said = json.dumps(answer.json(), ensure_ascii=False)
        return dict(answer.json()["response"], _size=len(answer.content), _text=said)

    return asked
