"""A board's map drawn on the server: no tile, no script, so it prints, opens anywhere and reaches weak lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dashboards import scopebar, text
from layers.errors import NotFound
from layers.services import pdf, svg_map

WIDTH, HEIGHT, MARGIN = 640.0, 520.0, 10.0
WORDS = 60.0  # room below the map for its legend, title and source
DPI = 150
# A name is written twice, its light edge below it: WeasyPrint knows no paint-order.
HALOS = (' stroke="#fff" stroke-width="2.4" stroke-linejoin="round"', "")


@dataclass(frozen=True)
class Drawing:
    """`classes`: code → number of its colour, hatched where negative; `entries`: the legend, colour and what it stands
    for; `marks`: sites, as a page gives them; `fictitious`: invented rows are in it, and the picture says so."""

    territory: str
    level: str
    classes: Mapping[str, int]
    colors: Sequence[str]
    entries: Sequence[tuple[str, str]]
    title: str
    source: str
    marks: Sequence[Mapping[str, Any]] = ()
    fictitious: bool = False


def svg(drawing: Drawing, width: float = WIDTH, height: float = HEIGHT, said: bool = True) -> str:
    """`said`: with its words; on paper they stand beside it, since WeasyPrint draws a picture's letters one by one, and
    Arabic ones must join. NotFound for a territory without a limit."""
    drawn = height - WORDS
    frame = svg_map.frame_of(drawing.territory, width, drawn, MARGIN)
    if frame is None:
        raise NotFound(drawing.territory, parameter="territory")
    shapes = svg_map.shapes(frame, drawing.level, list(drawing.classes))
    for shape in shapes:
        number = drawing.classes[shape["code"]]
        shape["color"] = drawing.colors[number] if number >= 0 else "url(#absent)"
    step = (width - 2 * MARGIN) / max(len(drawing.entries), 1)
    context = {
        "width": width,
        "height": height if said else drawn,
        "shapes": shapes,
        "outline": svg_map.shapes(frame, "province", None) if drawing.level == "commune" else [],
        "entries": [
            {"x": round(MARGIN + n * step, 1), "color": color, "ends": label, "width": round(step, 1)}
            for n, (color, label) in enumerate(drawing.entries)
        ],
        "marks": [_mark(frame, mark) for mark in drawing.marks],
        "halos": HALOS,
        "legend_top": drawn + 12,
        "title": drawing.title,
        "source": drawing.source,
        "fictitious": drawing.fictitious,
        "said": said,
        "rtl": text.arabic(),
        "text_x": width - MARGIN if text.arabic() else MARGIN,
    }
    return render_to_string("dashboards/map.svg", context)


def _mark(frame: svg_map.Frame, mark: Mapping[str, Any]) -> dict[str, Any]:
    plane = svg_map.metres((mark["lon"], mark["lat"], mark["lon"], mark["lat"]))
    x, y = frame.at(plane["west"], plane["south"])
    return {"x": x, "y": y, "text_x": x + 7, "text_y": y + 3, "name": mark["name"]}


def svg_file(drawing: Drawing) -> tuple[bytes, str]:
    return svg(drawing).encode(), "image/svg+xml"


def png_file(drawing: Drawing) -> tuple[bytes, str]:
    context = {
        "svg": svg(drawing, said=False),
        "entries": drawing.entries,
        "marks": [mark["name"] for mark in drawing.marks],
        "page_width": 176,
        "page_height": 150,
        "title": drawing.title,
        "source": drawing.source,
        "fictitious": drawing.fictitious,
    }
    return pdf.picture(pdf.render("dashboards/picture.html", context), DPI), "image/png"


FORMATS = {"svg": svg_file, "png": png_file}


def files(board: str, asked: str) -> list[tuple[str, str]]:
    """The map among the files of a board. `asked`: its address's query."""
    return [
        (_("Carte, %(format)s") % {"format": kind.upper()}, scopebar.file_url(board, f"map.{kind}", asked))
        for kind in FORMATS
    ]
