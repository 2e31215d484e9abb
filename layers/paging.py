"""Paging by key: a page starts after the last row of the one before, whatever was added or removed meanwhile.

Nulls come last in both directions; ties are broken by ascending id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.core import signing

from layers.errors import BadParameter

Sort = Sequence[tuple[str, bool]]


class Page(NamedTuple):
    """Rows, and the token of what follows ("" when nothing does)."""

    rows: list[dict[str, Any]]
    next: str


def order(sort: Sort) -> str:
    """What stands after `order by`."""
    return "".join(f'"{name}" {"desc" if down else "asc"} nulls last, ' for name, down in sort) + "id"


def after(sort: Sort, last: list[Any]) -> tuple[str, dict[str, Any]]:
    """SQL condition and parameters: rows that come after the one whose key is `last` (its id at the end)."""
    condition = "id > %(after_id)s"
    params: dict[str, Any] = {"after_id": last[-1]}
    for position in reversed(range(len(sort))):
        name, down = sort[position]
        value, parameter = last[position], f"after_{position}"
        if value is None:
            condition = f'("{name}" is null and {condition})'
            continue
        params[parameter] = value
        beyond = f'"{name}" {"<" if down else ">"} %({parameter})s or "{name}" is null'
        condition = f'({beyond} or ("{name}" = %({parameter})s and {condition}))'
    return condition, params


def write(key: Sequence[Any], identifier: int, question: str) -> str:
    """A token: the last row's sort key and id, signed for this question."""
    return _signer(question).sign_object([*(_written(value) for value in key), identifier])


def read(token: str, question: str, sort: Sort) -> list[Any]:
    try:
        written = _signer(question).unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise BadParameter("next", token, "Ce jeton n’est pas d’une page de cette question.") from error
    if len(written) != len(sort) + 1:
        raise BadParameter("next", token)
    return [_read(value) for value in written]


def _signer(question: str) -> signing.Signer:
    return signing.Signer(salt=f"next:{question}")


def _written(value: Any) -> Any:
    """JSON that keeps the type, so that the value compares as it did."""
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return value


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return dt.date.fromisoformat(value["date"]) if "date" in value else Decimal(value["number"])
