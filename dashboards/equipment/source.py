"""The board's only door to the figures: layers.queries and layers.services, in the page's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from dashboards import text
from dashboards.equipment.question import KINGDOM, MILIEUS, SEXES, Question
from dashboards.places import Place
from layers.indicators import catalog
from layers.queries import indicators as queries
from layers.services import choropleth as drawing

POPULATION = "population_legal"


@dataclass(frozen=True)
class Item:
    """An indicator as the page names it."""

    code: str
    title: str
    short: str
    unit: str
    unit_label: str
    theme: str
    direction: str
    decimals: int
    comparable: bool
    years: tuple[int, ...]
    milieus: tuple[str, ...]
    sexes: tuple[str, ...]
    definition: str
    denominator: str


@dataclass
class Profile:
    """One indicator at a place and at those that contain it: {level: {year: value}}; the place's own under ""."""

    values: dict[str, dict[int, float]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    rank: int | None = None
    of: int | None = None

    def above(self, level: str, year: str) -> float | None:
        known = self.values.get(level, {})
        if year != "change":
            return known.get(int(year))
        return known[2024] - known[2014] if {2014, 2024} <= known.keys() else None

    def value(self, year: str) -> float | None:
        return self.above("", year)


def _item(info: queries.IndicatorInfo, language: str, every: dict[str, queries.IndicatorInfo]) -> Item:
    unit = catalog.UNITS.get(info.unit)
    weight = every.get(info.denominator)
    return Item(
        code=info.code,
        title=info.title(language),
        short=info.short(language),
        unit=info.unit,
        unit_label=unit.text(language) if unit else info.unit,
        theme=info.theme,
        direction=info.direction,
        decimals=info.decimals,
        comparable=info.comparable,
        years=info.years,
        milieus=tuple(MILIEUS[number] for number in info.milieus),
        sexes=tuple(SEXES[number] for number in info.sexes),
        definition=info.definition(language),
        denominator=weight.title(language) if weight else "",
    )


def version() -> str:
    return queries.version()


def catalogue() -> tuple[tuple[tuple[str, str], ...], tuple[Item, ...]]:
    """Themes that have indicators, in the declared order, and the curated indicators."""
    language = get_language() or "fr"
    every = queries.catalogue()
    items = tuple(_item(info, language, every) for info in every.values() if info.curated and info.years)
    used = {item.theme for item in items}
    return tuple((s, label.text(language)) for s, label in catalog.THEMES.items() if s in used), items


def _asked(question: Question, code: str, year: int, other: int | None = None) -> queries.Question:
    return queries.Question(
        indicator=queries.indicator(code),
        year=year,
        other_year=other,
        level=question.level,
        milieu=MILIEUS.index(question.milieu),
        sex=SEXES.index(question.sex),
        territory="" if question.territory == KINGDOM else question.territory,
    )


def choropleth(question: Question) -> dict[str, Any]:
    asked = _asked(question, question.indicator, question.last_year, 2014 if question.is_change else None)
    return drawing.draw(asked, drawing.Drawing("round"), get_language() or "fr")


def level_rows(question: Question, item: Item) -> list[dict[str, Any]]:
    """A row per territory: names, province, `before` (2014) and `after` (2024) as published, `population`."""
    if item.comparable:
        rows = queries.values(_asked(question, item.code, 2024, 2014))
        for row in rows:
            row.update(before=row["other"], after=row["latest"])
    else:  # one census at a time: 2014 beside 2024 would be read as a change
        rows = queries.values(_asked(question, item.code, question.last_year))
        for row in rows:
            only = {"before": None, "after": None}
            row.update(only | {"before" if question.last_year == 2014 else "after": row["value"]})
    everybody = Question(territory=question.territory, level=question.level)
    population = {row["code"]: row["value"] for row in queries.values(_asked(everybody, POPULATION, 2024))}
    for row in rows:
        row["population"] = population.get(row["code"])
    return rows


def spread(question: Question, code: str) -> list[float]:
    """The published figures of one indicator over the level, for a strip."""
    rows = queries.values(_asked(question, code, 2024))
    return [row["value"] for row in rows if row["value"] is not None]


def profiles(at: Place, codes: Iterable[str], milieu: str = "total", sex: str = "all") -> dict[str, Profile]:
    infos = [queries.indicator(code) for code in codes]
    by_id = {info.id: info.code for info in infos}
    found = {info.code: Profile() for info in infos}
    numbers = (MILIEUS.index(milieu), SEXES.index(sex))
    for row in queries.compare(at.id, infos, *numbers):
        profile = found[by_id[row["indicator_id"]]]
        own = row["code"] == at.code
        for level in [""] * own + [row["level"]]:
            profile.values.setdefault(level, {})[row["year"]] = row["value"]
            profile.names[level] = text.pick(row, "name")
    for code, standing in queries.standing(at.id, at.level, infos, 2024, *numbers).items():
        found[code].rank, found[code].of = standing["rank"], standing["of"]
    return found
