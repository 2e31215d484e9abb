"""Typed values out of query strings, with named refusals."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from layers.errors import BadParameter

ZONE = ZoneInfo("Africa/Casablanca")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def parse_value(kind: str, name: str, text: str) -> Any:
    """A value of a field type (`layers.layer.FieldType`); BadParameter names the parameter and the value."""
    try:
        if kind == "integer":
            return int(text)
        if kind == "number":
            return float(text)
        if kind == "date":
            return dt.date.fromisoformat(text)
        if kind == "boolean":
            return _BOOLEANS[text.lower()]
    except (ValueError, KeyError) as error:
        raise BadParameter(name, text, f"Attendu : {kind}.") from error
    if "\x00" in text or len(text) > 500:
        raise BadParameter(name, text[:50])
    return text


def parse_moment(name: str, text: str) -> dt.datetime:
    """An aware moment. A bare date means the end of that day in Morocco: what was known when the day closed."""
    try:
        if _DATE.match(text):
            return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max, ZONE)
        moment = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise BadParameter(name, text, "Attendu : AAAA-MM-JJ ou date et heure ISO 8601.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def parse_interval(name: str, text: str) -> tuple[dt.date, dt.date]:
    """`d`, `d1/d2`, `../d2`, `d1/..` → closed interval of dates."""
    start, _, end = text.partition("/")
    end = end if "/" in text else start
    try:
        low = dt.date.min if start in {"", ".."} else dt.date.fromisoformat(start[:10])
        high = dt.date.max if end in {"", ".."} else dt.date.fromisoformat(end[:10])
    except ValueError as error:
        raise BadParameter(name, text, "Attendu : date ou intervalle « début/fin ».") from error
    if low > high:
        raise BadParameter(name, text, "Le début suit la fin.")
    return low, high
