"""Published figures for pages, boards and the API. One place, so that a board equals its table equals its file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from layers import sql
from layers.access import ANONYMOUS, Viewer
from layers.errors import BadParameter, NotFound
from layers.layer import Sensitivity
from layers.models import Level
from layers.territories import resolve_codes

CENSUS_YEARS = (2014, 2024)
SITUATION = {2014: "2014-09-01", 2024: "2024-09-01"}


@dataclass(frozen=True)
class IndicatorInfo:
    id: int
    code: str
    title_fr: str
    title_ar: str
    short_fr: str
    short_ar: str
    unit: str
    theme: str
    direction: str
    decimals: int
    curated: bool
    definition_fr: str
    definition_ar: str
    denominator: str
    comparable: bool
    dataset: str
    source: str
    source_ar: str
    origin: str
    formula_fr: str
    formula_ar: str
    position: int
    years: tuple[int, ...]
    milieus: tuple[int, ...]
    sexes: tuple[int, ...]
    levels: tuple[str, ...]
    access: str = "public"
    owner_id: int | None = None
    above: tuple[int, ...] = ()

    @property
    def is_public(self) -> bool:
        return self.access == "public"

    def readable(self, viewer: Viewer) -> bool:
        """A shared one is for whoever watches over the whole of its perimeter, within his themes."""
        if self.is_public:
            return True
        if viewer.is_anonymous:
            return False
        if self.owner_id == viewer.user_id:
            return True
        return self.access == "perimeter" and any(
            grant.reads >= Sensitivity.INTERNAL
            and grant.covers_theme(self.theme)
            and (grant.territory_id is None or grant.territory_id in self.above)
            for grant in viewer.grants
        )

    def title(self, language: str) -> str:
        return (self.title_ar if language == "ar" else "") or self.title_fr

    def short(self, language: str) -> str:
        return (self.short_ar if language == "ar" else self.short_fr) or self.title(language)

    @property
    def is_census(self) -> bool:
        return self.origin == "census"

    def definition(self, language: str) -> str:
        return (self.definition_ar if language == "ar" else "") or self.definition_fr


def version() -> str:
    """Changes when figures or territories change: in every cache key and ETag."""
    found = [sql.stamp(t) for t in _TABLES]
    return "-".join(f"{row['version']}.{row['changed_at']}" for row in found if row)


_TABLES = ("layers_indicatorvalue", "layers_territoryversion")


def catalogue(viewer: Viewer = ANONYMOUS) -> dict[str, IndicatorInfo]:
    """What a viewer may read, by code, curated first; nobody named, the public."""
    return {code: info for code, info in _every().items() if info.readable(viewer)}


def _every() -> dict[str, IndicatorInfo]:
    """Whoever may read them; read once per version of the figures. Kept as it is: three thousand entries would be
    copied out of a cache at every question."""
    return _read(version())


@lru_cache(maxsize=2)
def _read(at: str) -> dict[str, IndicatorInfo]:
    return {row["code"]: _info(row) for row in sql.rows("indicators/catalogue.sql", {})}


def _info(row: dict[str, Any]) -> IndicatorInfo:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return IndicatorInfo(**fields)


def indicator(code: str, viewer: Viewer = ANONYMOUS) -> IndicatorInfo:
    """NotFound also for one the viewer may not read: that it exists is not told."""
    found = _every().get(code)
    if found is None or not found.readable(viewer):
        raise NotFound(code, parameter="indicator")
    return found


@dataclass(frozen=True)
class Question:
    """One indicator, year, level, milieu, sex, perimeter: what a map, a ranking and a file all answer.

    `other_year` is set for a change: the value is then `year` minus `other_year`.
    """

    indicator: IndicatorInfo
    year: int
    level: str = str(Level.COMMUNE)
    milieu: int = 0
    sex: int = 0
    territory: str = ""
    other_year: int | None = None

    def __post_init__(self) -> None:
        if self.other_year is not None and not self.indicator.comparable:
            hint = "2014 et 2024 ne mesurent pas la même chose."
            raise BadParameter("year", "change", hint)


def values(question: Question) -> list[dict[str, Any]]:
    """A row per territory of the level: code, names, kind, province, `value` (None = sans donnée), `other`."""
    under = resolve_codes([question.territory])[0] if question.territory else None
    rows = sql.rows(
        "indicators/by_level.sql",
        {
            "indicator": question.indicator.id,
            "level": question.level,
            "under": under,
            "milieu": question.milieu,
            "sex": question.sex,
            "year": question.year,
            "other_year": question.other_year or 0,
        },
    )
    if question.other_year is not None:
        for row in rows:
            both = row["value"] is not None and row["other"] is not None
            # One decimal published on each side: the difference has no more.
            row["latest"] = row["value"]
            row["value"] = round(row["value"] - row["other"], 6) if both else None
    return rows


def coverage(question: Question) -> dict[str, dict[str, Any]]:
    """Code → {covered, reason}: on how much of each territory a computed figure rests, or why there is none."""
    if question.indicator.is_census:
        return {}
    params = {"indicator": question.indicator.id, "year": question.year, "level": question.level}
    return {row.pop("code"): row for row in sql.rows("indicators/covered.sql", params)}


def source_line(question: Question, language: str) -> str:
    """Who says so: a census and its year, or the indicator's own source."""
    info = question.indicator
    if not info.is_census:
        return (info.source_ar if language == "ar" else "") or info.source
    years = [str(y) for y in (question.other_year, question.year) if y]
    arabic = language == "ar"
    title = "المندوبية السامية للتخطيط، إحصاء " if arabic else "HCP, RGPH "
    return title + (" و" if arabic else " et ").join(years)


