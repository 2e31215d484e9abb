"""One territory's figures beside those of the territories that contain it, and where each comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from layers import territories
from layers.models import IndicatorCoverage, Level
from layers.queries import indicators as queries
from layers.services.choropleth import describe, source

LATEST = queries.CENSUS_YEARS[-1]


def profile(
    place: dict[str, Any], infos: Sequence[queries.IndicatorInfo], milieu: int, sex: int, language: str
) -> dict[str, Any]:
    """`figures`: per indicator, values by year and level (own, province, region, country), change, rank."""
    by_id = {info.id: info for info in infos}
    found: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in queries.compare(place["territory_id"], infos, milieu, sex):
        level = "own" if row["code"] == place["code"] else row["level"]
        found[by_id[row["indicator_id"]].code][level][str(row["year"])] = row["value"]
    standing: dict[str, dict[str, queries.Standing]] = {}
    for year in {_latest(info) for info in infos}:
        asked = [info for info in infos if _latest(info) == year]
        standing |= queries.standing(place["territory_id"], place["level"], asked, year, milieu, sex)
    ranks = {code: by_level.get("country") for code, by_level in standing.items()}
    return {
        "code": place["code"],
        "level": place["level"],
        "name_fr": place["name_fr"],
        "name_ar": place["name_ar"],
        "figures": [_figure(info, found[info.code], ranks.get(info.code), language) for info in infos],
    }


def _latest(info: queries.IndicatorInfo) -> int:
    """The year a standing is told for: the last census, or the last year of what no census published."""
    return LATEST if info.is_census or not info.years else info.years[-1]


def _figure(
    info: queries.IndicatorInfo,
    levels: dict[str, dict[str, float]],
    standing: queries.Standing | None,
    language: str,
) -> dict[str, Any]:
    own = levels.get("own", {})
    before, after = own.get("2014"), own.get("2024")
    change = None
    if info.comparable and before is not None and after is not None:
        change = round(after - before, 6)
    return {
        **describe(info, language),
        "values": own,
        "change": change,
        "province": levels.get("province", {}),
        "region": levels.get("region", {}),
        "country": levels.get("country", {}),
        "rank": standing.rank if standing else None,
        "of": standing.of if standing else None,
    }


def _completeness(level: str, published: int, of: int) -> str:
    """« 44 sur 44 (commune) », in the reader's language."""
    return _("%(published)s sur %(of)s (%(level)s)") % {
        "published": published,
        "of": of,
        "level": str(Level(level).label).lower(),
    }


def _formula(info: queries.IndicatorInfo, language: str) -> str:
    if info.is_census:
        return "قيمة منشورة من طرف المندوبية" if language == "ar" else "Valeur publiée par le HCP"
    return (info.formula_ar if language == "ar" else "") or info.formula_fr


def _rests_on(question: queries.Question, code: str) -> str:
    """« renseigné sur 98,4 % de la surface », or why there is no figure; empty for a census."""
    told = queries.coverage(question).get(code)
    if told is None:
        return ""
    if told["reason"]:
        return str(IndicatorCoverage.Reason(told["reason"]).label)
    return _("renseigné sur %(share)s %% de la surface") % {"share": f"{100 * told['covered']:.1f}".replace(".", ",")}


def explain(question: queries.Question, language: str) -> dict[str, Any]:
    """The answer to "Pourquoi ce chiffre ?" for a territory, or for a level of it when no territory is given."""
    info = question.indicator
    rows = queries.values(question)
    published = sum(row["value"] is not None for row in rows)
    answer: dict[str, Any] = {
        **describe(info, language),
        "formula": _formula(info, language),
        "source": source(question, language),
        "situation": source(question, language)["situation"],
        "completeness": {
            "published": published,
            "of": len(rows),
            "text": _completeness(question.level, published, len(rows)),
        },
        "denominator": None,
        "value": None,
    }
    place = territories.describe(question.territory or "MA")
    if place is not None:
        own = replace(question, level=place["level"])
        answer["completeness"]["covered"] = _rests_on(own, place["code"])
        wanted = [info]
        weight = queries.catalogue().get(info.denominator)
        if weight is not None:
            wanted.append(weight)
        for row in queries.compare(place["territory_id"], wanted, question.milieu, question.sex):
            if row["code"] != place["code"] or row["year"] != question.year:
                continue
            if row["indicator_id"] == info.id:
                answer["value"] = row["value"]
            elif weight is not None:
                answer["denominator"] = {"title": weight.title(language), "value": row["value"]}
    return answer
