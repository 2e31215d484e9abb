from __future__ import annotations

from django import template

from geo_platform.projects import words

register = template.Library()
for name in ("mdh", "dirhams", "amount", "rate", "day", "moment"):
    register.filter(name, getattr(words, name))


@register.filter
def whole(value: float | None) -> object:
    """A rate without decimals."""
    return words.rate(value, 0)
