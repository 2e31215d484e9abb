"""A printed map, whole: from what is asked to PDF. The preview is the picture of the very page that is printed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo_platform.portal.numbers import named, number
from geo_platform.portal.printing import drawing, legend, paper, statement
from geo_platform.portal.printing.wanted import Wanted
from geo_platform.portal.text import level_texts
from layers import territories
from layers.errors import NotFound
from layers.queries import indicators
from layers.services import choropleth, pdf
from layers.services.tiles import stamp

KEPT_SECONDS = 300
# Letters beyond which a title is set smaller to stay on its line.
LONG_TITLE = 85


@dataclass(frozen=True)
class Page:
    context: dict[str, Any]
    map: drawing.Map

    @property
    def facts(self) -> dict[str, Any]:
        """What the composer shows beside the preview."""
        title = self.context["title"]
        return {"title": title, "scale": self.map.denominator, "lines": self.context["lines"]}


def compose(wanted: Wanted) -> Page:
    language = get_language() or "fr"
    territory = territories.describe(wanted.territory)
    if territory is None:
        raise NotFound(wanted.territory, parameter="territory")
    figures = choropleth.draw(wanted.question, wanted.drawing, language)
    told = [statement.of(shown, language) for shown in wanted.layers]
    title, subtitle = headings(wanted, figures, territory)
    lines = [subtitle, *(f"{one.title}{statement.colon(language)}{one.text}" for one in told)]
    where = paper.places(wanted.paper, lines, legend.expected(wanted), language == "ar")
    made = drawing.draw(wanted, figures, territory, where.map)
    parts = [legend.classes(wanted, figures, *_legend_titles(wanted, figures))]
    parts += [
        legend.layer(drawn, wanted.grey, one.fictitious, one.matched)
        for drawn, one in zip(made.records, told, strict=True)
    ]
    parts += [legend.raster(shown, wanted.grey) for shown in wanted.rasters]
    columns, spilled = legend.spread(parts, where.legend.height, where.columns)
    width, height = wanted.paper.size
    source = figures["source"]
    rasters = [statement.of_raster(shown, language) for shown in wanted.rasters]
    now = timezone.localtime()
    context = {
        "title": wanted.title or title,
        "lines": lines,
        "title_size": 14 if len(wanted.title or title) < LONG_TITLE else 10,
        "where": where,
        "svg": made.svg,
        "names": made.names,
        "columns": columns,
        "spilled": legend.spread(spilled, wanted.paper.inner[1] - paper.HEADER, 3)[0] if spilled else [],
        "spilled_width": wanted.paper.inner[0] / 3,
        "column_width": where.legend.width / where.columns,
        "page_width": width,
        "page_height": height,
        "inner_height": wanted.paper.inner[1],
        "scale": f"1 : {number(made.denominator)}",
        "sources": [f"{source['title']}. {source['note']}", *(one.source for one in told), *rasters],
        "printed": _("Imprimé le {day}").format(day=f"{now:%d/%m/%Y, %H:%M}"),
        "fictitious": any(one.fictitious for one in told),
    }
    return Page(context, made)


def headings(wanted: Wanted, figures: dict[str, Any], territory: dict[str, Any]) -> tuple[str, str]:
    """The finding's name, and the sentence under it: what is measured, of whom, where."""
    indicator, change = figures["indicator"], wanted.question.other_year is not None
    name = indicator["title"]
    title = (
        _("{name}, évolution 2014–2024").format(name=name)
        if change
        else _("{name}, {year}").format(name=name, year=wanted.question.year)
    )
    milieu = {1: _("Urbain"), 2: _("Rural")}.get(wanted.question.milieu, "")
    place = _("Royaume du Maroc") if territory["code"] == "MA" else f"{named(territory)} ({territory['code']})"
    levels = level_texts()[wanted.question.level]["many"]
    situation = figures["source"]["situation"]
    day = f"{situation[8:]}/{situation[5:7]}/{situation[:4]}" if situation else ""
    words = [place, str(levels), milieu, indicator["unit_label"]]
    if day:
        words.append(_("situation au {day}").format(day=day))
    return title, " · ".join(word for word in words if word)


def _legend_titles(wanted: Wanted, figures: dict[str, Any]) -> tuple[str, str]:
    levels = str(level_texts()[wanted.question.level]["many"])
    unit = figures["indicator"]["unit_label"]
    year = "2014–2024" if wanted.question.other_year else str(wanted.question.year)
    comma = "، " if get_language() == "ar" else ", "
    return f"{figures['indicator']['short']}{comma}{year}", " · ".join(w for w in (unit, levels) if w)


def document(wanted: Wanted) -> bytes:
    """PDF; kept a moment, so that the preview and the download are one rendering."""
    stamps = [stamp(shown.query) for shown in wanted.layers]
    text = f"{wanted.language_free_key}|{stamps}|{indicators.version()}|{get_language()}|{pdf.logo_url()}"
    key = f"print:{hashlib.sha256(text.encode()).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        page = compose(wanted)
        kept = pdf.render("portal/print_sheet.html", page.context, page.map.pictures)
        cache.set(key, kept, KEPT_SECONDS)
    return kept
