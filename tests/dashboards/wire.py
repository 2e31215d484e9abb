"""Dash's own wire form, as a browser writes it; for the tests of the board and for its race."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

BOARD = "/dashboards/equipment/"
CALLBACK = "/dashboards/_dash-update-component"
DEPENDENCIES = "/dashboards/_dash-dependencies"


def _outputs(output: str) -> Any:
    """Dash's own form: "..a.b...c.d.." for several places, "a.b" for one."""
    places = [
        dict(zip(("id", "property"), part.rsplit(".", 1), strict=True))
        for part in output.strip(".").split("...")
    ]
    return places if output.startswith("..") else places[0]


def question_body(known: list[dict[str, Any]], first: str, search: str, selected: str = "") -> dict[str, Any]:
    """What the browser sends for the callback of `known` whose first output is `first`, of whatever board."""
    board = first.split("-", 1)[0]
    callback = next(one for one in known if one["output"].lstrip(".").startswith(first))
    values = {f"{board}-question": search, f"{board}-selected": selected}
    inputs = [{**one, "value": values[one["id"]]} for one in callback["inputs"]]
    changed = [f"{board}-question.data"]
    outputs = _outputs(callback["output"])
    return {"output": callback["output"], "outputs": outputs, "inputs": inputs, "changedPropIds": changed}


def question_bodies(known: list[dict[str, Any]], search: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """First output and body of every callback, of every board, that a question alone fills."""
    for one in known:
        first = one["output"].lstrip(".").split("...")[0]
        board = first.split("-", 1)[0]
        needed = {given["id"] for given in one["inputs"]}
        if not one["clientside_function"] and needed <= {f"{board}-question", f"{board}-selected"}:
            yield first, question_body(known, first, search)
