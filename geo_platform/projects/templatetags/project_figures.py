from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from dashboards import text
from geo_platform.portal import numbers
from geo_platform.projects import words

register = template.Library()
for name in ("mdh", "dirhams", "amount", "rate", "points", "day", "moment"):
    register.filter(name, getattr(words, name))


@register.filter
def whole(value: float | None) -> object:
    """A rate without decimals."""
    return words.rate(value, 0)


@register.filter
def distance(metres: float) -> object:
    if metres >= 1000:
        return numbers.isolated(numbers.with_unit(metres / 1000, 1, _("km")))
    return numbers.isolated(numbers.with_unit(metres, 0, _("m")))


@register.filter
def titled_project(row: Mapping[str, Any]) -> str:
    """The title in the reader's language, or the reference."""
    return text.pick(row, "title") or str(row["reference"])
