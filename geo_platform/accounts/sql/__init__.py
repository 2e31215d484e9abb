"""The queries of this package, one a file; asked by nearly every request, so planned once a connection."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from layers import sql as queries


@cache
def load(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def fetch(name: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    return queries.fetch(load(name), params, planned=True)[1]
