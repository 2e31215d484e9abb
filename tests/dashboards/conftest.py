from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

BOARD = "/dashboards/equipment/"
CALLBACK = "/dashboards/_dash-update-component"


def _outputs(output: str) -> Any:
    """Dash's own form: "..a.b...c.d.." for several places, "a.b" for one."""
    places = [
        dict(zip(("id", "property"), part.rsplit(".", 1), strict=True))
        for part in output.strip(".").split("...")
    ]
    return places if output.startswith("..") else places[0]


def question_body(client: Client, first: str, search: str, selected: str = "") -> dict[str, Any]:
    """What the browser sends for the callback whose first output is `first`."""
    known = client.get("/dashboards/_dash-dependencies").json()
    callback = next(one for one in known if one["output"].lstrip(".").startswith(first))
    values = {"equipment-question": search, "equipment-selected": selected}
    inputs = [{**one, "value": values[one["id"]]} for one in callback["inputs"]]
    changed = ["equipment-question.data"]
    outputs = _outputs(callback["output"])
    return {"output": callback["output"], "outputs": outputs, "inputs": inputs, "changedPropIds": changed}


@pytest.fixture
def ask(db: None) -> Callable[..., dict[str, Any]]:
    """ask(first output, search) → what the callback fills, by component, as an anonymous reader with a token."""
    client = Client(enforce_csrf_checks=True)
    client.get(BOARD)

    def asked(first: str, search: str, selected: str = "", language: str = "fr") -> dict[str, Any]:
        body = question_body(client, first, search, selected)
        token = client.cookies["csrftoken"].value
        answer = client.post(
            f"{CALLBACK}?lang={language}",
            body,
            content_type="application/json",
            headers={"X-CSRFToken": token},
        )
        assert answer.status_code == 200, answer.content[:500]
        return dict(answer.json()["response"], _size=len(answer.content), _text=answer.content.decode())

    return asked
