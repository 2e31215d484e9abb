"""A composite index over the territories of a question: its rows, and what each ingredient brought to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from layers import sql
from layers.access import Viewer
from layers.errors import BadParameter
from layers.indicators import composite
from layers.queries import indicators as queries

CODE, UNIT = "index", "index_100"


@dataclass(frozen=True)
class Answer:
    """`rows` as `queries.values` gives them, `value` the score; `position`: code → place in `index`."""

    rows: list[dict[str, Any]]
    index: composite.Index
    position: Mapping[str, int]
    infos: tuple[queries.IndicatorInfo, ...]

    def parts(self, code: str) -> list[tuple[queries.IndicatorInfo, float]]:
        """Points each ingredient brings to a territory, in the order of the weights."""
        at = self.position[code]
        return [(info, float(self.index.parts[info.code][at])) for info in self.infos]

    def around(self, code: str, reach: int = 2) -> list[dict[str, Any]]:
        return [self.rows[at] for at in self.index.around(self.position[code], reach)]


def info(title_fr: str, title_ar: str, years: tuple[int, ...], theme: str = "") -> queries.IndicatorInfo:
    """The index in the words of an indicator, so that it is mapped, ranked and filed like any other."""
    blank = dict.fromkeys(queries.IndicatorInfo.__dataclass_fields__, "")
    return queries.IndicatorInfo(**blank | {  # type: ignore[arg-type]
        "id": 0, "code": CODE, "title_fr": title_fr, "title_ar": title_ar, "unit": UNIT, "direction": "good",
        "decimals": 1, "curated": True, "comparable": False, "dataset": CODE, "origin": "computed",
        "source": "Indice calculé à partir d’indicateurs publiés", "source_ar": "مؤشر محسوب انطلاقا من مؤشرات منشورة",
        "definition_fr": "Moyenne pondérée d’indicateurs ramenés de 0 à 100 parmi les territoires comparés.",
        "definition_ar": "متوسط مرجح لمؤشرات محولة إلى سلم من 0 إلى 100 بين المجالات المقارنة.", "position": 0,
        "years": years, "milieus": (0,), "sexes": (0,), "levels": (), "access": "public", "owner_id": None,
        "above": (), "theme": theme,
    })  # fmt: skip


def build(
    asked: queries.Question, weights: Mapping[str, float], viewer: Viewer, keep: frozenset[str] | None = None
) -> Answer:
    """`keep`: the codes compared, None for all of the question: scaling and ranks are among them only."""
    if not weights:
        raise BadParameter("weights", "")
    infos = tuple(queries.indicator(code, viewer) for code in weights)
    rows = queries.values(replace(asked, indicator=infos[0], other_year=None))
    rows = [row for row in rows if keep is None or row["code"] in keep]
    found = sql.rows(
        "indicators/figures.sql",
        {
            "indicators": [i.id for i in infos],
            "year": asked.year,
            "milieu": asked.milieu,
            "level": asked.level,
        },
    )
    at = {row["territory_id"]: number for number, row in enumerate(rows)}
    values = {info.id: np.full(len(rows), np.nan) for info in infos}
    for figure in found:
        if figure["territory_id"] in at:
            values[figure["indicator_id"]][at[figure["territory_id"]]] = figure["value"]
    index = composite.build(
        [composite.Ingredient(i.code, values[i.id], weights[i.code], i.direction) for i in infos]
    )
    for row, score in zip(rows, index.scores.tolist(), strict=True):
        row["value"] = None if np.isnan(score) else round(score, 6)
    return Answer(rows, index, {row["code"]: number for number, row in enumerate(rows)}, infos)
