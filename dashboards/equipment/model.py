"""What the board shows for one question, read through layers.queries: no component, no colour, no SQL here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from dashboards import places, text
from dashboards.equipment import source
from dashboards.equipment.question import KINGDOM, Question, choose
from dashboards.equipment.source import Item, Profile
from dashboards.places import Place

FIRST = "amenities_running_water"
HEADLINES = (
    FIRST,
    "amenities_electricity",
    "wastewater_public_sewer",
    "households_distance_to_paved_road_km",
    "amenities_toilet",
    "illiteracy_rate_10_plus",
)
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
        return {"2014": self.before, "2024": self.after}.get(year, self.change)


@dataclass(frozen=True)
class Model:
    """`question` is settled: every part of it exists."""

    question: Question
    item: Item
    items: tuple[Item, ...]
    themes: tuple[tuple[str, str], ...]
    territory: Place
    levels: tuple[str, ...]
    choropleth: dict[str, Any]
    rows: tuple[Row, ...]
    profile: Profile

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


def _rows(question: Question, item: Item, ranks: dict[str, int]) -> tuple[Row, ...]:
    rows = []
    for row in source.level_rows(question, item):
        before, after, code = row["before"], row["after"], row["code"]
        both = item.comparable and before is not None and after is not None
        rows.append(
            Row(
                code=code,
                name=text.pick(row, "name"),
                above=text.pick(row, "province"),
                population=row["population"],
                before=before,
                after=after,
                change=round(after - before, 6) if both else None,
                rank=ranks.get(code),
            )
        )
    return tuple(rows)


def load(asked: Question) -> Model:
    themes, items = source.catalogue()
    by_code = {item.code: item for item in items}
    item = by_code[choose(asked.indicator, by_code, FIRST)]
    territory = places.place(asked.territory)
    question, levels = settle(asked, item, territory)
    choropleth = source.choropleth(question)
    profile = source.profiles(territory, [item.code], question.milieu, question.sex)[item.code]
    rows = _rows(question, item, choropleth["ranks"])
    return Model(question, item, items, themes, territory, levels, choropleth, rows, profile)


def _cards(territory_code: str) -> list[Card]:
    """The headline indicators of the perimeter, whatever indicator is being read.

    Their strips show the level just below, except that a region is shown by its communes: provinces would be five.
    """
    _, items = source.catalogue()
    by_code = {item.code: item for item in items}
    found = [by_code[code] for code in HEADLINES if code in by_code]
    territory = places.place(territory_code)
    level = "province" if territory.level == "country" else "commune"
    profiles = source.profiles(territory, [item.code for item in found])
    question = Question(territory=territory_code, level=level)
    return [Card(item, profiles[item.code], tuple(source.spread(question, item.code))) for item in found]


def cards(territory_code: str) -> list[Card]:
    """Six strips are six questions and the same for every reader: kept until the figures change."""
    key = f"board-cards-{source.version()}-{territory_code}-{get_language()}"
    found: list[Card] | None = cache.get(key)
    if found is None:
        found = _cards(territory_code)
        cache.set(key, found, 3600)
    return found


def is_kingdom(question: Question) -> bool:
    return question.territory == KINGDOM
