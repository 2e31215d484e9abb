"""The figures of a level with its outlines, as GeoJSON: a choropleth for programs that draw one themselves."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

from layers import sql
from layers.queries.indicators import Question

# Generalised to about a hundred metres: what a choropleth of communes is read at.
_BAND = 11


def as_geojson(question: Question, rows: list[dict[str, Any]], language: str) -> HttpResponse:
    """One feature a territory: code, both names, `value` (null: not published)."""
    found = sql.rows("indicators/outlines.sql", {"level": question.level, "band": _BAND})
    outlines = {row["code"]: row["outline"] for row in found}
    features = [_feature(row, outlines.get(row["code"]) or "null") for row in rows]
    name = json.dumps(question.indicator.title(language), ensure_ascii=False)
    text = f'{{"type":"FeatureCollection","name":{name},"features":[{",".join(features)}]}}'
    return HttpResponse(text, content_type="application/geo+json")


def _feature(row: dict[str, Any], outline: str) -> str:
    told = {name: row[name] for name in ("code", "name_fr", "name_ar", "value")}
    return f'{{"type":"Feature","properties":{json.dumps(told, ensure_ascii=False)},"geometry":{outline}}}'
