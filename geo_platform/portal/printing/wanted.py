"""What is asked of a printed map. Every layer comes as its own question, checked like any other answer to a viewer."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs

from django.http import HttpRequest

from geo_platform.portal.printing.paper import Paper
from layers import registry
from layers.api import questions
from layers.errors import BadParameter, UnknownParameter
from layers.models import Level
from layers.queries.indicators import Question
from layers.query import LayerQuery
from layers.services.choropleth import Drawing
from layers.services.raster import reading

CENSUS = frozenset({"indicator", "level", "year", "territory", "milieu", "sex", "method", "classes", "lang"})
OWN = frozenset({"layer", "limits", "frame", "paper", "turn", "grey", "title", "dpi", "f"})
KINGDOM = "MA"
MOST_LAYERS = 12
MOST_TITLE = 160
GREY_CLASSES = 5


@dataclass(frozen=True)
class Shown:
    """A layer of records on the page, with the question it answers."""

    query: LayerQuery
    opacity: float
    asked: str


@dataclass(frozen=True)
class Cells:
    """A raster on the page, as its viewer may see it."""

    of: reading.Shown
    opacity: float


@dataclass(frozen=True)
class Wanted:
    question: Question
    drawing: Drawing
    territory: str
    limits: tuple[str, ...]
    layers: tuple[Shown, ...]
    rasters: tuple[Cells, ...]
    frame: tuple[float, float, float, float] | None
    paper: Paper
    grey: bool
    title: str

    @property
    def language_free_key(self) -> str:
        """The same for the same page, whoever asks: layers carry what their viewer may see."""
        layers = [(shown.query.fingerprint, shown.opacity) for shown in self.layers]
        layers += [(shown.of.stamp, shown.opacity) for shown in self.rasters]
        rest = (self.territory, self.limits, self.frame, self.paper, self.grey, self.title)
        return repr((self.question, self.drawing, layers, rest))


def read(request: HttpRequest) -> Wanted:
    """UnknownParameter, BadParameter, LoginNeeded or Forbidden when something may not be drawn."""
    for name, value in request.GET.items():
        if name not in CENSUS | OWN:
            raise UnknownParameter(parameter=name, value=value)
    grey = request.GET.get("grey") == "1"
    drawing = questions.drawing(request)
    if grey:
        drawing = Drawing(drawing.method, min(drawing.classes, GREY_CLASSES))
    frame = request.GET.get("frame")
    shown = [_shown(request, text) for text in request.GET.getlist("layer")[:MOST_LAYERS]]
    return Wanted(
        question=questions.question(request, request.GET.get("indicator", "")),
        drawing=drawing,
        territory=request.GET.get("territory") or KINGDOM,
        limits=_limits(request.GET.get("limits", "")),
        layers=tuple(one for one in shown if isinstance(one, Shown)),
        rasters=tuple(one for one in shown if isinstance(one, Cells)),
        frame=_frame(frame) if frame else None,
        paper=Paper.named(request.GET.get("paper", "a4"), request.GET.get("turn", "landscape")),
        grey=grey,
        title=request.GET.get("title", "").strip()[:MOST_TITLE],
    )


def _frame(text: str) -> tuple[float, float, float, float]:
    """West, south, east, north of what a screen shows, in degrees."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadParameter("frame", text, "Attendu : ouest,sud,est,nord.") from error
    if not (-180 <= west < east <= 180 and -80 <= south < north <= 80):
        raise BadParameter("frame", text, "Ouest < est et sud < nord, en degrés.")
    return west, south, east, north


def _limits(text: str) -> tuple[str, ...]:
    levels = tuple(level for level in text.split(",") if level)
    for level in levels:
        if level not in Level.values:
            raise BadParameter("limits", level, f"Attendu : {', '.join(Level.values)}.")
    return levels


def _shown(request: HttpRequest, text: str) -> Shown | Cells:
    """`slug;opacity?parameters`: the very parameters that the layer's tiles and files take; a raster has none."""
    name, _, asked = text.partition("?")
    slug, _, opacity = name.partition(";")
    try:
        share = min(1.0, max(0.0, float(opacity or 1)))
    except ValueError as error:
        raise BadParameter("layer", text) from error
    if slug not in registry.layers() and not asked:
        return Cells(reading.shown(slug, request.viewer), share)
    parameters = parse_qs(asked, keep_blank_values=True, max_num_fields=40)
    return Shown(LayerQuery.from_params(registry.get(slug), parameters, request.viewer), share, asked)
