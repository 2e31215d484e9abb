"""What explains a printed map: classes and their counts, then each layer, its colours, sizes and what is left out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from geo_platform.portal.numbers import isolated, number
from geo_platform.portal.printing import drawing, ink, rasters, records
from geo_platform.portal.printing.wanted import Cells, Wanted
from layers.services.raster import look

SIZES = (10, 50, 200)
HEAD_MM, ROW_MM, PART_MM = 9.0, 4.6, 3.0


@dataclass(frozen=True)
class Row:
    swatch: SafeString
    text: str | SafeString
    count: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    subtitle: str
    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    sizes: SafeString | str = ""
    fictitious: bool = False

    @property
    def height(self) -> float:
        sizes = 12 if self.sizes else 0
        return HEAD_MM + ROW_MM * (len(self.rows) + 1.6 * len(self.notes)) + sizes + PART_MM


def expected(wanted: Wanted) -> float:
    """Height of the longest part, before anything is drawn: classes, or a palette with its sizes and two notes."""
    longest = max((len(shown.query.layer.style.palette) for shown in wanted.layers), default=0)
    whole = Part("", "", [Row(SafeString(""), "")] * longest, ["", ""], "-")
    cells = [raster(shown, wanted.grey).height for shown in wanted.rasters]
    return max(whole.height if wanted.layers else 0, *cells, HEAD_MM + ROW_MM * (wanted.drawing.classes + 1))


def _svg(inside: str, width: float = 6, height: float = 4) -> SafeString:
    size = {"width": f"{width}mm", "height": f"{height}mm", "viewBox": f"0 0 {width} {height}"}
    text = ink.tag("svg", inside, font_family="Geo Sans", **size)
    return mark_safe(text)  # noqa: S308 (our own numbers and colours)


def _box(fill: str, opacity: float = 1.0, defs: str = "") -> SafeString:
    edge: dict[str, Any] = {"stroke": "#545D5A", "stroke_width": ".12", "fill_opacity": opacity}
    return _svg(defs + ink.tag("rect", x=0.2, y=0.4, width=5.6, height=3.2, fill=fill, **edge))


def classes(wanted: Wanted, choropleth: dict[str, Any], title: str, subtitle: str) -> Part:
    bounds = choropleth["breaks"]
    texts = _ranges(choropleth)
    rows = [
        Row(_box(drawing.class_color(wanted, choropleth, n)), text, number(choropleth["counts"][n]))
        for n, text in enumerate(texts)
    ]
    pattern = f"<defs>{ink.hatch('nodata-key', ink.HATCH_GROUND, ink.HATCH_LINE)}</defs>"
    rows.append(Row(_box("url(#nodata-key)", defs=pattern), _("Sans donnée"), number(choropleth["nodata"])))
    notes = [_("Noir et blanc : + hausse, − baisse")] if wanted.grey and wanted.question.other_year and bounds else []
    return Part(title, subtitle, rows, notes)


def _ranges(choropleth: dict[str, Any]) -> list[SafeString]:
    """As the screen's legend writes them: "10–30"; the two ends of a change are open."""
    decimals = max(choropleth["indicator"]["decimals"], 0)

    def write(value: float) -> str:
        return number(value, 0 if float(value).is_integer() else decimals)

    pairs = list(itertools.pairwise(choropleth["breaks"]))
    if choropleth["ramp"] != "change":
        return [isolated(f"{write(low)}–{write(high)}") for low, high in pairs]
    middle = [isolated(f"{write(low)} {_('à')} {write(high)}") for low, high in pairs[1:-1]]
    first = isolated(_("moins de {value}").format(value=write(pairs[0][1]))) if pairs else None
    last = isolated(_("{value} et plus").format(value=write(pairs[-1][0]))) if pairs else None
    return [part for part in (first, *middle, last) if part is not None]


