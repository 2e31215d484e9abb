"""Typed values out of query strings, with named refusals."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any
from zoneinfo import ZoneInfo

from layers.errors import BadParameter

ZONE = ZoneInfo("Africa/Casablanca")
# Beyond this no column has a value, and PostgreSQL's own types would overflow.
MAX_NUMBER = 1e15
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?([Zz]|[+-]\d{2}(:?\d{2})?)?$")
_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_OPEN = frozenset({"", ".."})


def parse_value(kind: str, name: str, text: str) -> Any:
    """A value of a field type (`layers.layer.FieldType`); BadParameter names the parameter and the value."""
    try:
        if kind in {"integer", "number"}:
            return parse_number(text, whole=kind == "integer")
        if kind == "date":
            return _date(text)
        if kind == "boolean":
            return _BOOLEANS[text.lower()]
    except (ValueError, KeyError) as error:
        raise BadParameter(name, text, f"Attendu : {kind}.") from error
    if "\x00" in text or len(text) > 500:
        raise BadParameter(name, text[:50])
    return text


def parse_number(text: str, *, whole: bool = False) -> float | int:
    """ValueError on anything but a plain decimal number of a sensible size."""
    if not _NUMBER.match(text):
        raise ValueError(text)
    return sensible(int(text) if whole else float(text))


def sensible(number: float) -> float | int:
    """The number itself, whole when it is; ValueError when not finite or too big for any column."""
    if not math.isfinite(number) or abs(number) > MAX_NUMBER:
        raise ValueError(number)
    return int(number) if number == int(number) else number


def parse_moment(name: str, text: str) -> dt.datetime:
    """An aware moment. A bare date means the end of that day in Morocco: what was known when the day closed."""
    try:
        if _DATE.match(text):
            return dt.datetime.combine(_date(text), dt.time.max, ZONE)
        return _moment(text)
    except (ValueError, OverflowError) as error:
        raise BadParameter(name, text, "Attendu : AAAA-MM-JJ ou date et heure ISO 8601.") from error


def parse_interval(name: str, text: str) -> tuple[dt.date, dt.date]:
    """`d`, `d1/d2`, `../d2`, `d1/..` → closed interval of dates; a moment counts for its day in Morocco."""
    start, slash, end = text.partition("/")
    if not slash and text in _OPEN:
        raise BadParameter(name, text, "Attendu : date ou intervalle « début/fin ».")
    try:
        low = dt.date.min if start in _OPEN and slash else parse_day(start)
        high = low if not slash else dt.date.max if end in _OPEN else parse_day(end)
    except (ValueError, OverflowError) as error:
        raise BadParameter(name, text, "Attendu : date ou intervalle « début/fin ».") from error
    if low > high:
        raise BadParameter(name, text, "Le début suit la fin.")
    return low, high


def parse_day(text: str) -> dt.date:
    """The day in Morocco of a date or of an RFC 3339 moment; ValueError or OverflowError when it is neither."""
    return _date(text) if _DATE.match(text) else _moment(text).astimezone(ZONE).date()


def _date(text: str) -> dt.date:
    if not _DATE.match(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def _moment(text: str) -> dt.datetime:
    if not _MOMENT.match(text):
        raise ValueError(text)
    moment = dt.datetime.fromisoformat(text.upper().replace("Z", "+00:00").replace(",", "."))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    # Out of the calendar once in UTC: no database could compare it.
    moment.astimezone(dt.UTC)
    return moment