def ranks(rows: Iterable[dict[str, Any]], direction: str) -> dict[str, int]:
    """Rank by code, 1 = best; ties share a rank; a missing figure is never ranked."""
    best_first = -1 if direction != "bad" else 1
    ordered = sorted((best_first * row["value"], row["code"]) for row in rows if row["value"] is not None)
    found: dict[str, int] = {}
    previous: float | None = None
    for position, (value, code) in enumerate(ordered, 1):
        found[code] = position if value != previous else found[ordered[position - 2][1]]
        previous = value
    return found


def compare(
    territory_id: int, infos: Sequence[IndicatorInfo], milieu: int = 0, sex: int = 0
) -> list[dict[str, Any]]:
    """Figures of a territory, its province, region and the Kingdom, for some indicators and both censuses."""
    params = {
        "territory": territory_id,
        "indicators": [info.id for info in infos],
        "years": sorted({*CENSUS_YEARS, *(year for info in infos for year in info.years)}),
        "milieu": milieu,
        "sex": sex,
    }
    return sql.rows("indicators/compare.sql", params)


@dataclass(frozen=True)
class Standing:
    """`rank` 1 = best; equals share it."""

    rank: int
    of: int


def standing(
    territory_id: int, level: str, infos: Iterable[IndicatorInfo], year: int, milieu: int = 0, sex: int = 0
) -> dict[str, dict[str, Standing]]:
    """Indicator code → level of what contains the territory (province, region, country) → its rank there, among the
    published territories of its own level."""
    wanted = {info.id: info for info in infos}
    rows = sql.rows(
        "indicators/ranks.sql",
        {
            "territory": territory_id,
            "level": level,
            "indicators": list(wanted),
            "year": year,
            "milieu": milieu,
            "sex": sex,
        },
    )
    found: dict[str, dict[str, Standing]] = {}
    for row in rows:
        info = wanted[row["indicator_id"]]
        better = row["lower"] if info.direction == "bad" else row["higher"]
        found.setdefault(info.code, {})[row["within"]] = Standing(better + 1, row["published"])
    return found
