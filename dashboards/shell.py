"""The frame Dash fills: the address is the only state, and its path says which board to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from dash import Dash, Input, Output, dcc, html
from flask import has_request_context
from flask import request as flask_request

from dashboards import registry
from layers.access import ANONYMOUS, Viewer

URL = "shell-url"
BOARD = "shell-board"
PREFIX = "/dashboards/"


_asking: ContextVar[Viewer] = ContextVar("asking", default=ANONYMOUS)


@contextmanager
def asking(person: Viewer) -> Iterator[None]:
    """Who asks for a file of a board, which is no callback."""
    mark = _asking.set(person)
    try:
        yield
    finally:
        _asking.reset(mark)


def viewer() -> Viewer:
    """Who asks: the Django request travels in the WSGI environment. No request and nobody said: the public."""
    if not has_request_context():
        return _asking.get()
    return flask_request.environ["django.request"].viewer


def slug_of(path: str) -> str:
    return path.removeprefix(PREFIX).strip("/").split("/")[0]


def layout() -> Any:
    return html.Div([dcc.Location(id=URL, refresh=False), html.Div(id=BOARD)])


def register(app: Dash) -> None:
    @app.callback(Output(BOARD, "children"), Input(URL, "pathname"))
    def show_board(path: str) -> Any:
        board = registry.boards()[slug_of(path)]
        registry.check_access(board, viewer())
        return board.layout()
