"""A choropleth as data: classes, colours, counts, ranks. No geometry: the map joins by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from layers.errors import BadParameter
from layers.indicators import catalog, classify
from layers.queries import indicators as queries

MANUAL = "manual"


@dataclass(frozen=True)
class Drawing:
    """`breaks`: the inner thresholds of the method "manual", which has no other."""

    method: str = "quantile"
    classes: int = 6
    breaks: tuple[float, ...] = ()


def draw(
    question: queries.Question, drawing: Drawing, language: str, rows: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """What `/api/choropleth/` answers and boards show; unpublished figures are class -1, never zero, never ranked.

    `rows`: those of the question a caller already holds, all or part of them.
    """
    rows = queries.values(question) if rows is None else rows
    info = question.indicator
    published = [row["value"] for row in rows if row["value"] is not None]
    change = question.other_year is not None
    thresholds = _change_breaks(published) if change else _breaks(published, drawing)
    count = max(len(thresholds) - 1, 0)
    ramp = "change" if change else classify.RAMP_OF_DIRECTION[info.direction]
    colors = classify.colors(ramp, count) if count else []
    if change and info.direction == "bad":
        colors.reverse()
    classes = dict(
        zip(
            (row["code"] for row in rows if row["value"] is not None),
            classify.assign(published, thresholds) if published else [],
            strict=True,
        )
    )
    counts = [0] * count
    for number in classes.values():
        counts[number] += 1
    return {
        "indicator": describe(info, language) | (_change_unit(info, language) if change else {}),
        "year": "change" if change else question.year,
        "level": question.level,
        "territory": question.territory,
        "milieu": question.milieu,
        "sex": question.sex,
        "method": "change" if change else drawing.method,
        "ramp": ramp,
        "colors": colors,
        "breaks": thresholds,
        "counts": counts,
        "nodata": len(rows) - len(published),
        "values": {row["code"]: row["value"] for row in rows},
        "classes": {row["code"]: classes.get(row["code"], -1) for row in rows},
        "ranks": queries.ranks(rows, info.direction),
        "total": len(rows),
        "coverage": queries.coverage(question),
        "source": source(question, language),
    }


def _breaks(published: list[float], drawing: Drawing) -> list[float]:
    if drawing.method == MANUAL:
        return _manual(published, drawing.breaks)
    try:
        return classify.breaks(published, drawing.method, drawing.classes)
    except ValueError as error:
        hint = f"{', '.join((*classify.METHODS, MANUAL))} ; {classify.MIN_CLASSES} à {classify.MAX_CLASSES} classes."
        raise BadParameter("method", f"{drawing.method}/{drawing.classes}", hint) from error


def _manual(published: list[float], inner: tuple[float, ...]) -> list[float]:
    """Those that fall inside what is published; it may leave fewer classes than were asked."""
    if not inner or len(inner) >= classify.MAX_CLASSES or list(inner) != sorted(set(inner)):
        hint = f"De 1 à {classify.MAX_CLASSES - 1} seuils croissants."
        raise BadParameter("breaks", ",".join(f"{b:g}" for b in inner), hint)
    if not published:
        return []
    low, high = min(published), max(published)
    return [low, *(b for b in inner if low < b < high), high]


def _change_breaks(published: list[float]) -> list[float]:
    """Seven classes mirrored about zero, the middle one straddling it; steps follow how much moved."""
    if not published:
        return []
    size = sorted(abs(v) for v in published)
    typical = size[int(0.9 * (len(size) - 1))] or 1.0
    step = next((s for s in _STEPS if 4 * s >= typical), _STEPS[-1])
    inner = [-4 * step, -2 * step, -step / 2, step / 2, 2 * step, 4 * step]
    low, high = min(published), max(published)
    return [low if low < inner[0] else -8 * step, *inner, high if high > inner[-1] else 8 * step]


_STEPS = tuple(m * 10.0**p for p in range(-3, 8) for m in (1, 2, 5))


def _change_unit(info: queries.IndicatorInfo, language: str) -> dict[str, str]:
    """A difference of percentages is in points, not in per cent."""
    unit = catalog.UNITS["points" if info.unit == "percent" else info.unit]
    return {"unit": unit.slug, "unit_label": unit.text(language)}


def describe(info: queries.IndicatorInfo, language: str) -> dict[str, Any]:
    unit = catalog.UNITS.get(info.unit)
    return {
        "code": info.code,
        "title": info.title(language),
        "short": info.short(language),
        "unit": info.unit,
        "unit_label": unit.text(language) if unit else info.unit,
        "direction": info.direction,
        "decimals": info.decimals,
        "definition": info.definition(language),
        "comparable": info.comparable,
        "access": info.access,
    }


def source(question: queries.Question, language: str) -> dict[str, Any]:
    arabic = language == "ar"
    if question.indicator.is_census:
        note = (
            "قيم منشورة. حدود 2014 استئناسية." if arabic else "Valeurs publiées. Limites 2014, indicatives."
        )
    else:
        note = (
            "قيم محسوبة. حدود 2014 استئناسية." if arabic else "Valeurs calculées. Limites 2014, indicatives."
        )
    return {
        "title": queries.source_line(question, language),
        "computed": not question.indicator.is_census,
        "situation": queries.SITUATION.get(question.year, "")
        if question.indicator.is_census
        else str(question.year),
        "note": note,
    }
