"""Typed converters: what a file wrote → a value, or a named doubt. One converter reads one cell.

`Hints` carries what the whole column says (does it hold a date that can only be month/day?), because one cell alone
cannot tell 03/04/2024 from 04/03/2024. The first reading of whole columns, for cells already in good form, is in
`etl.quick`: it must give what the converter here would.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

import pyarrow as pa
from django.conf import settings

from etl import quick
from etl.errors import ValueDoubtful
from etl.quick import quickly
from layers.text import normalise

DIGITS = str.maketrans(
    {**{chr(0x0660 + n): str(n) for n in range(10)}, **{chr(0x06F0 + n): str(n) for n in range(10)}}
    | {"٫": ",", "٬": " ", "−": "-"}
)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)*$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$")
_YEAR_FIRST = re.compile(r"^(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?$")
_MOJIBAKE = re.compile(r"[ÃÂØÙ][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u2122]")
# How spreadsheets and our exports keep a text from being computed: an apostrophe first.
_ESCAPED = re.compile(r"^'+[=+\-@]")
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_SERIALS = range(
    20_000, 80_000
)  # 1954–2119: no plausible year, so a bare integer in a date column is a serial


@dataclass(frozen=True)
class Hints:
    """What the column as a whole says, and the notes its conversion leaves."""

    month_first: bool = False
    decimal_mark: str = ""
    notes: set[str] = field(default_factory=set, hash=False)


Converter = Callable[[Any, Hints], Any]


class Repaired(Exception):
    """A value that could be read, with the doubt it was read in."""

    def __init__(self, value: Any, fault: ValueDoubtful) -> None:
        self.value, self.fault = value, fault
        super().__init__(fault.code)


def hints(values: Iterable[Any]) -> Hints:
    """Evidence of a column: a second group above 12 is a day; a mark before 1, 2 or 4 digits and more is decimal."""
    month_first, marks = False, set()
    for value in values:
        if not isinstance(value, str):
            continue
        text = value.translate(DIGITS).strip()
        if (found := _DAY_FIRST.match(text)) and int(found[2]) > 12 >= int(found[1]):
            month_first = True
        if (decimal := re.match(r"^[+-]?[\d\s.,]*\d([.,])(\d+)$", text)) and len(decimal[2]) != 3:
            marks.add(decimal[1])
    return Hints(month_first, marks.pop() if len(marks) == 1 else "")


def clean(value: Any) -> str:
    """A cell as one line of text without invisible marks; a formula never enters, unless it was made harmless."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(_INVISIBLE.sub("", str(value)).split())
    if _ESCAPED.match(text):
        return text[1:]
    if text.startswith(("=", "@")):
        raise ValueDoubtful("formula_cell", value=text)
    return text


@quickly(quick.text, pa.string())
def text(value: Any, hints: Hints) -> str:
    found = clean(value)
    if "\ufffd" in found:
        raise Repaired(found, ValueDoubtful("text_damaged", value=found))
    if _MOJIBAKE.search(found):
        repaired = _undo_mojibake(found)
        named = "text_repaired" if repaired != found else "text_damaged"
        raise Repaired(repaired, ValueDoubtful(named, value=repaired))
    return found


def _undo_mojibake(found: str) -> str:
    """UTF-8 once read as cp1252; the same text when that is not what happened."""
    try:
        return found.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return found


@quickly(quick.code, pa.string())
def code(value: Any, hints: Hints) -> str:
    """An identifier: Western digits, upper case, no inner space, no trailing dot of HCP."""
    return clean(value).translate(DIGITS).replace(" ", "").upper().rstrip(".")


def number(low: Decimal | int | None = 0, high: Decimal | int | None = None) -> Converter:
    """Decimal in any of the conventions met: 1.250.000,00 · 1,250,000.00 · 1 250 000,00 · ١٢٥٠."""

    @quickly(quick.number(low, high), quick.NUMBER)
    def convert(value: Any, hints: Hints) -> Decimal:
        found = _decimal(value, hints)
        if low is not None and found < low:
            raise ValueDoubtful("number_negative" if low == 0 else "number_range", value=value)
        if high is not None and found > high:
            raise ValueDoubtful("number_range", value=value)
        return found

    return convert


def integer(low: int | None = 0, high: int | None = 2_000_000_000) -> Converter:
    inner = number(low, high)

    @quickly(quick.integer(low, high), pa.int64())
    def convert(value: Any, hints: Hints) -> int:
        found = inner(value, hints)
        if found != found.to_integral_value():
            raise ValueDoubtful("number_not_whole", value=value)
        return int(found)

    return convert


def coordinate() -> Converter:
    """A number kept as a binary float; its one mark is decimal: degrees have no thousands."""
    inner = number(None)

    @quickly(quick.coordinate, pa.float64())
    def convert(value: Any, hints: Hints) -> float:
        compact = clean(value).translate(DIGITS).replace(" ", "")
        if re.match(r"^[+-]?\d+[.,]\d+$", compact):
            return float(compact.replace(",", "."))
        return float(inner(value, hints))

    return convert


