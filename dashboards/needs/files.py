"""The map of a view as a picture: the page's own classes, so what is drawn is what is seen."""

from __future__ import annotations

from dashboards import drawing
from dashboards.drawing import Drawing
from dashboards.needs.callbacks import load
from dashboards.registry import File
from layers.errors import NotFound


def make(search: str, name: str, extension: str) -> File:
    """NotFound for any file but `map.svg` and `map.png`, and for a view that has no map yet."""
    draw = drawing.FORMATS.get(extension)
    page = load(search)
    if name != "map" or draw is None or page.legend is None:
        raise NotFound(f"{name}.{extension}", parameter="file")
    code, _level, _box = page.scope
    legend = page.legend
    absent = [("#d9ddd8", legend.absent)] if any(number < 0 for number in legend.classes.values()) else []
    body, kind = draw(
        Drawing(
            territory=code,
            level=page.level,
            classes=legend.classes,
            colors=legend.colors,
            entries=[*zip(legend.colors, legend.labels, strict=True), *absent],
            title=page.title,
            source=f"{legend.title} · {page.evidence}",
            marks=page.marks,
            fictitious=page.fictitious,
        )
    )
    return File(body, kind, f"needs-{code}.{extension}", public=False)
