"""What a layer on the page is, in the words of every file and project: its provenance, cut to two sentences."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from geo_platform.portal.numbers import number
from geo_platform.portal.printing.wanted import Cells, Shown
from layers.services.provenance import provenance


@dataclass(frozen=True)
class Statement:
    title: str
    text: str
    source: str
    matched: int
    fictitious: bool


def of(shown: Shown, language: str) -> Statement:
    told = provenance(shown.query, language)
    counted = number(told.matched)
    if told.total > told.matched:
        counted = _("{n} sur {total}").format(n=counted, total=number(told.total))
    # The perimeter is said once, for the whole page.
    filtered = any(name not in {"territory", "lang"} and any(values) for name, values in shown.query.asked)
    words = told.filter_text if filtered else _("sans filtre")
    text = _("{filter} ({n} enregistrements)").format(filter=words, n=counted)
    source = f"{told.title}{colon(language)}{told.source}, {told.situation_text}"
    return Statement(told.title, text, source, told.matched, bool(told.fictitious))


def of_raster(shown: Cells, language: str) -> str:
    raster = shown.of.raster
    words = [raster.source(language)]
    if raster.situation:
        words.append(_("situation au {day}").format(day=f"{raster.situation:%d/%m/%Y}"))
    return f"{raster.title(language)}{colon(language)}{', '.join([*words, raster.licence])}"


def colon(language: str) -> str:
    return ": " if language == "ar" else " : "