def layer(drawn: records.Drawn, grey: bool, fictitious: bool, matched: int) -> Part:
    declared = drawn.shown.query.layer
    language = get_language() or "fr"
    rows = [_key(drawn, n, grey, language) for n in range(len(declared.style.palette))] if drawn.apart else []
    if drawn.apart and not rows:
        rows = [_key(drawn, 0, grey, language)]
    notes = []
    if drawn.counted:
        notes.append(_("{n} comptés par commune").format(n=number(drawn.counted)))
    away = matched - drawn.apart - drawn.counted
    if away > 0:
        notes.append(_("{n} hors du cadre, trop petits ou sans commune").format(n=number(away)))
    told = ngettext("{n} enregistrement", "{n} enregistrements", matched).format(n=number(matched))
    sizes = _sizes(drawn, grey) if drawn.gathers else ""
    return Part(declared.title(language), told, rows, notes, sizes, fictitious)


def raster(shown: Cells, grey: bool) -> Part:
    """Classes, or the values at the ends and the middle of a ramp."""
    own, language = shown.of.raster, get_language() or "fr"
    told, inks = look.legend(own, language), rasters.colours(shown, grey)
    if ramp := told.get("ramp"):
        ends = (inks[0], inks[len(inks) // 2], inks[-1])
        keys = list(zip(ends, map(number, ramp["values"]), strict=True))
    else:
        ink_of = {entry["code"]: color for entry, color in zip(own.classes, inks, strict=True)}
        keys = [(ink_of[entry["code"]], entry["title"]) for entry in told["key"]]
    rows = [Row(_box(color, shown.opacity), text) for color, text in keys]
    return Part(own.title(language), told["unit"], rows)


def _key(drawn: records.Drawn, index: int, grey: bool, language: str) -> Row:
    shown, style = drawn.shown, drawn.shown.query.layer.style
    known = index < len(style.palette)
    text = style.palette[index][3 if language == "ar" else 2] if known else shown.query.layer.title(language)
    color = records.color_of(shown, index)
    if style.kind == "line":
        dash = f' stroke-dasharray="{ink.DASHES[index % len(ink.DASHES)]}"' if grey and index else ""
        stroke = ink.BLACK if grey else color
        return Row(_svg(f'<path d="M.2 2H5.8" stroke="{stroke}" stroke-width=".7"{dash}/>'), text)
    if style.kind == "fill":
        defs = f"<defs>{ink.hatch(f'key-{index}', '#fff', ink.BLACK, index)}</defs>" if grey else ""
        fill, share = (f"url(#key-{index})", 1.0) if grey else (color, float(style.opacity))
        return Row(_box(fill, share, defs), text)
    return Row(_svg(ink.marks(index, [(3, 2)], 1.3, color, grey)), text)


def _sizes(drawn: records.Drawn, grey: bool) -> SafeString:
    """Three nested circles, their tops labelled: a count is read by area."""
    style = drawn.shown.query.layer.style
    fill = "#fff" if grey else style.fill or style.color
    edge = ink.BLACK if grey else ink.DARK
    largest = records.radius(SIZES[-1])
    parts = []
    middle, end = largest + 0.5, 2 * largest + 3
    look = {"fill": fill, "fill_opacity": ".75", "stroke": edge, "stroke_width": ".15"}
    for n in reversed(SIZES):
        r = records.radius(n)
        top = 2 * largest - 2 * r + 0.6
        parts.append(ink.tag("circle", cx=middle, cy=top + r, r=r, **look))
        parts.append(ink.tag("path", d=f"M{middle} {top:.2f}H{end}", stroke=ink.DARK, stroke_width=".12"))
        parts.append(ink.tag("text", str(n), x=end + 0.6, y=top + 0.8, font_size="2.3"))
    return _svg("".join(parts), 2 * largest + 12, 2 * largest + 1.6)


def spread(parts: list[Part], height: float, columns: int) -> tuple[list[list[Part]], list[Part]]:
    """Columns that fit the place, and what must go to another page."""
    placed: list[list[Part]] = [[]]
    used = 0.0
    for number_, part in enumerate(parts):
        if used and used + part.height > height:
            if len(placed) == columns:
                return placed, parts[number_:]
            placed.append([])
            used = 0.0
        placed[-1].append(part)
        used += part.height
    return placed, []
