"""What the board shows for one question, read through layers.queries: no component, no colour, no SQL here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from dashboards import places, text
from dashboards.equipment import source
from dashboards.equipment.question import CHANGE, KINGDOM, Question, choose, read_weights, write_weights
from dashboards.equipment.source import Item, Profile
from dashboards.places import Place
from layers.errors import BadParameter
from layers.services import index as composite

FIRST = "amenities_running_water"
HEADLINES = (
    FIRST,
    "amenities_electricity",
    "wastewater_public_sewer",
    "households_distance_to_paved_road_km",
    "amenities_toilet",
    "illiteracy_rate_10_plus",
)
CARDS = 6
# Territories a perimeter is divided into, finest last; a city's arrondissements are never beside its communes.
LEVELS = ("region", "province", "cercle", "commune", "arrondissement")


@dataclass(frozen=True)
class Card:
    item: Item
    profile: Profile
    spread: tuple[float, ...]


@dataclass(frozen=True)
class Row:
    """One territory of the ranking. `rank` None: not published, so not ranked."""

    code: str
    name: str
    above: str
    population: float | None
    before: float | None
    after: float | None
    change: float | None
    rank: int | None

    def value(self, year: str) -> float | None:
        return self.change if year == CHANGE else self.before if year == "2014" else self.after


@dataclass(frozen=True)
class Model:
    """`question` is settled: every part of it exists. `rows` are those compared; `shown` those the band and the
    number asked leave of them, in the order asked."""

    question: Question
    item: Item
    items: tuple[Item, ...]
    themes: tuple[tuple[str, str], ...]
    territory: Place
    levels: tuple[str, ...]
    choropleth: dict[str, Any]
    rows: tuple[Row, ...]
    profile: Profile
    every: int = 0
    index: composite.Answer | None = None

    @cached_property
    def shown(self) -> tuple[Row, ...]:
        question, kept = self.question, list(self.rows)
        if question.limits is not None:
            low, high = question.limits
            values = ((row, row.value(question.year)) for row in kept)
            kept = [row for row, value in values if value is not None and low <= value < high]
        if question.order == "worst" or question.top:
            ranked = sorted(
                (row for row in kept if row.rank is not None), key=lambda row: (row.rank or 0, row.code)
            )
            ranked = ranked[::-1] if question.order == "worst" else ranked
            missing = [row for row in kept if row.rank is None]
            kept = ranked[: int(question.top)] if question.top else [*ranked, *missing]
        return tuple(kept)

    @property
    def published(self) -> int:
        return sum(row.rank is not None for row in self.rows)

    def ranked(self) -> list[Row]:
        return sorted((row for row in self.rows if row.rank is not None), key=lambda row: row.rank or 0)

    def values(self) -> list[float]:
        found = (row.value(self.question.year) for row in self.rows)
        return [value for value in found if value is not None]


def settle(asked: Question, item: Item, territory: Place) -> tuple[Question, tuple[str, ...]]:
    """Brings a question within what exists: year, milieu, sex and level fall back to the nearest published."""
    levels = tuple(level for level in LEVELS if level in territory.child_levels) or (territory.level,)
    years = [str(year) for year in item.years] + (["change"] if item.comparable else [])
    years = [year for year in years if not asked.is_index or year != "change"]
    preferred = "commune" if territory.level != "country" else "province"
    question = asked.with_(
        territory=territory.code,
        indicator=item.code,
        level=choose(asked.level, levels, preferred),
        year=choose(asked.year, years, "2024"),
        milieu=choose(asked.milieu, item.milieus, "total"),
        sex=choose(asked.sex, item.sexes, "all"),
    )
    return question, levels


def _rows(found: list[dict[str, Any]], ranks: dict[str, int]) -> tuple[Row, ...]:
    return tuple(
        Row(
            code=row["code"],
            name=text.pick(row, "name"),
            above=text.pick(row, "province"),
            population=row["population"],
            before=row["before"],
            after=row["after"],
            change=row["change"],
            rank=ranks.get(row["code"]),
        )
        for row in found
    )


def load(asked: Question) -> Model:
    themes, items = source.catalogue()
    by_code = {item.code: item for item in items}
    territory = places.place(asked.territory)
    if asked.is_index:
        return _load_index(asked, territory, themes, items)
    item = by_code[choose(asked.indicator, by_code, first(asked, items))]
    question, levels = settle(asked, item, territory)
    found = source.level_rows(question, item)
    kept = _compared(question, found)
    choropleth = source.choropleth(question, kept)
    profile = source.profiles(territory, [item.code], question.milieu, question.sex, question.last_year)[
        item.code
    ]
    rows = _rows(kept, choropleth["ranks"])
    return Model(question, item, items, themes, territory, levels, choropleth, rows, profile, len(found))


def _compared(question: Question, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in found if not question.least or (row["population"] or 0) > question.least]


def first(asked: Question, items: tuple[Item, ...]) -> str:
    """Of a theme, its first indicator; else the board's."""
    return next((item.code for item in items if asked.theme and item.theme == asked.theme), FIRST)


