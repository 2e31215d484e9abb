"""Numbers written one way on every page, as static/portal/js/format.js does in the browser.

Not Django's localisation: its rules for `ar` give other digits, and both languages must show the same figure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
MISSING = "–"


def number(value: float | None, decimals: int = 0) -> str:
    """`1 234,5`; a dash when there is no figure. Halves round away from zero, as the census does."""
    if value is None:
        return MISSING
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def signed(value: float | None, decimals: int = 0) -> str:
    text = number(value, decimals)
    return f"+{text}" if value is not None and value > 0 and text.strip("0,") else text


def with_unit(value: float | None, decimals: int, unit: str) -> str:
    text = number(value, decimals)
    if not unit or value is None:
        return text
    return f"{text}{NO_BREAK if _is_arabic(unit) else NARROW}{unit}"


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


def isolated(text: str) -> SafeString:
    """A figure keeps its order inside an Arabic sentence; one with an Arabic unit reads right to left."""
    return format_html('<bdi dir="{}">{}</bdi>', "rtl" if _is_arabic(text) else "ltr", text)


def named(row: dict[str, str], stem: str = "name") -> str:
    """The name of a row in the page's language, French where Arabic is missing."""
    arabic = row.get(f"{stem}_ar") if get_language() == "ar" else ""
    return arabic or row.get(f"{stem}_fr") or ""
