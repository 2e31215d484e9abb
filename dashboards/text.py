"""Numbers and dates as every screen writes them: 1 234,5 · −3,4 · jj/mm/aaaa, in both languages.

Not a locale library: CLDR's rules for fr-MA and ar-MA give other separators and other digits. The twin for scripts is
portal/js/format.js; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext

NARROW = "\u202f"
MINUS = "\u2212"


def arabic() -> bool:
    return get_language() == "ar"


def pick(row: Mapping[str, Any], field: str) -> str:
    """`field`_fr or `field`_ar by the page's language; a missing Arabic text falls back to French."""
    return picker()(row, field)


def picker() -> Callable[[Mapping[str, Any], str], str]:
    """`pick`, for a table of many rows: the page's language is asked once."""
    in_arabic = arabic()
    return lambda row, field: str((in_arabic and row.get(f"{field}_ar")) or row.get(f"{field}_fr") or "")


def listed(*parts: str) -> str:
    """Side by side: an Arabic comma in Arabic."""
    return gettext(", ").join(parts)


def number(value: float | None, decimals: int = 0) -> str:
    if value is None:
        return ""
    whole, _, fraction = f"{abs(value):,.{decimals}f}".partition(".")
    text = whole.replace(",", NARROW) + (f",{fraction}" if fraction else "")
    zero = not any(digit in "123456789" for digit in text)
    return MINUS + text if value < 0 and not zero else text


def signed(value: float | None, decimals: int = 0) -> str:
    """A difference always carries its sign, except zero."""
    text = number(value, decimals)
    positive = value is not None and value > 0 and any(digit in "123456789" for digit in text)
    return f"+{text}" if positive else text


def limit(value: float, decimals: int = 1) -> str:
    """The shortest writing of a class limit."""
    return number(value, 0 if float(value).is_integer() else decimals)


def day(value: date) -> str:
    return value.strftime("%d/%m/%Y")


def is_rate(unit: str) -> bool:
    """Differences of rates are in points; of anything else in its own unit."""
    return unit.startswith("percent")


def short_unit(unit: str, label: str) -> str:
    """Beside a figure: "%" alone, the rest of the label ("% des ménages") being said once, in the subtitle."""
    return "%" if is_rate(unit) else label


def isolate(written: str) -> str:
    """A signed number or a percentage keeps its order inside an Arabic sentence (U+2066 … U+2069)."""
    return f"\u2066{written}\u2069" if arabic() else written