def floors(value: Any, hints: Hints) -> int:
    """`R+3`, `RDC`, `R` or a number: floors above the ground floor."""
    found = clean(value).translate(DIGITS).upper().replace(" ", "")
    if found in {"R", "RDC"}:
        return 0
    if matched := re.match(r"^(?:R|RDC)\+(\d{1,2})$", found):
        return int(matched[1])
    result: int = integer(0, 60)(value, hints)
    return result


def _decimal(value: Any, hints: Hints) -> Decimal:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    raw = clean(value)
    western = raw.translate(DIGITS)
    if western != raw:
        hints.notes.add("digits_arabic")
    bare = re.sub(r"(?i)(dhs?|mad|m²|m2|درهم)\.?$", "", western).strip()
    compact = _SPACES.sub("", bare)
    if not _NUMBER.match(compact):
        raise ValueDoubtful("text_in_number", value=raw)
    if compact != bare:
        hints.notes.add("thousands_read")
    return _separated(compact, raw, hints)


def _separated(compact: str, raw: str, hints: Hints) -> Decimal:
    """Two kinds of separator: the last is decimal. One kind, twice: thousands. Once before three digits: ambiguous."""
    marks = [c for c in compact if c in ".,"]
    if len(set(marks)) == 2:
        decimal = marks[-1]
        if marks.count(decimal) > 1:
            raise ValueDoubtful("text_in_number", value=raw)
        hints.notes.add("thousands_read")
        return _plain(compact, decimal, raw)
    if len(marks) > 1:
        hints.notes.add("thousands_read")
        return _plain(compact, "", raw)
    if marks and re.search(r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$", compact):
        if hints.decimal_mark:
            return _plain(compact, hints.decimal_mark, raw)
        found = _plain(compact, "," if marks[0] == "," else "", raw)
        raise Repaired(found, ValueDoubtful("number_ambiguous", value=raw, read=found))
    return _plain(compact, marks[0] if marks else "", raw)


def _plain(compact: str, decimal: str, raw: str) -> Decimal:
    kept = "".join("." if c == decimal else c for c in compact if c not in ".," or c == decimal)
    try:
        return Decimal(kept)
    except InvalidOperation as error:
        raise ValueDoubtful("text_in_number", value=raw) from error


@quickly(quick.date, pa.date32())
def date(value: Any, hints: Hints) -> dt.date:
    """dd/mm/yyyy, ISO, Excel serial, date cells; month/day only when nothing else is possible, and said."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    raw = clean(value)
    western = raw.translate(DIGITS)
    if western != raw:
        hints.notes.add("digits_arabic")
    if re.match(r"^\d{5}(\.\d+)?$", western) and int(float(western)) in _SERIALS:
        hints.notes.add("dates_serial")
        return _EXCEL_EPOCH + dt.timedelta(days=int(float(western)))
    if found := _YEAR_FIRST.match(western):
        return _day(int(found[1]), int(found[2]), int(found[3]), raw)
    if found := _DAY_FIRST.match(western):
        return _day_or_month_first(int(found[1]), int(found[2]), found[3], raw, hints)
    raise ValueDoubtful("date_unreadable", value=raw)


def _day_or_month_first(first: int, second: int, year_text: str, raw: str, hints: Hints) -> dt.date:
    year = int(year_text) + (2000 if len(year_text) == 2 else 0)
    if second > 12 >= first:
        found = _day(year, first, second, raw)
        raise Repaired(found, ValueDoubtful("date_month_first", value=raw, read=f"{found:%d/%m/%Y}"))
    found = _day(year, second, first, raw)
    if hints.month_first and first <= 12 and first != second:
        raise Repaired(found, ValueDoubtful("date_ambiguous", value=raw, read=f"{found:%d/%m/%Y}"))
    if len(year_text) == 2:
        raise Repaired(found, ValueDoubtful("date_two_digit_year", value=raw, read=f"{found:%d/%m/%Y}"))
    return found


def _day(year: int, month: int, day: int, raw: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise ValueDoubtful("date_unreadable", value=raw) from error


def word(*known: str, **aliases: str) -> Converter:
    """One word of a nomenclature, by code or alias, without regard to case, accents or separators."""
    by_form = {_form(k): k for k in known} | {_form(k): v for k, v in aliases.items()}

    def convert(value: Any, hints: Hints) -> str:
        found = by_form.get(_form(clean(value)))
        if found is None:
            raise ValueDoubtful("word_unknown", value=clean(value), known=", ".join(known))
        return found

    convert.known = known  # type: ignore[attr-defined]
    return convert


def _form(text: str) -> str:
    return normalise(text).replace(" ", "")


def listing(value: Any, hints: Hints) -> list[str]:
    """Several codes in one cell, separated by comma, semicolon, bar or plus."""
    return [
        part.strip().upper() for part in re.split(r"[,;|+]", clean(value).translate(DIGITS)) if part.strip()
    ]


def digest(value: Any, hints: Hints) -> str:
    """An identity number as a keyed digest: comparable, never readable."""
    plain = re.sub(r"[^0-9A-Z]", "", clean(value).translate(DIGITS).upper())
    return hmac.new(f"etl.identity{settings.SECRET_KEY}".encode(), plain.encode(), sha256).hexdigest()