def weights_of(question: Question) -> dict[str, float]:
    """Those asked, else the headlines, alike."""
    return read_weights(question.weights) or dict.fromkeys(HEADLINES, 1.0)


def _load_index(
    asked: Question, territory: Place, themes: tuple[tuple[str, str], ...], items: tuple[Item, ...]
) -> Model:
    """Scores in the place of figures; no figure above, since an index only compares those it ranks."""
    weights = weights_of(asked)
    judged = {item.code: item for item in items if item.direction in ("good", "bad")}
    for code in weights:
        if code not in judged:
            raise BadParameter("weights", code)
    years = tuple(sorted(set.intersection(*(set(judged[code].years) for code in weights))))
    item = source.index_item(years)
    asked = asked.with_(weights=write_weights(weights), view="spread")
    question, levels = settle(asked, item, territory)
    everyone = source.level_rows(question, judged[next(iter(weights))])
    keep = frozenset(row["code"] for row in _compared(question, everyone))
    answer = source.index(question, weights, keep)
    population = {row["code"]: row["population"] for row in everyone}
    field = "before" if question.year == "2014" else "after"
    for row in answer.rows:
        row.update({"before": None, "after": None, "change": None, "population": population.get(row["code"])})
        row[field] = row["value"]
    choropleth = source.choropleth(question, answer.rows, source.index_info(years))
    rows = _rows(answer.rows, choropleth["ranks"])
    return Model(
        question, item, items, themes, territory, levels, choropleth, rows, Profile(), len(everyone), answer
    )


def card_codes(theme: str, items: tuple[Item, ...]) -> tuple[str, ...]:
    """The headlines, or the first of a theme."""
    if not theme:
        return HEADLINES
    found = [item.code for item in items if item.theme == theme and 2024 in item.years]
    return tuple(found[:CARDS])


def _cards(territory_code: str, theme: str) -> list[Card]:
    """The headline indicators of the perimeter, or those of a theme, whatever indicator is being read.

    Their strips show the level just below, except that a region is shown by its communes: provinces would be five.
    """
    _, items = source.catalogue()
    by_code = {item.code: item for item in items}
    found = [by_code[code] for code in card_codes(theme, items) if code in by_code]
    territory = places.place(territory_code)
    level = "province" if territory.level == "country" else "commune"
    profiles = source.profiles(territory, [item.code for item in found])
    question = Question(territory=territory_code, level=level)
    return [Card(item, profiles[item.code], tuple(source.spread(question, item.code))) for item in found]


def cards(territory_code: str, theme: str = "") -> list[Card]:
    """Six strips are six questions and the same for every reader: kept until the figures change."""
    if theme and any(item.theme == theme and item.restricted for item in source.catalogue()[1]):
        return _cards(territory_code, theme)
    key = f"board-cards-{source.version()}-{territory_code}-{theme[:40]}-{get_language()}"
    found: list[Card] | None = cache.get(key)
    if found is None:
        found = _cards(territory_code, theme)
        cache.set(key, found, 3600)
    return found


def is_kingdom(question: Question) -> bool:
    return question.territory == KINGDOM
