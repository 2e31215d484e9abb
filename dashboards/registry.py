"""Boards are the packages of this folder: the folder's name is the board's address; adding one adds no line here.

A package holds its `BOARD`, `layout.layout()` (the empty board) and `callbacks.register(app)` (what fills it).
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.functional import Promise

from layers.access import Viewer
from layers.errors import Forbidden, LoginNeeded


@dataclass(frozen=True)
class File:
    """`public`: anyone would be given the same."""

    body: bytes
    kind: str
    name: str
    public: bool


@dataclass(frozen=True)
class Board:
    """`theme`: what a viewer's grant must cover when the board is not public; `rank`: its place in menus.

    `file`: makes a file of the board from its own query, a name, an extension and a paper.
    """

    slug: str
    title: str | Promise
    theme: str
    source_line: Callable[[], str]
    public: bool = False
    rank: int = 100
    file: Callable[[str, str, str, str], File] | None = None

    def layout(self) -> Any:
        return self._module("layout").layout()

    def register(self, app: Any) -> None:
        # The layout names the component libraries whose files the page must list.
        self._module("layout")
        self._module("callbacks").register(app)

    def _module(self, name: str) -> Any:
        """Imported when asked for: every management command reads the boards, none of them needs Dash."""
        return import_module(f"dashboards.{self.slug}.{name}")


@cache
def slugs() -> tuple[str, ...]:
    """Known without importing Dash: every management command reads the URLs."""
    folder = str(Path(__file__).parent)
    return tuple(sorted(module.name for module in pkgutil.iter_modules([folder]) if module.ispkg))


@cache
def boards() -> dict[str, Board]:
    return {slug: import_module(f"dashboards.{slug}").BOARD for slug in slugs()}


def in_order() -> list[Board]:
    return sorted(boards().values(), key=lambda board: (board.rank, board.slug))


def board_of(component_id: str) -> Board | None:
    """Every component of a board carries the board's slug before the first dash."""
    return boards().get(component_id.lstrip(".").split("-", 1)[0])


def check_access(board: Board, viewer: Viewer) -> None:
    if board.public:
        return
    if viewer.is_anonymous:
        raise LoginNeeded()
    if not any(grant.covers_theme(board.theme) for grant in viewer.grants):
        raise Forbidden()
