"""The map of a view as a picture: the page's own classes, so what is drawn is what is seen."""

from __future__ import annotations

from dashboards import drawing, frame
from dashboards.drawing import Drawing
from dashboards.needs.callbacks import load
from dashboards.registry import File
from layers.errors import NotFound

_MAKERS = {("map", kind): draw for kind, draw in drawing.FORMATS.items()}


def make(search: str, name: str, extension: str) -> File:
    """NotFound for any file but `map.svg` and `map.png`, and for a view that has no map yet."""
    draw = _MAKERS.get((name, extension))
    page = load(search) if draw else None
    if draw is None or page is None or page.legend is None or not page.rows:
        raise NotFound(f"{name}.{extension}", parameter="file")
    code, _level, _box = page.scope
    legend = page.legend
    body, kind = draw(
        Drawing(
            territory=code,
            level=page.level,
            classes=legend.classes,
            colors=legend.colors,
            entries=list(zip(legend.colors, legend.labels, strict=True)),
            title=page.title,
            source=f"{legend.title} · {page.evidence}. {frame.hatched(legend)}",
            marks=page.marks,
            fictitious=page.fictitious,
        )
    )
    return File(body, kind, f"needs-{code}.{extension}", public=False)
