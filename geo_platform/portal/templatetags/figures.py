from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from geo_platform.portal import numbers

register = template.Library()


@register.simple_tag
def figure(value: float | None, decimals: int = 0, unit: str = "") -> SafeString:
    return numbers.isolated(numbers.with_unit(value, decimals, unit))


@register.simple_tag
def change(value: float | None, decimals: int = 1, unit: str = "%") -> SafeString:
    text = numbers.signed(value, decimals)
    return numbers.isolated(f"{text}{numbers.NARROW}{unit}" if value is not None else text)


@register.filter
def ltr(text: object) -> SafeString:
    return numbers.isolated(str(text))


@register.filter
def named(row: dict[str, str], stem: str = "name") -> str:
    return numbers.named(row, stem)


@register.filter
def other_name(row: dict[str, str]) -> str:
    """The name in the other script."""
    shown = numbers.named(row)
    return row["name_fr"] if shown == row["name_ar"] else row["name_ar"]
