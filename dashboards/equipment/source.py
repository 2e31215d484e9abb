"""The board's only door to the figures: layers.queries and layers.services, in the page's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from dashboards import shell, text
from dashboards.equipment.question import KINGDOM, MILIEUS, SEXES, Question
from dashboards.places import Place
from layers.indicators import catalog
from layers.queries import indicators as queries
from layers.services import choropleth as drawing
from layers.services import index as composite
from layers.services import own
from layers.services import peers as peering

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
    restricted: bool = False


@dataclass
class Profile:
    """One indicator at a place and at those that contain it: {level: {year: value}}; the place's own under "".
    `level`: the place's own; `ranks`: where it stands among its like within each of those."""

    values: dict[str, dict[int, float]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    level: str = ""
    ranks: dict[str, queries.Standing] = field(default_factory=dict)

    @property
    def rank(self) -> int | None:
        """In the Kingdom."""
        return self.ranks["country"].rank if "country" in self.ranks else None

    @property
    def of(self) -> int | None:
        return self.ranks["country"].of if "country" in self.ranks else None

    def above(self, level: str, year: str) -> float | None:
        known = self.values.get(level, {})
        if year != "change":
            return known.get(int(year))
        return round(known[2024] - known[2014], 6) if {2014, 2024} <= known.keys() else None

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
        restricted=not info.is_public,
    )


def version() -> str:
    return queries.version()


def may_supply() -> bool:
    return own.may_supply(shell.viewer())


def catalogue() -> tuple[tuple[tuple[str, str], ...], tuple[Item, ...]]:
    """Themes that have indicators, in the declared order, and the curated indicators."""
    language = get_language() or "fr"
    every = queries.catalogue(shell.viewer())
    items = tuple(_item(info, language, every) for info in every.values() if info.curated and info.years)
    used = {item.theme for item in items}
    return tuple((s, label.text(language)) for s, label in catalog.THEMES.items() if s in used), items


def _asked(question: Question, code: str, year: int, other: int | None = None) -> queries.Question:
    return _question(question, queries.indicator(code, shell.viewer()), year, other)


def _question(
    question: Question, info: queries.IndicatorInfo, year: int, other: int | None = None
) -> queries.Question:
    return queries.Question(
        indicator=info,
        year=year,
        other_year=other,
        level=question.level,
        milieu=MILIEUS.index(question.milieu),
        sex=SEXES.index(question.sex),
        territory="" if question.territory == KINGDOM else question.territory,
    )


def choropleth(
    question: Question, rows: list[dict[str, Any]], info: queries.IndicatorInfo | None = None
) -> dict[str, Any]:
    """`rows` as `level_rows` gives them, those compared only; `info` of what the catalogue does not hold."""
    asked = _question(
        question,
        info or queries.indicator(question.indicator, shell.viewer()),
        question.last_year,
        2014 if question.is_change else None,
    )
    field = {"2014": "before", "change": "change"}.get(question.year, "after")
    valued = [row | {"value": row[field]} for row in rows]
    wanted = drawing.Drawing(question.method, int(question.classes), question.thresholds)
    return drawing.draw(asked, wanted, get_language() or "fr", valued)


def index(question: Question, weights: Mapping[str, float], keep: frozenset[str] | None) -> composite.Answer:
    asked = _question(question, index_info(()), question.last_year)
    return composite.build(asked, weights, shell.viewer(), keep)


def index_info(years: tuple[int, ...]) -> queries.IndicatorInfo:
    return composite.info("Indice composite", "المؤشر المركب", years)


def index_item(years: tuple[int, ...]) -> Item:
    return _item(index_info(years), get_language() or "fr", {})


def level_rows(question: Question, item: Item) -> list[dict[str, Any]]:
    """A row per territory: names, province, `before` (2014), `after` (later), `change`, `population`."""
    rows = _figures(question, item)
    everybody = Question(territory=question.territory, level=question.level)
    population = {row["code"]: row["value"] for row in queries.values(_asked(everybody, POPULATION, 2024))}
    for row in rows:
        both = item.comparable and row["before"] is not None and row["after"] is not None
        row["change"] = round(row["after"] - row["before"], 6) if both else None
        row["population"] = population.get(row["code"])
    return rows


def _figures(question: Question, item: Item) -> list[dict[str, Any]]:
    if item.comparable:
        rows = queries.values(_asked(question, item.code, 2024, 2014))
        for row in rows:
            row.update(before=row["other"], after=row["latest"])
    else:  # one census at a time: 2014 beside 2024 would be read as a change
        rows = queries.values(_asked(question, item.code, question.last_year))
        for row in rows:
            only = {"before": None, "after": None}
            row.update(only | {"before" if question.last_year == 2014 else "after": row["value"]})
    return rows


def other_values(question: Question, code: str) -> dict[str, float | None]:
    """The second indicator of a scatter, by territory, in the year asked or its latest."""
    info = queries.indicator(code, shell.viewer())
    year = question.last_year if question.last_year in info.years else info.years[-1]
    everyone = question.with_(
        milieu=question.milieu if MILIEUS.index(question.milieu) in info.milieus else "total",
        sex=question.sex if SEXES.index(question.sex) in info.sexes else "all",
    )
    return {row["code"]: row["value"] for row in queries.values(_asked(everyone, code, year))}


def peers(at: Place, question: Question, codes: Iterable[str]) -> dict[str, peering.Standing]:
    infos = [queries.indicator(code, shell.viewer()) for code in codes]
    numbers = (MILIEUS.index(question.milieu), SEXES.index(question.sex))
    return peering.standing(at.id, at.level, question.peers, infos, question.last_year, *numbers)


def spread(question: Question, code: str) -> list[float]:
    """The published figures of one indicator over the level, for a strip."""
    rows = queries.values(_asked(question, code, 2024))
    return [row["value"] for row in rows if row["value"] is not None]


def profiles(
    at: Place, codes: Iterable[str], milieu: str = "total", sex: str = "all", year: int = 2024
) -> dict[str, Profile]:
    infos = [queries.indicator(code, shell.viewer()) for code in codes]
    by_id = {info.id: info.code for info in infos}
    found = {info.code: Profile() for info in infos}
    numbers = (MILIEUS.index(milieu), SEXES.index(sex))
    for row in queries.compare(at.id, infos, *numbers):
        profile = found[by_id[row["indicator_id"]]]
        own = row["code"] == at.code
        for level in [""] * own + [row["level"]]:
            profile.values.setdefault(level, {})[row["year"]] = row["value"]
            profile.names[level] = text.pick(row, "name")
        if own:
            profile.level = row["level"]
    for code, standing in queries.standing(at.id, at.level, infos, year, *numbers).items():
        found[code].ranks = standing
    return found
