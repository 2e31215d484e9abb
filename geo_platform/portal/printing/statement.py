"""What a layer on the page is: its filter in words, its source, how many records answer, whether some are invented."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _

from geo_platform.portal.numbers import number
from geo_platform.portal.printing.wanted import Shown
from layers.layer import Layer

# Said elsewhere on the page, or not a filter.
_APART = frozenset({"territory", "lang", "sortby", "properties", "limit"})


@dataclass(frozen=True)
class Statement:
    title: str
    text: str
    source: str
    matched: int
    fictitious: bool


def of(shown: Shown, language: str) -> Statement:
    query = shown.query
    layer = query.layer
    asked = [_words(layer, name, value, language) for name, value in parse_qsl(shown.asked) if name not in _APART]
    matched = query.count()
    comma = "، " if language == "ar" else ", "
    words = comma.join(asked) or _("sans filtre")
    text = _("{filter} ({n} enregistrements)").format(filter=words, n=number(matched))
    source = f"{layer.title(language)}{colon(language)}{layer.source_ar if language == 'ar' else layer.source_fr}"
    return Statement(layer.title(language), text, source, matched, query.has_fiction())


def colon(language: str) -> str:
    return ": " if language == "ar" else " : "


def _words(layer: Layer, name: str, value: str, language: str) -> str:
    """One parameter as a reader says it; a CQL2 filter stays as it is written, exact for who reads it."""
    if name == "filter":
        return value
    if name == "as_of":
        return f"{_('Tel que connu le')} {_days(value)}"
    if name == "datetime":
        return f"{_('Période')} {_days(value)}"
    field = layer.field(name)
    if field is None:
        return f"{name} = {value}"
    titles = {code: ar if language == "ar" else fr for code, fr, ar in field.values}
    return f"{field.title(language)}{colon(language)}{titles.get(value, value)}"


def _days(text: str) -> str:
    """ "2024-01-01/2024-03-31" as "01/01/2024 – 31/03/2024"."""
    days = ("/".join(reversed(day[:10].split("-"))) for day in text.split("/"))
    return " – ".join(days)
