"""What a layer on the page is: its filter in words, its source, how many records answer, whether some are invented."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _

from geo_platform.portal.numbers import number
from geo_platform.portal.printing.wanted import Shown


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
    asked = [f"{name} = {value}" for name, value in parse_qsl(shown.asked) if name not in {"territory", "lang"}]
    matched = query.count()
    words = " ; ".join(asked) or _("sans filtre")
    text = _("{filter} ({n} enregistrements)").format(filter=words, n=number(matched))
    source = layer.source_ar if language == "ar" else layer.source_fr
    return Statement(layer.title(language), text, f"{layer.title(language)} : {source}", matched, query.has_fiction())
