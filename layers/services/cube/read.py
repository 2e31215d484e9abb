"""Questions anyone may ask of a sensitive layer. Only these: no box, no filter, no property, hence no differencing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from layers import registry, sql
from layers.cube import LEVELS, OTHERS, THRESHOLD, TOTAL, UNKNOWN, Cube
from layers.errors import BadParameter, NotFound, UnknownParameter
from layers.layer import Layer
from layers.territories import resolve_codes

WHOLE = "total"  # what a caller writes for every type
_PERIOD = re.compile(r"\d{4}(-Q[1-4])?")
_IGNORED = frozenset({"lang", "f", "download"})
REASON_FR = (
    f"Masqué : moins de {THRESHOLD}, ou caché pour qu’aucune valeur si petite ne se déduise des autres."
)
REASON_AR = f"محجوب: أقل من {THRESHOLD}، أو أخفي حتى لا تستنتج قيمة بهذا الصغر من غيرها."


@dataclass(frozen=True)
class Question:
    layer: Layer
    territories: tuple[int, ...] = ()
    levels: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    @classmethod
    def from_params(cls, layer: Layer, params: Mapping[str, Iterable[str]]) -> Question:
        given = {name: [v for v in values if v] for name, values in params.items() if name not in _IGNORED}
        for name, values in given.items():
            if name not in _CHECKS:
                raise UnknownParameter(parameter=name, value=values[0] if values else "")
            for value in values:
                _CHECKS[name](name, value)
        return cls(
            layer,
            tuple(resolve_codes(given.get("territory", []))),
            tuple(given.get("level", [])),
            tuple(given.get("period", [])),
            tuple(TOTAL if kind == WHOLE else kind for kind in given.get("type", [])),
        )


def _level(name: str, value: str) -> None:
    if value not in LEVELS:
        raise BadParameter(name, value, ", ".join(LEVELS))


def _period(name: str, value: str) -> None:
    if not _PERIOD.fullmatch(value):
        raise BadParameter(name, value, "2024, 2024-Q1")


def _any(name: str, value: str) -> None:
    """Unknown territories are refused when resolved; an unknown type has no cell."""


_CHECKS = {"territory": _any, "level": _level, "period": _period, "type": _any}


def layer_with_cube(slug: str) -> tuple[Layer, Cube]:
    layer = registry.get(slug)
    if layer.public_cube is None:
        raise NotFound(slug, parameter="layer")
    return layer, layer.public_cube


def publications(layer: Layer) -> list[dict[str, Any]]:
    """What is published, oldest year first; years with invented records exist in a demonstration only."""
    return sql.rows("cubes/publications.sql", {"layer": layer.slug, "fiction": settings.FICTITIOUS_DATA})


def version() -> int:
    stamp = sql.stamp("layers_cubepublication")
    return stamp["version"] if stamp else 0


def cells(question: Question) -> list[dict[str, Any]]:
    """territory, level, names, period, type, value (None = masked), in a stable order."""
    return sql.rows(
        "cubes/cells.sql",
        {
            "layer": question.layer.slug,
            "fiction": settings.FICTITIOUS_DATA,
            "territories": list(question.territories) or None,
            "levels": list(question.levels) or None,
            "periods": list(question.periods) or None,
            "types": list(question.types) or None,
            "others": OTHERS,
        },
    )


def type_title(layer: Layer, code: str, language: str) -> str:
    if code == TOTAL:
        return "جميع الأنواع" if language == "ar" else "Tous les types"
    if code == UNKNOWN:
        return "غير محدد" if language == "ar" else "Non précisé"
    fr, ar = _type_titles(layer).get(code, (code, code))
    return ar if language == "ar" else fr


def _type_titles(layer: Layer) -> dict[str, tuple[str, str]]:
    """The words of the nomenclature, else of the field's own choices."""
    cube = layer.public_cube
    field = layer.field(cube.type) if cube else None
    titles = {value: (fr, ar) for value, fr, ar in field.values} if field else {}
    if cube and cube.names:
        rows = cube.names._default_manager.order_by("valid_from").values_list("code", "name_fr", "name_ar")
        titles |= {code: (fr, ar) for code, fr, ar in rows}
    return titles


def answer(question: Question, language: str) -> dict[str, Any]:
    layer, arabic = question.layer, language == "ar"
    published, found = publications(layer), cells(question)
    titles = {kind: type_title(layer, kind, language) for kind in {row["type"] for row in found}}
    return {
        "layer": layer.slug,
        "title": layer.title(language),
        "source": layer.source_ar if arabic else layer.source_fr,
        "threshold": THRESHOLD,
        "masked": {"reason": REASON_AR if arabic else REASON_FR},
        "fictitious": any(row["fictitious"] for row in published),
        "publications": published,
        "cells": [described(row, titles) for row in found],
    }


def described(row: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """A cell for people: its type named, and in words whether it is published."""
    return {
        **row,
        "type": row["type"] or WHOLE,
        "type_title": titles[row["type"]],
        "status": "masked" if row["value"] is None else "published",
    }
